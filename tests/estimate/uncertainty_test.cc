#include "infoplane/estimate/uncertainty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> normals(std::size_t n, std::uint32_t index) {
  Stream stream(1, 0, Purpose::kTest, index);
  std::vector<double> values(n);
  for (double& value : values) value = stream.normal();
  return values;
}

EstimateRows mean_of(const std::vector<double>& values) {
  return [&values](std::span<const std::uint32_t> rows) {
    double sum = 0;
    for (const std::uint32_t row : rows) sum += values[row];
    return std::optional(sum / static_cast<double>(rows.size()));
  };
}

TEST(SubsampleError, CutsTheSampleIntoTwoToTenDisjointParts) {
  constexpr std::size_t kN = 2523;  // 2520 = lcm(2 ... 10), and some more
  std::mutex mutex;
  // by the number of parts that such a size stands for
  std::map<std::size_t, std::vector<std::uint32_t>> rows_of;
  subsample_error(kN,
                  [&](std::span<const std::uint32_t> rows) {
                    const std::scoped_lock lock(mutex);
                    auto& all = rows_of[(kN + rows.size() / 2) / rows.size()];
                    all.insert(all.end(), rows.begin(), rows.end());
                    return std::optional(0.0);
                  },
                  {});
  ASSERT_EQ(rows_of.size(), 9U);
  std::size_t parts = 2;
  for (auto& [n_parts, rows] : rows_of) {
    EXPECT_EQ(n_parts, parts++);
    std::ranges::sort(rows);
    ASSERT_EQ(rows.size(), kN);
    for (std::uint32_t i = 0; i < kN; ++i) EXPECT_EQ(rows[i], i);
  }
}

TEST(SubsampleError, IsTheWeightedMeanOfTheVariancesBetweenParts) {
  const std::vector<double> values = normals(2520, 0);
  std::mutex mutex;
  std::map<std::size_t, std::vector<double>> estimates;
  const auto got = subsample_error(2520,
                                   [&](std::span<const std::uint32_t> rows) {
                                     const auto estimate = mean_of(values)(rows);
                                     const std::scoped_lock lock(mutex);
                                     estimates[2520 / rows.size()].push_back(*estimate);
                                     return estimate;
                                   },
                                   {});
  double sum = 0;
  for (const auto& [m, of_parts] : estimates) {
    const double centre = mean(of_parts);
    // (m - 1) s_m^2 / m is a sum of squares over m
    for (const double e : of_parts) sum += (e - centre) * (e - centre) / static_cast<double>(m);
  }
  EXPECT_NEAR(*got, std::sqrt(sum / 45), 1e-14);  // 1 + ... + 9 = 45
}

TEST(SubsampleError, OfAMeanIsUnbiasedWithTheDegreesOfFreedomThatItsIntervalTakes) {
  // Of a mean of N independent values of variance 1 the squared error is 1/N. The estimate of it is
  // a quadratic form of the values, with (tr A)^2 / tr A^2 = 8.85 degrees of freedom
  // (docs/methods.md section 8).
  constexpr std::size_t kN = 500;
  constexpr std::uint32_t kSamples = 2000;
  std::vector<double> squares;
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const std::vector<double> values = normals(kN, s);
    squares.push_back(std::pow(*subsample_error(kN, mean_of(values), {}), 2) * kN);
  }
  const double average = mean(squares);
  double variance = 0;
  for (const double square : squares) variance += (square - average) * (square - average);
  variance /= kSamples - 1;
  // four standard errors of the mean; of the variance, about four too (its relative error is
  // sqrt((2 + excess) / kSamples), excess 12/8.85 of a chi square, 4%)
  EXPECT_NEAR(average, 1, 4 * std::sqrt(variance / kSamples));
  EXPECT_NEAR(2 * average * average / variance, 8.85, 0.16 * 8.85);
  EXPECT_NEAR(kSubsampleDegreesOfFreedom, 8.85, 0.5);
}

TEST(SubsampleError, LeavesOutPartsThatAreTooFew) {
  const std::vector<double> values = normals(100, 0);
  const auto at_least = [&](std::size_t fewest) -> EstimateRows {
    return [&values, fewest](std::span<const std::uint32_t> rows) -> std::optional<double> {
      if (rows.size() < fewest) return std::nullopt;
      return mean_of(values)(rows);
    };
  };
  // only halves are enough: the squared error is s_2^2 / 2
  std::mutex mutex;
  std::vector<double> halves;
  const auto of_halves = subsample_error(100,
                                         [&](std::span<const std::uint32_t> rows) {
                                           const auto estimate = at_least(50)(rows);
                                           const std::scoped_lock lock(mutex);
                                           if (estimate) halves.push_back(*estimate);
                                           return estimate;
                                         },
                                         {});
  ASSERT_EQ(halves.size(), 2U);
  EXPECT_NEAR(*of_halves, std::abs(halves[0] - halves[1]) / 2, 1e-14);
  EXPECT_FALSE(subsample_error(100, at_least(51), {}).has_value());
  EXPECT_FALSE(subsample_error(1, at_least(1), {}).has_value());
}

TEST(SubsampleError, IsTheSameForAnyNumberOfThreads) {
  const std::vector<double> values = normals(1000, 0);
  const auto with_threads = [&](std::size_t n) {
    return subsample_error(1000, mean_of(values), {.n_threads = n, .progress = {}, .stop = {}});
  };
  EXPECT_EQ(with_threads(1), with_threads(4));
}

TEST(SubsampleError, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  const std::vector<double> values = normals(1000, 0);
  EXPECT_THROW(subsample_error(1000, mean_of(values),
                               {.n_threads = 1, .progress = {}, .stop = source.get_token()}),
               Interrupted);
}

TEST(SetInterval, IsStudentsOrTheNormalOne) {
  // tables of Student's t: 97.5% at 9 degrees of freedom is 2.262157; normal 1.959964
  Estimate estimate{.value = Nats(2), .std_error = Nats(0.5)};
  set_interval(estimate, 9);
  EXPECT_NEAR(estimate.ci95->low.value(), 2 - 0.5 * 2.262157, 1e-6);
  EXPECT_NEAR(estimate.ci95->high.value(), 2 + 0.5 * 2.262157, 1e-6);
  set_interval(estimate, std::nullopt);
  EXPECT_NEAR(estimate.ci95->high.value(), 2 + 0.5 * 1.959964, 1e-6);
}

TEST(SetInterval, NeedsAValueAndAStandardError) {
  Estimate estimate{.value = Nats(2)};
  set_interval(estimate, 9);
  EXPECT_FALSE(estimate.ci95.has_value());
}

}  // namespace
}  // namespace infoplane
