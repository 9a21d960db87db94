#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/report/report.h"

namespace infoplane {

/// What a made-up run holds.
struct ExampleShape {
  std::size_t replicas = 3;
  /// The last epoch; epochs are 0 and about `checkpoints` on a logarithmic scale.
  std::size_t last_epoch = 1000;
  std::size_t checkpoints = 12;
  std::vector<std::size_t> widths = {10, 7, 5, 4, 3, 2};
  std::vector<std::string> estimators = {"bins:30,range=-1:1"};
  /// How much of the compression there is, 0 to 1.
  double compression = 1;
};

/// A run as training a small network looks like: I(T;Y) rises, then I(X;T) of the later layers
/// falls; the first layers are saturated. Smooth, with a little noise that is the same on every
/// call.
RunReport example_run(const ExampleShape& shape);

/// The same plane from an estimator without I(X;T).
void drop_i_xt(RunReport& run);

}  // namespace infoplane
