#pragma once

namespace infoplane {

/// A closed interval of values.
struct Range {
  double low = 0;
  double high = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace infoplane
