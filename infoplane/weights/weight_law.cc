#include "infoplane/weights/weight_law.h"

#include "infoplane/core/errors.h"

namespace infoplane {

void check_law_of_network(const Task& task) {
  if (!is_noisy(task.network)) return;
  throw InvalidArgument(
      "weights: the network has noise (network.noise), so that its layers are no function of input "
      "and weights, but W must be all that is random");
}

}  // namespace infoplane
