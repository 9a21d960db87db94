#include "infoplane/estimate/uncertainty.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

constexpr std::size_t kFewestParts = 2;
constexpr std::size_t kMostParts = 10;

// One of the m parts of the shuffled rows.
struct Part {
  std::size_t of = 0;
  std::size_t first = 0;
  std::size_t end = 0;
  std::optional<double> estimate{};
};

std::vector<Part> cut(std::size_t n) {
  std::vector<Part> parts;
  for (std::size_t m = kFewestParts; m <= kMostParts; ++m) {
    for (std::size_t i = 0; i < m; ++i) parts.push_back({m, n * i / m, n * (i + 1) / m, {}});
  }
  return parts;
}

// s_m^2; empty unless every part has an estimate
std::optional<double> variance(std::span<const Part> parts) {
  double sum = 0;
  for (const Part& part : parts) {
    if (!part.estimate) return std::nullopt;
    sum += *part.estimate;
  }
  const double mean = sum / static_cast<double>(parts.size());
  double squares = 0;
  for (const Part& part : parts) squares += (*part.estimate - mean) * (*part.estimate - mean);
  return squares / static_cast<double>(parts.size() - 1);
}

}  // namespace

void set_interval(Estimate& estimate, std::optional<double> degrees_of_freedom) {
  if (!estimate.value || !estimate.std_error) return;
  constexpr double kUpper = 0.975;
  const double t = degrees_of_freedom
                       ? boost::math::quantile(boost::math::students_t(*degrees_of_freedom), kUpper)
                       : boost::math::quantile(boost::math::normal(), kUpper);
  const Nats half = t * *estimate.std_error;
  estimate.ci95 = Interval{*estimate.value - half, *estimate.value + half};
}

std::optional<double> subsample_error(std::size_t n, const EstimateRows& estimate,
                                      const Work& work) {
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  Stream stream(0, 0, Purpose::kEstimate);
  shuffle(rows, stream);
  std::vector<Part> parts = cut(n);
  parallel_for(parts.size(), work, [&](std::size_t p) {
    Part& part = parts[p];
    part.estimate = estimate(std::span(rows).subspan(part.first, part.end - part.first));
  });
  double sum = 0;
  double weights = 0;
  std::size_t first = 0;
  for (std::size_t m = kFewestParts; m <= kMostParts; ++m) {
    const auto s2 = variance(std::span(parts).subspan(first, m));
    first += m;
    if (!s2) continue;
    const auto weight = static_cast<double>(m - 1);
    sum += weight * *s2 / static_cast<double>(m);
    weights += weight;
  }
  if (weights == 0) return std::nullopt;
  return std::sqrt(sum / weights);
}

}  // namespace infoplane
