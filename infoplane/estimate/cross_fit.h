#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/canonical_weights.h"
#include "infoplane/estimate/feature_map.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Canonical variables of N pairs, each pair's by weights that were fitted without it: next to no
/// information is made out of nothing by fitting.
///
/// The rows, 10 at least, which must be in random order, are cut into 25 blocks; block 5 i + j is
/// in fold i of x and in fold j of y. A row's u comes from the weights fitted without its fold of
/// x, its v from those fitted without its fold of y: with the same folds on both sides, which fold
/// a pair is in would be information. Each fold's variables are turned to those of the fit to all
/// rows (Procrustes), as signs and order are arbitrary. That is all that a pair has a part in: of
/// 1,000 independent pairs of 20 + 20 columns the first variables have a correlation of .020 +-
/// .004 in the mean, .0002 nats, where in the sample that is fitted to it is .28. Of more equal
/// canonical correlations than `r` each fold finds others, and turning cannot bring them together.
/// docs/methods.md section 28.
class CrossFit {
 public:
  /// The maps are of the same rows; they must outlive this. Memory: O(F^2), besides a block of rows
  /// a thread.
  CrossFit(const FeatureMap& x, const FeatureMap& y, const Work& work);

  /// Moments of all rows.
  [[nodiscard]] const CrossMoments& moments() const { return all_; }

  /// Both sides' variables, (N, r) each.
  struct Variables {
    Points x;
    Points y;
  };
  /// The `r` leading ones, fewer if a side has fewer features; then, if asked, as many of up to
  /// kScreenedVariables by screened_weights(). Cost: O(N F r + F^3).
  [[nodiscard]] std::vector<Variables> variables(std::size_t r, bool screened_too,
                                                 const Work& work) const;

 private:
  const FeatureMap* x_;
  const FeatureMap* y_;
  CrossMoments all_;
  std::vector<CrossMoments> x_folds_;
  std::vector<CrossMoments> y_folds_;
};

}  // namespace infoplane
