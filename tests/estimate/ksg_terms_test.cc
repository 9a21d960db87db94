#include "infoplane/estimate/ksg_terms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/ksg_value.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

constexpr auto kLadder = std::to_array<std::size_t>({3, 5, 8, 13, 20, 30});

double slow_distance(const Points& p, std::size_t a, std::size_t b) {
  double most = 0;
  for (std::size_t j = 0; j < p.d; ++j) {
    most = std::max(most, std::abs(p.column(j)[a] - p.column(j)[b]));
  }
  return most;
}

// one term as it is written
double slow_term(const PointPair& pair, std::size_t i, std::size_t k) {
  std::vector<double> in_x;
  std::vector<double> in_y;
  std::vector<double> in_both;
  for (std::size_t j = 0; j < pair.x.n; ++j) {
    if (j == i) continue;
    in_x.push_back(slow_distance(pair.x, i, j));
    in_y.push_back(slow_distance(pair.y, i, j));
    in_both.push_back(std::max(in_x.back(), in_y.back()));
  }
  std::ranges::sort(in_both);
  const auto nearer = [eps = in_both[k - 1]](double d) { return d < eps; };
  const auto psi = [](auto n) { return boost::math::digamma(static_cast<double>(n)); };
  return psi(k) + psi(pair.x.n) - psi(std::ranges::count_if(in_x, nearer) + 1) -
         psi(std::ranges::count_if(in_y, nearer) + 1);
}

void expect_slow_terms(const PointPair& pair) {
  const std::vector<LocalInformation> got = ksg_terms(pair.x, pair.y, kLadder, {});
  ASSERT_EQ(got.size(), kLadder.size());
  for (std::size_t list = 0; list < kLadder.size(); ++list) {
    ASSERT_EQ(got[list].n(), pair.x.n);
    for (std::size_t i = 0; i < pair.x.n; ++i) {
      ASSERT_NEAR(got[list].terms[i], slow_term(pair, i, kLadder[list]), 1e-12)
          << "k " << kLadder[list] << " pair " << i;
    }
  }
}

TEST(KsgTerms, EqualTheSlowTwinTermByTerm) {
  expect_slow_terms(normal_points(300, 1, 1, 0.75));
  expect_slow_terms(normal_points(203, 2, 3, 0.75));
  expect_slow_terms(normal_points(150, 8, 8, 0.75));
  PointPair tied = normal_points(200, 2, 1, 0.75);
  for (double& v : tied.x.values) v = std::round(4 * v);
  expect_slow_terms(tied);
}

TEST(KsgTerms, AverageToKsgAtEveryK) {
  for (const auto& [d_x, d_y] : {std::pair{1, 1}, {2, 2}, {3, 3}, {1, 5}, {25, 25}}) {
    const PointPair pair = normal_points(700, d_x, d_y, 0.6);
    const std::vector<LocalInformation> got = ksg_terms(pair.x, pair.y, kLadder, {});
    for (std::size_t list = 0; list < kLadder.size(); ++list) {
      EXPECT_NEAR(got[list].nats, *ksg_1(pair.x, pair.y, kLadder[list], {}).nats, 1e-12);
    }
  }
}

TEST(KsgTerms, DoNotDependOnThreadsNorOnWhichSideIsWhich) {
  for (const std::size_t d : {1, 3, 9}) {
    const PointPair pair = normal_points(900, d, 2, 0.6);
    const std::vector<LocalInformation> one = ksg_terms(pair.x, pair.y, kLadder, threads(1));
    const std::vector<LocalInformation> four = ksg_terms(pair.x, pair.y, kLadder, threads(4));
    const std::vector<LocalInformation> swapped = ksg_terms(pair.y, pair.x, kLadder, {});
    for (std::size_t list = 0; list < kLadder.size(); ++list) {
      EXPECT_EQ(four[list].terms, one[list].terms);
      EXPECT_EQ(swapped[list].terms, one[list].terms);
      EXPECT_EQ(swapped[list].nats, one[list].nats);
    }
  }
}

TEST(KsgTerms, TellRepeatedPairs) {
  PointPair pair = normal_points(100, 2, 1, 0.5);
  const std::vector<std::size_t> ks = {2, 3};
  const auto repeated = [&](std::size_t list) {
    return has_repeated_pairs(ksg_terms(pair.x, pair.y, ks, {})[list], ks[list]);
  };
  EXPECT_FALSE(repeated(0));
  // two others like row 7
  for (const std::size_t row : {20, 60}) {
    for (const std::size_t j : {0, 1}) pair.x.values[j * 100 + row] = pair.x.values[j * 100 + 7];
    pair.y.values[row] = pair.y.values[7];
  }
  EXPECT_TRUE(repeated(0));
  EXPECT_FALSE(repeated(1));
}

TEST(KsgTerms, RefuseWhatIsNoK) {
  const PointPair pair = normal_points(10, 1, 1, 0.5);
  const auto message = [&](const Points& y, const std::vector<std::size_t>& ks) -> std::string {
    try {
      (void)ksg_terms(pair.x, y, ks, {});
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(pair.y, {0}), "ksg: k is 0, but must be in [1, N) with N = 10 samples");
  EXPECT_EQ(message(pair.y, {3, 10}), "ksg: k is 10, but must be in [1, N) with N = 10 samples");
  EXPECT_EQ(message(pair.y, {5, 3}), "ksg: k = 3 comes after 5, but must be larger");
  EXPECT_EQ(message(normal_points(9, 1, 1, 0).y, {3}),
            "ksg: x has 10 rows, but must have as many as y, 9");
  EXPECT_EQ(message(pair.y, {1, 9}), "");
  EXPECT_TRUE(ksg_terms(pair.x, pair.y, {}, {}).empty());
}

}  // namespace
}  // namespace infoplane
