#include "infoplane/claims/correlation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "infoplane/core/correlation_interval.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

constexpr std::size_t kFewest = 4;
// bits or shares that differ by less are equal but for rounding, ...
constexpr double kSame = 1e-9;
// ... and so are correlations
constexpr double kSameCorrelation = 1e-12;

void check_pairs(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) {
    throw InvalidArgument(
        fmt::format("correlation: {} numbers with {} others", x.size(), y.size()));
  }
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(x, finite) || !std::ranges::all_of(y, finite)) {
    throw InvalidArgument("correlation: a value is not finite");
  }
}

bool all_equal(std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  return high - low < kSame;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Pearson's; empty where there is none
std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || all_equal(x) || all_equal(y)) return std::nullopt;
  const double x_mean = mean_of(x);
  const double y_mean = mean_of(y);
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - x_mean) * (x[i] - x_mean);
    yy += (y[i] - y_mean) * (y[i] - y_mean);
    xy += (x[i] - x_mean) * (y[i] - y_mean);
  }
  const double r = xy / std::sqrt(xx * yy);
  return 1 - std::abs(r) < kSameCorrelation ? std::copysign(1.0, r) : r;
}

// r, or why there is none
Correlation without_interval(std::span<const double> x, std::span<const double> y) {
  check_pairs(x, y);
  if (x.size() < kFewest) return {std::nullopt, fmt::format("fewer than {} networks", kFewest)};
  const std::optional<double> r = pearson(x, y);
  if (r) return {MeanInterval{*r, std::nullopt, std::nullopt}, ""};
  return {std::nullopt, all_equal(x) ? "all drops are equal" : "all test accuracies are equal"};
}

// tanh(atanh(r) -+ half_width)
MeanInterval around(double r, double half_width) {
  const double z = std::atanh(r);
  return {r, std::tanh(z - half_width), std::tanh(z + half_width)};
}

std::vector<double> selected(std::span<const double> values, const std::vector<std::size_t>& rows) {
  std::vector<double> out;
  out.reserve(rows.size());
  for (const std::size_t row : rows) out.push_back(values[row]);
  return out;
}

// each value's place among them, from 1, equal ones sharing theirs
std::vector<double> ranks(std::span<const double> values) {
  std::vector<double> out;
  for (const double value : values) {
    const auto n_below = std::ranges::count_if(values, [&](double v) { return v < value; });
    const auto n_equal = std::ranges::count(values, value);
    out.push_back(static_cast<double>(n_below) + (static_cast<double>(n_equal) + 1) / 2);
  }
  return out;
}

double final_accuracy(const std::vector<TrainingRow>& training, std::uint32_t replica) {
  const TrainingRow* last = nullptr;
  for (const TrainingRow& row : training) {
    if (row.replica == replica && (last == nullptr || row.epoch > last->epoch)) last = &row;
  }
  if (last == nullptr || !last->metrics.test_accuracy) {
    throw InvalidArgument(fmt::format("claim: replica {} has no test accuracy", replica));
  }
  return *last->metrics.test_accuracy;
}

}  // namespace

Correlation correlation(std::span<const double> x, std::span<const double> y) {
  Correlation found = without_interval(x, y);
  if (!found.value) return found;
  const double quantile = boost::math::quantile(boost::math::normal(), 0.975);
  found.value = around(found.value->mean, quantile / std::sqrt(static_cast<double>(x.size() - 3)));
  return found;
}

Correlation clustered_correlation(std::span<const double> x, std::span<const double> y,
                                  std::span<const std::uint32_t> clusters) {
  if (clusters.size() != x.size()) {
    throw InvalidArgument(
        fmt::format("correlation: {} clusters for {} numbers", clusters.size(), x.size()));
  }
  Correlation found = without_interval(x, y);
  if (!found.value) return found;
  const auto of_rows = [&](const std::vector<std::size_t>& rows) {
    return pearson(selected(x, rows), selected(y, rows));
  };
  const std::optional<Range> interval = correlation_interval(found.value->mean, clusters, of_rows);
  if (interval) found.value = MeanInterval{found.value->mean, interval->low, interval->high};
  return found;
}

std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y) {
  check_pairs(x, y);
  return pearson(ranks(x), ranks(y));
}

Measurement measure_correlation(const Quantity& quantity, const Plane& plane,
                                const std::vector<TrainingRow>& training) {
  if (quantity.kind != Quantity::Kind::kCorrelation) {
    throw InvalidArgument(fmt::format("claim: the {} is no correlation", quantity_name(quantity)));
  }
  Measurement out = measure({Quantity::Kind::kDrop, quantity.layers}, plane);
  for (const std::uint32_t replica : out.replicas) {
    out.accuracies.push_back(final_accuracy(training, replica));
  }
  return out;
}

Measurement pooled(const std::vector<Measurement>& conditions) {
  if (conditions.empty()) throw InvalidArgument("claim: there are no conditions");
  Measurement out = conditions.front();
  out.conditions.assign(out.replicas.size(), 0);
  for (std::uint32_t c = 1; c < conditions.size(); ++c) {
    const Measurement& more = conditions[c];
    out.run += ", " + more.run;
    std::ranges::copy(more.replicas, std::back_inserter(out.replicas));
    std::ranges::copy(more.values, std::back_inserter(out.values));
    std::ranges::copy(more.accuracies, std::back_inserter(out.accuracies));
    out.conditions.resize(out.replicas.size(), c);
  }
  return out;
}

Correlation correlation_of(const Measurement& measured) {
  if (measured.conditions.empty()) return correlation(measured.values, measured.accuracies);
  return clustered_correlation(measured.values, measured.accuracies, measured.replicas);
}

}  // namespace infoplane
