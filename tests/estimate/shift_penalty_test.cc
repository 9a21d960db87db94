#include "infoplane/estimate/shift_penalty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <vector>

#include "tests/estimate/copula_cases.h"

namespace infoplane {
namespace {

// f(x, y) = a x y of independent normal x and y
ShiftPenalty of_products(double a, std::size_t n, std::size_t n_threads = 1) {
  const PointPair pair = copula_pairs(n, {}, 1);
  return shift_penalty(
      n, kShifts,
      [&](std::size_t shift, std::span<double> terms) {
        for (std::size_t i = 0; i < n; ++i) {
          terms[i] = a * pair.x.values[i] * pair.y.values[(i + shift) % n];
        }
      },
      threads(n_threads));
}

TEST(ShiftPenalty, IsTheLogOfTheMeanExponential) {
  // E exp(a x y) = E exp(a^2 x^2 / 2) = (1 - a^2)^-1/2
  const ShiftPenalty penalty = of_products(0.4, 4000);
  const double expected = -std::log(1 - 0.16) / 2;
  // over shifts the pairs share x and y: their means of x^2 and y^2 are off by sqrt(2/4000) = .022,
  // which moves the mean by .16/2 of that, .002; and the shifts' own spread
  EXPECT_NEAR(penalty.nats, expected, 3 * (penalty.std_error + 0.002));
  EXPECT_LT(penalty.std_error, 0.005);
  EXPECT_EQ(penalty.applied(), penalty.nats);
}

TEST(ShiftPenalty, IsNothingForTermsThatPromiseNothing) {
  // E exp(a x y - ln(...)) is not told from 1 within its error
  const ShiftPenalty none = of_products(0, 100);
  EXPECT_EQ(none.nats, 0);
  EXPECT_EQ(none.std_error, 0);
  EXPECT_EQ(none.applied(), 0);
  EXPECT_EQ((ShiftPenalty{.nats = 0.01, .std_error = 0.005}).applied(), 0);
  EXPECT_EQ((ShiftPenalty{.nats = 0.01, .std_error = 0.003}).applied(), 0.01);
  EXPECT_EQ((ShiftPenalty{.nats = -0.01, .std_error = 0.001}).applied(), 0);
}

TEST(ShiftPenalty, DoesNotOverflow) {
  const auto constant = [](double value) {
    return shift_penalty(
        50, kShifts, [&](std::size_t, std::span<double> terms) { std::ranges::fill(terms, value); },
        threads(1));
  };
  EXPECT_NEAR(constant(800).nats, 800, 1e-9);
  EXPECT_EQ(constant(800).std_error, 0);
  EXPECT_NEAR(constant(-800).nats, -800, 1e-9);
}

TEST(ShiftPenalty, SpreadsOverTheShiftsAsAStandardErrorDoes) {
  // means of exp of 1, 2, 3 and 4 over the four shifts of five rows
  const ShiftPenalty penalty = shift_penalty(
      5, kShifts,
      [](std::size_t shift, std::span<double> terms) {
        std::ranges::fill(terms, std::log(static_cast<double>(shift)));
      },
      threads(1));
  EXPECT_NEAR(penalty.nats, std::log(2.5), 1e-14);
  // python3: statistics.stdev([1, 2, 3, 4]) / 2.5 / 2
  EXPECT_NEAR(penalty.std_error, 0.2581988897471611, 1e-14);
}

TEST(ShiftPenalty, TakesDifferentShifts) {
  const auto shifts_of = [](std::size_t n, std::size_t n_shifts) {
    std::mutex mutex;
    std::multiset<std::size_t> shifts;
    shift_penalty(
        n, n_shifts,
        [&](std::size_t shift, std::span<double> terms) {
          std::ranges::fill(terms, 0.0);
          const std::scoped_lock lock(mutex);
          shifts.insert(shift);
        },
        threads(2));
    return shifts;
  };
  const std::multiset<std::size_t> some = shifts_of(40, 20);
  EXPECT_EQ(some.size(), 20U);
  EXPECT_EQ(std::set<std::size_t>(some.begin(), some.end()).size(), 20U);
  EXPECT_GE(*some.begin(), 1U);
  EXPECT_LT(*some.rbegin(), 40U);
  EXPECT_EQ(shifts_of(4, 20), (std::multiset<std::size_t>{1, 2, 3}));
  EXPECT_EQ(shifts_of(1, 20).size(), 0U);
  EXPECT_NE(shifts_of(1000, 3), shifts_of(1001, 3));
}

TEST(ShiftPenalty, IsTheSameForAnyNumberOfThreads) {
  EXPECT_EQ(of_products(0.3, 500, 1).nats, of_products(0.3, 500, 4).nats);
}

}  // namespace
}  // namespace infoplane
