#pragma once

#include <cstddef>
#include <vector>

namespace infoplane {

/// A linear map from numbers [low, high] to positions [from, to] on paper.
struct LinearAxis {
  double low = 0;
  double high = 1;
  double from = 0;
  double to = 1;

  [[nodiscard]] double operator()(double value) const {
    return from + (value - low) / (high - low) * (to - from);
  }
};

/// Round numbers (1, 2 or 5 times a power of ten apart) within [low, high], about `count` of them.
std::vector<double> round_ticks(double low, double high, std::size_t count);

/// Decimals that tell those ticks apart.
int tick_decimals(const std::vector<double>& ticks);

/// Where an epoch stands on the logarithmic scale from epoch 0 to `last`: ln(1 + e) / ln(1 + last),
/// 0 at epoch 0 and 1 at the last.
double epoch_share(std::size_t epoch, std::size_t last);

/// 0 and the powers of ten up to `last`.
std::vector<std::size_t> epoch_ticks(std::size_t last);

/// Indices of at most `most` (>= 2) of the recorded epochs, evenly spread on the scale above, the
/// first and the last among them; all where there are no more than that.
std::vector<std::size_t> thin_epochs(const std::vector<std::size_t>& epochs, std::size_t most);

}  // namespace infoplane
