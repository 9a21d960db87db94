#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/estimate/discretiser.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// The estimator of a specification as users write it: `name` or `name:key=value,key=value`, where
/// a bare first value is the main key (`bins:30`). docs/methods.md lists names and keys. Throws
/// InvalidArgument: unknown name or key (with the nearest known one), a value that is not allowed.
std::unique_ptr<const Estimator> make_estimator(std::string_view spec);

/// The same for several, in their order.
std::vector<std::unique_ptr<const Estimator>> make_estimators(std::span<const std::string> specs);

/// The cells that the estimator of a specification counts. Throws likewise, and where it counts
/// none.
std::unique_ptr<const Discretiser> make_discretiser(std::string_view spec);

/// A line about each estimator there is.
struct EstimatorInfo {
  std::string name;
  /// How it is written, with its keys.
  std::string usage;
  std::string summary;
  std::string source;
};
const std::vector<EstimatorInfo>& known_estimators();

}  // namespace infoplane
