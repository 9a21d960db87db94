#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/column_pairs.h"
#include "infoplane/estimate/continuous_side.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// The leading r canonical variables of a dictionary, as normal scores, each pair's by weights
/// fitted without it.
struct CanonicalCandidate {
  /// In words: "radial features of the normal scores, screened".
  std::string dictionary;
  Points x;
  Points y;
  /// Their Gaussian information less its penalty for what is not Gaussian, nats.
  double score = 0;
  /// Whether that is more than r^2 independent pairs of columns show, 6 r^2 / N + .001.
  bool above_chance = false;
};

/// single: what the pair's columns say of each other one by one. radial: whether radial features
/// are tried (dictionaries.h). For r = 1 ... min(d_x, d_y, 3), by place, the variables of the
/// dictionary that serves best. Of the six with the highest scores the leader is replaced by one
/// that follows only where KSG-1 with k = 8 finds more in it by over three standard errors, paired.
/// Fewer where the scores of some variables determine each other. pair: N >= 10 rows, a column on
/// each side. docs/methods.md section 28. Cost: up to fifteen fits of F <= min(130, N / 40)
/// features, O(N F^2 + F^3) each. Memory O(N (d_x + d_y) + F^2). The same bits for any number of
/// threads, and for x and y swapped.
std::vector<CanonicalCandidate> canonical_candidates(const ContinuousPair& pair,
                                                     const ColumnPairs& single, bool radial,
                                                     const Work& work);

/// KSG-1 with a chosen k on canonical variables.
struct CanonicalKsg {
  std::size_t k = 0;
  LocalInformation information;
  /// As that of ChosenK.
  double std_error = 0;
  /// As ReferencedKsg::correction_error; 0 where nothing is subtracted.
  double reference_error = 0;
};
/// On two of them referenced_ksg(); on three nothing is subtracted, as variables of nothing but
/// noise are not Gaussian together with the others, and their reference is worse than none.
CanonicalKsg canonical_ksg(const CanonicalCandidate& candidate, const Work& work);

}  // namespace infoplane
