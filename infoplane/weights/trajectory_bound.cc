#include "infoplane/weights/trajectory_bound.h"

#include <fmt/format.h>

#include <cmath>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

void check_step(const NoisyStep& step, std::size_t t) {
  const auto refuse = [t](const char* what, double value, const char* expected) {
    throw InvalidArgument(fmt::format("trajectory-bound: {} of step {} is {}, but must be {}", what,
                                      t, value, expected));
  };
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (!positive(step.step)) refuse("the size", step.step, "positive and finite");
  if (!positive(step.inverse_temperature)) {
    refuse("the inverse temperature", step.inverse_temperature, "positive and finite");
  }
  const double deviation = step.mean_squared_deviation;
  if (!std::isfinite(deviation) || deviation < 0) {
    refuse("the deviation", deviation, "finite and not negative");
  }
}

// Running sums of a term of each step.
template <class Term>
std::vector<Nats> cumulative(std::span<const NoisyStep> steps, const Term& term) {
  std::vector<Nats> sums;
  sums.reserve(steps.size());
  Nats sum;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    check_step(steps[t], t);
    sum = sum + Nats(term(steps[t]));
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace

std::vector<Nats> trajectory_bound(std::span<const NoisyStep> steps, std::size_t dimension) {
  if (dimension == 0) {
    throw InvalidArgument("trajectory-bound: the dimension is 0, but must be at least 1");
  }
  const auto d = static_cast<double>(dimension);
  return cumulative(steps, [d](const NoisyStep& s) {
    // variance that the data bring over that of the noise, in each dimension
    const double ratio = s.step * s.inverse_temperature / 2 * s.mean_squared_deviation / d;
    return d / 2 * std::log1p(ratio);
  });
}

std::vector<Nats> trajectory_divergence(std::span<const NoisyStep> steps) {
  return cumulative(steps, [](const NoisyStep& s) {
    return s.step * s.inverse_temperature / 4 * s.mean_squared_deviation;
  });
}

}  // namespace infoplane
