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
// with fewer than 2, 3 and 4 parts there is next to nothing to tell a variance from
constexpr std::size_t kNeededParts = 4;

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

// tr(P_m P_l), (U2): m l sum_pq o_pq^2 - 1
double trace_of_product(std::size_t m, std::size_t l) {
  const auto parts_m = static_cast<double>(m);
  const auto parts_l = static_cast<double>(l);
  double sum = 0;
  for (std::size_t p = 0; p < m; ++p) {
    for (std::size_t q = 0; q < l; ++q) {
      const double first =
          std::max(static_cast<double>(p) / parts_m, static_cast<double>(q) / parts_l);
      const double end =
          std::min(static_cast<double>(p + 1) / parts_m, static_cast<double>(q + 1) / parts_l);
      sum += end > first ? (end - first) * (end - first) : 0;
    }
  }
  return parts_m * parts_l * sum - 1;
}

double degrees_of_freedom(const std::vector<std::size_t>& used) {
  double trace = 0;
  double trace_of_square = 0;
  for (const std::size_t m : used) {
    trace += static_cast<double>(m - 1);
    for (const std::size_t l : used) trace_of_square += trace_of_product(m, l);
  }
  return trace * trace / trace_of_square;
}

}  // namespace

void set_error(Estimate& estimate, const std::optional<SubsampleError>& error) {
  if (!estimate.value || !error) return;
  estimate.std_error = Nats(error->std_error);
  set_interval(estimate, error->degrees_of_freedom);
}

void set_interval(Estimate& estimate, std::optional<double> degrees_of_freedom) {
  if (!estimate.value || !estimate.std_error) return;
  constexpr double kUpper = 0.975;
  const double t = degrees_of_freedom
                       ? boost::math::quantile(boost::math::students_t(*degrees_of_freedom), kUpper)
                       : boost::math::quantile(boost::math::normal(), kUpper);
  const Nats half = t * *estimate.std_error;
  estimate.ci95 = Interval{*estimate.value - half, *estimate.value + half};
}

std::optional<SubsampleError> subsample_error(std::size_t n, const EstimateRows& estimate,
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
  std::vector<std::size_t> used;
  std::size_t first = 0;
  for (std::size_t m = kFewestParts; m <= kMostParts; ++m) {
    const auto s2 = variance(std::span(parts).subspan(first, m));
    first += m;
    if (!s2 && m <= kNeededParts) return std::nullopt;
    if (!s2) continue;
    const auto weight = static_cast<double>(m - 1);
    sum += weight * *s2 / static_cast<double>(m);
    weights += weight;
    used.push_back(m);
  }
  return SubsampleError{std::sqrt(sum / weights), degrees_of_freedom(used)};
}

}  // namespace infoplane
