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
  EXPECT_NEAR(got->std_error, std::sqrt(sum / 45), 1e-14);  // 1 + ... + 9 = 45
}

// the mean of `values` of at least so many rows
EstimateRows mean_of_at_least(std::size_t fewest, const std::vector<double>& values) {
  return [&values, fewest](std::span<const std::uint32_t> rows) -> std::optional<double> {
    if (rows.size() < fewest) return std::nullopt;
    return mean_of(values)(rows);
  };
}

// Of a mean of N independent values of variance 1 the squared error is 1/N. The estimate of it is a
// quadratic form of the values, with (tr A)^2 / tr A^2 degrees of freedom (docs/methods.md section
// 8).
void expect_unbiased(std::size_t fewest, double degrees_of_freedom) {
  constexpr std::size_t kN = 500;
  constexpr std::uint32_t kSamples = 2000;
  std::vector<double> squares;
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const std::vector<double> values = normals(kN, s);
    const auto error = subsample_error(kN, mean_of_at_least(fewest, values), {});
    squares.push_back(error->std_error * error->std_error * kN);
    ASSERT_NEAR(error->degrees_of_freedom, degrees_of_freedom, 0.005);
  }
  const double average = mean(squares);
  double variance = 0;
  for (const double square : squares) variance += (square - average) * (square - average);
  variance /= kSamples - 1;
  // four standard errors of the mean; of the variance, about four too (its relative error is
  // sqrt((2 + excess) / kSamples), excess 12/dof of a chi square)
  EXPECT_NEAR(average, 1, 4 * std::sqrt(variance / kSamples));
  const double relative = std::sqrt((2 + 12 / degrees_of_freedom) / kSamples);
  EXPECT_NEAR(2 * average * average / variance, degrees_of_freedom,
              4 * relative * degrees_of_freedom);
}

TEST(SubsampleError, OfAMeanIsUnbiasedWithTheDegreesOfFreedomThatItsIntervalTakes) {
  expect_unbiased(1, 8.85);
}

TEST(SubsampleError, HasFewerDegreesOfFreedomWithFewerParts) {
  // halves, thirds and quarters: tr(P_m P_m) = m - 1; halves and thirds share 1/3 twice and 1/6
  // twice, 6 (2/9 + 2/36) - 1 = 2/3; halves and quarters 8 (4/16) - 1 = 1; thirds and quarters 1/4
  // and 1/6 twice, 1/12 twice, 12 (2/16 + 2/36 + 2/144) - 1 = 4/3
  expect_unbiased(500 / 4, 36.0 / (1 + 2 + 3 + 2 * (2.0 / 3 + 1 + 4.0 / 3)));
}

TEST(SubsampleError, LeavesOutPartsThatAreTooFew) {
  const std::vector<double> values = normals(120, 0);
  // no more than quarters are enough
  std::mutex mutex;
  std::map<std::size_t, std::vector<double>> estimates;
  const auto of_quarters = subsample_error(120,
                                           [&](std::span<const std::uint32_t> rows) {
                                             const auto estimate =
                                                 mean_of_at_least(30, values)(rows);
                                             const std::scoped_lock lock(mutex);
                                             if (estimate)
                                               estimates[120 / rows.size()].push_back(*estimate);
                                             return estimate;
                                           },
                                           {});
  ASSERT_EQ(estimates.size(), 3U);
  double sum = 0;
  for (const auto& [m, of_parts] : estimates) {
    const double centre = mean(of_parts);
    for (const double e : of_parts) sum += (e - centre) * (e - centre) / static_cast<double>(m);
  }
  EXPECT_NEAR(of_quarters->std_error, std::sqrt(sum / 6), 1e-14);  // 1 + 2 + 3
  EXPECT_FALSE(subsample_error(120, mean_of_at_least(31, values), {}).has_value());
  EXPECT_FALSE(subsample_error(1, mean_of_at_least(1, values), {}).has_value());
}

TEST(SubsampleError, IsTheSameForAnyNumberOfThreads) {
  const std::vector<double> values = normals(1000, 0);
  const auto with_threads = [&](std::size_t n) {
    return subsample_error(1000, mean_of(values), {.n_threads = n, .progress = {}, .stop = {}})
        ->std_error;
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
