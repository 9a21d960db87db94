#include "infoplane/estimate/rank_ksg.h"

#include "infoplane/estimate/neighbour_estimator.h"

namespace infoplane {

std::unique_ptr<const Estimator> make_rank_ksg(const KsgOptions& options) {
  return std::make_unique<NeighbourEstimator>(options, NeighbourEstimator::Scale::kNormalScores);
}

}  // namespace infoplane
