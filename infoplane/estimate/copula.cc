#include "infoplane/estimate/copula.h"

#include "infoplane/estimate/gaussian.h"

namespace infoplane {

std::unique_ptr<const Estimator> make_copula() { return make_gaussian(Marginals::kNormalScores); }

}  // namespace infoplane
