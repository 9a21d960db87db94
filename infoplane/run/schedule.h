#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace infoplane {

/// A schedule with more checkpoints than this is refused as a slip of the pen.
inline constexpr std::size_t kMaxCheckpoints = 1'000'000;

/// The epochs at which a schedule looks at a training of E epochs, increasing and distinct:
///   log:K    0 and round(E^(k/(K-1))), k = 0..K-1; K >= 2
///   every:K  0, K, 2K, ... and E; K >= 1
///   [a,b,..] those listed, in any order, each at most E
/// E = 0 gives {0}. Throws InvalidArgument: another word, a K out of bounds, an epoch after E, an
/// empty list, more than kMaxCheckpoints epochs.
std::vector<std::size_t> recorded_epochs(std::string_view schedule, std::size_t epochs);

}  // namespace infoplane
