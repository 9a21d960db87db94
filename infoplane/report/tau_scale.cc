#include "infoplane/report/tau_scale.h"

#include <algorithm>
#include <cmath>

namespace infoplane {

TauScale::TauScale(const ExperimentTable& table) {
  std::vector<double> positive;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::optional<double> tau = table.at(r, "tau");
    if (tau && *tau > 0) positive.push_back(*tau);
  }
  if (positive.empty()) return;
  first_ = std::ranges::min(positive);
  last_ = std::ranges::max(positive);
}

std::vector<double> TauScale::ticks() const {
  // times that are whole numbers of steps may lie a little off
  constexpr double kRoom = 0.02;
  std::vector<double> out;
  const int from = static_cast<int>(std::ceil(std::log10(first_) - kRoom));
  const int to = static_cast<int>(std::floor(std::log10(last_) + kRoom));
  for (int power = from; power <= to; ++power) out.push_back(std::pow(10, power));
  return out;
}

double TauScale::share(double tau) const {
  const double place = tau > 0 ? tau : zero_at();
  return std::log(place / zero_at()) / std::log(last_ / zero_at());
}

}  // namespace infoplane
