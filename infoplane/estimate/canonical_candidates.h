#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// A side of N pairs, rows in random order, as canonical variables are looked for in it.
struct ContinuousSide {
  /// Normal scores of each column, equal values in random order.
  Points scores;
  /// The columns themselves with mean 0 and standard deviation 1, clipped at +-4.
  Points standardised;

  [[nodiscard]] std::size_t n() const { return scores.n; }
  [[nodiscard]] std::size_t d() const { return scores.d; }
};

/// Which dictionaries of features are tried.
struct Dictionaries {
  bool radial = true;
};

/// The leading r canonical variables of a dictionary, as normal scores, each pair's by weights
/// fitted without it.
struct CanonicalCandidate {
  /// In words: "radial features of the columns, level 4, screened".
  std::string dictionary;
  Points x;
  Points y;
  /// Their Gaussian information less its penalty for what is not Gaussian, nats.
  double score = 0;
};

/// For r = 1 ... min(d_x, d_y, 3), by place, the variables of the dictionary that serves best;
/// empty where none shows more than chance. Of the six with the highest scores the leader is
/// replaced by one that follows only where KSG with k = 8 finds more in it by over two standard
/// errors, paired. docs/methods.md section 28. Cost: up to twenty fits of F <= min(130, N / 40)
/// features, O(N F^2 + F^3) each. Memory O(N (d_x + d_y) + F^2).
std::vector<std::optional<CanonicalCandidate>> canonical_candidates(
    const ContinuousSide& x, const ContinuousSide& y, const Dictionaries& dictionaries,
    const Work& work);

/// KSG-1 with a chosen k on canonical variables.
struct CanonicalKsg {
  std::size_t k = 0;
  LocalInformation information;
  /// As ReferencedKsg::correction_error; 0 where nothing is subtracted.
  double reference_error = 0;
};
/// On two of them referenced_ksg(); on three nothing is subtracted, as variables of nothing but
/// noise are not Gaussian together with the others, and their reference is worse than none.
CanonicalKsg canonical_ksg(const CanonicalCandidate& candidate, const Work& work);

}  // namespace infoplane
