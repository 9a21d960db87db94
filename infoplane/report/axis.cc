#include "infoplane/report/axis.h"

#include <algorithm>
#include <cmath>

namespace infoplane {

std::vector<double> round_ticks(double low, double high, std::size_t count) {
  const double rough = (high - low) / static_cast<double>(count);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  // a hair of slack, so that rounding does not lose a tick at either end
  const double slack = 1e-9 * step;
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    ticks.push_back(i * step);
  }
  return ticks;
}

int tick_decimals(const std::vector<double>& ticks) {
  if (ticks.size() < 2) return 1;
  return std::max(0, -static_cast<int>(std::floor(std::log10(ticks[1] - ticks[0]) + 1e-9)));
}

double epoch_share(std::size_t epoch, std::size_t last) {
  if (last == 0) return 1;
  return std::log1p(static_cast<double>(epoch)) / std::log1p(static_cast<double>(last));
}

std::vector<std::size_t> epoch_ticks(std::size_t last) {
  std::vector<std::size_t> ticks{0};
  for (std::size_t tick = 1; tick <= last; tick *= 10) ticks.push_back(tick);
  return ticks;
}

std::vector<std::size_t> thin_epochs(const std::vector<std::size_t>& epochs, std::size_t most) {
  std::vector<std::size_t> kept;
  if (epochs.size() <= most) {
    for (std::size_t i = 0; i < epochs.size(); ++i) kept.push_back(i);
    return kept;
  }
  // for each of `most` even shares the first epoch that reaches it; what falls together counts once
  const double first = epoch_share(epochs.front(), epochs.back());
  for (std::size_t k = 0; k < most; ++k) {
    const double share =
        first + (1 - first) * static_cast<double>(k) / static_cast<double>(most - 1);
    std::size_t i = kept.empty() ? 0 : kept.back();
    while (i + 1 < epochs.size() && epoch_share(epochs[i], epochs.back()) < share - 1e-12) ++i;
    if (kept.empty() || kept.back() != i) kept.push_back(i);
  }
  return kept;
}

}  // namespace infoplane
