#include <gtest/gtest.h>

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/estimate/ksg_value.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

// max norm
double distance(const Points& x, std::size_t i, std::size_t j) {
  double out = 0;
  for (std::size_t k = 0; k < x.d; ++k) {
    out = std::max(out, std::abs(x.column(k)[i] - x.column(k)[j]));
  }
  return out;
}

// psi(N) + psi(k_i) - psi(N_c) - psi(m) of a row, m its rank among all of the rows by distance
double slow_term(const Points& x, const Names& y, const std::vector<std::uint32_t>& rows,
                 std::size_t i, std::size_t k) {
  std::vector<double> same;
  for (const std::uint32_t j : rows) {
    if (j != i && y.classes[j] == y.classes[i]) same.push_back(distance(x, i, j));
  }
  std::ranges::sort(same);
  const std::size_t k_i = std::min(k, same.size());
  const double radius = same[k_i - 1];
  int m = 0;
  for (const std::uint32_t j : rows) m += j != i && distance(x, i, j) <= radius ? 1 : 0;
  const auto psi = [](double v) { return boost::math::digamma(v); };
  return psi(static_cast<double>(rows.size())) + psi(static_cast<double>(k_i)) -
         psi(static_cast<double>(same.size() + 1)) - psi(m);
}

TEST(RossTerms, AreThoseOfTheFormula) {
  const Points x = normal_points(300, 2, 1, 0).x;
  // classes by the sign of the first column, two of few rows, and two that are alone
  Names y{7, {}};
  for (std::size_t i = 0; i < 300; ++i) y.classes.push_back(x.values[i] > 0.3 ? 4 : 2);
  y.classes[10] = 0;
  y.classes[200] = 6;
  for (const std::size_t i : {20, 30, 40}) y.classes[i] = 3;
  for (const std::size_t i : {21, 31}) y.classes[i] = 5;
  const RossTerms got = ross_terms(x, y, 5, threads(1));
  ASSERT_EQ(got.rows.size(), 298U);
  ASSERT_EQ(got.terms.size(), 298U);
  EXPECT_FALSE(got.zero_distances);
  for (std::size_t s = 0; s < got.rows.size(); ++s) {
    EXPECT_NE(got.rows[s], 10U);
    EXPECT_NE(got.rows[s], 200U);
    EXPECT_NEAR(got.terms[s], slow_term(x, y, got.rows, got.rows[s], 5), 1e-12);
  }
  const KsgValue value = ross(x, y, 5, threads(1));
  EXPECT_TRUE(value.left_out);
  EXPECT_NEAR(*value.nats, std::accumulate(got.terms.begin(), got.terms.end(), 0.0) / 298, 1e-13);
}

TEST(RossTerms, SayWhereNeighboursAreAtTheSamePlace) {
  Points x = normal_points(50, 1, 1, 0).x;
  x.values[4] = x.values[3];
  Names y{2, std::vector<std::uint32_t>(50, 0)};
  for (std::size_t i = 25; i < 50; ++i) y.classes[i] = 1;
  EXPECT_TRUE(ross_terms(x, y, 1, threads(1)).zero_distances);
  EXPECT_FALSE(ross_terms(x, y, 2, threads(1)).zero_distances);
}

TEST(RossTerms, AreNoneWhereAllRowsAreAlone) {
  Names y{20, std::vector<std::uint32_t>(20)};
  std::iota(y.classes.begin(), y.classes.end(), 0U);
  const Points x = normal_points(20, 1, 1, 0).x;
  EXPECT_TRUE(ross_terms(x, y, 5, threads(1)).terms.empty());
  EXPECT_FALSE(ross(x, y, 5, threads(1)).nats.has_value());
}

}  // namespace
}  // namespace infoplane
