#include "infoplane/core/correlation_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

namespace infoplane {
namespace {

TEST(CorrelationInterval, LeavesOutOneGroupAtATime) {
  const std::vector<std::uint32_t> groups = {7, 2, 7, 9, 2};
  std::vector<std::vector<std::size_t>> seen;
  correlation_interval(.5, groups, [&](const std::vector<std::size_t>& rows) {
    seen.push_back(rows);
    return std::optional<double>(.5);
  });
  EXPECT_EQ(seen, (std::vector<std::vector<std::size_t>>{{0, 2, 3}, {1, 3, 4}, {0, 1, 2, 4}}));
}

TEST(CorrelationInterval, IsThatOfItsFormula) {
  // z are .1, .2, .6: mean .3, sum of squares .14; s^2 = 2/3 .14. With two degrees of freedom the
  // quantile of p is (2p - 1) / sqrt(2 p (1 - p))
  const std::vector<double> z = {.1, .2, .6};
  std::size_t next = 0;
  const auto found = correlation_interval(
      std::tanh(.25), std::vector<std::uint32_t>{0, 1, 2},
      [&](const std::vector<std::size_t>&) { return std::optional(std::tanh(z[next++])); });
  const double half = .95 / std::sqrt(2 * .975 * .025) * std::sqrt(2.0 / 3 * .14);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->low, std::tanh(.25 - half), 1e-14);
  EXPECT_NEAR(found->high, std::tanh(.25 + half), 1e-14);
}

TEST(CorrelationInterval, IsNoneWhereAGroupCannotBeLeftOut) {
  const std::vector<std::uint32_t> groups = {0, 1, 2};
  const auto of = [](std::optional<double> without_last) {
    return [without_last](const std::vector<std::size_t>& rows) {
      return rows.back() == 1 ? without_last : std::optional<double>(.3);
    };
  };
  EXPECT_TRUE(correlation_interval(.3, groups, of(.4)));
  EXPECT_FALSE(correlation_interval(.3, groups, of(std::nullopt)));
  EXPECT_FALSE(correlation_interval(.3, groups, of(-1)));
  EXPECT_FALSE(correlation_interval(.3, std::vector<std::uint32_t>{5, 5}, of(.4)));
}

}  // namespace
}  // namespace infoplane
