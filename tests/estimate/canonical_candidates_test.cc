#include "infoplane/estimate/canonical_candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

std::vector<CanonicalCandidate> candidates_of(const PointPair& pair, bool radial = true,
                                              std::size_t n_threads = 1) {
  const ContinuousPair both = continuous_pair(pair.x, pair.y, threads(n_threads));
  return canonical_candidates(both, ColumnPairs(both.x, both.y, threads(n_threads)), radial,
                              threads(n_threads));
}

bool holds(const CanonicalCandidate& candidate, const std::string& words) {
  return candidate.dictionary.find(words) != std::string::npos;
}

TEST(CanonicalCandidates, AreOneForEachNumberOfVariablesUpToThree) {
  struct Case {
    std::size_t d_x;
    std::size_t d_y;
    std::size_t most;
  };
  for (const Case c : {Case{1, 4, 1}, {2, 2, 2}, {3, 5, 3}, {6, 4, 3}}) {
    const auto got = candidates_of(normal_points(500, c.d_x, c.d_y, 0.7));
    ASSERT_EQ(got.size(), c.most);
    for (std::size_t r = 1; r <= c.most; ++r) {
      EXPECT_EQ(got[r - 1].x.d, r);
      EXPECT_EQ(got[r - 1].y.d, r);
      EXPECT_EQ(got[r - 1].x.n, 500U);
    }
  }
}

TEST(CanonicalCandidates, AreNormalScores) {
  const auto got = candidates_of(normal_points(501, 3, 3, 0.7));
  const std::vector<double> table = normal_score_table(501);
  for (const CanonicalCandidate& candidate : got) {
    for (const Points* side : {&candidate.x, &candidate.y}) {
      for (std::size_t k = 0; k < side->d; ++k) {
        std::vector<double> sorted(side->column(k).begin(), side->column(k).end());
        std::ranges::sort(sorted);
        EXPECT_EQ(sorted, table);
      }
    }
  }
}

TEST(CanonicalCandidates, HaveNoEqualValues) {
  // a row in eight is nothing but zeros
  PointPair pair = normal_points(800, 3, 3, 0.8);
  for (Points* side : {&pair.x, &pair.y}) {
    for (double& v : side->values) v = std::max(v, 0.0);
  }
  const auto got = candidates_of(pair);
  ASSERT_EQ(got.size(), 3U);
  for (const CanonicalCandidate& candidate : got) {
    for (std::size_t k = 0; k < candidate.x.d; ++k) {
      std::vector<double> sorted(candidate.x.column(k).begin(), candidate.x.column(k).end());
      std::ranges::sort(sorted);
      EXPECT_EQ(sorted, normal_score_table(800));
    }
  }
}

TEST(CanonicalCandidates, ScoreWhatGaussianVariablesHave) {
  // r times -1/2 ln(1 - .49) of three equal pairs, with a standard error of .7 sqrt(r / N)
  const auto got = candidates_of(normal_points(4000, 3, 3, 0.7));
  for (std::size_t r = 1; r <= 3; ++r) {
    EXPECT_TRUE(got[r - 1].above_chance);
    const auto dr = static_cast<double>(r);
    EXPECT_NEAR(got[r - 1].score, -0.5 * std::log(0.51) * dr, 4 * 0.7 * std::sqrt(dr / 4000));
  }
}

TEST(CanonicalCandidates, AreNotAboveChanceWithoutDependence) {
  // of the best of nineteen (no column depends on another), one variable was above it in 9 of 60
  // such samples, more never were: with .15 of ten each, more than 5 are in one of 700
  int above = 0;
  for (std::uint32_t index = 0; index < 10; ++index) {
    for (const CanonicalCandidate& candidate : candidates_of(normal_points(800, 4, 4, 0, index))) {
      above += candidate.above_chance ? 1 : 0;
    }
  }
  EXPECT_LE(above, 5);
}

// y_1 = x_1 + x_2 + 2 x_1 x_2 and noise, among d columns that say nothing
PointPair bent(std::size_t n, std::size_t d) {
  PointPair pair = normal_points(n, d, d, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = pair.x.values[i];
    const double b = pair.x.values[n + i];
    pair.y.values[i] = a + b + 2 * a * b + 0.5 * pair.y.values[i];
  }
  return pair;
}

TEST(CanonicalCandidates, LookAtTheColumnsThatMatterAlone) {
  // 30 columns have no products within N / 40 = 50 features, but the two that are linearly
  // correlated have. A linear function of them has a correlation of sqrt(2 / 6.25) with y_1, and
  // information -1/2 ln(1 - .32) = .19 if it were Gaussian.
  const auto got = candidates_of(bent(2000, 30), false);
  EXPECT_TRUE(holds(got[0], "polynomials of some")) << got[0].dictionary;
  EXPECT_GT(canonical_ksg(got[0], threads(1)).information.nats, 2 * 0.19);
}

TEST(CanonicalCandidates, TryRadialFeaturesUnlessToldNotTo) {
  // columns with a common scale, exp of a normal
  PointPair pair = normal_points(2000, 8, 8, 0);
  Stream stream(15, 0, Purpose::kTest);
  for (std::size_t i = 0; i < 2000; ++i) {
    const double scale = std::exp(stream.normal());
    for (std::size_t j = 0; j < 8; ++j) {
      pair.x.values[j * 2000 + i] *= scale;
      pair.y.values[j * 2000 + i] *= scale;
    }
  }
  const auto with = candidates_of(pair);
  const auto without = candidates_of(pair, false);
  EXPECT_TRUE(holds(with[0], "radial")) << with[0].dictionary;
  EXPECT_FALSE(holds(without[0], "radial")) << without[0].dictionary;
  EXPECT_GT(with[0].score, without[0].score);
}

TEST(CanonicalCandidates, AreTheSameForAnyNumberOfThreadsAndWithSidesSwapped) {
  const PointPair pair = bent(1200, 4);
  const auto one = candidates_of(pair);
  const auto four = candidates_of(pair, true, 4);
  const auto swapped = candidates_of({pair.y, pair.x});
  ASSERT_EQ(one.size(), 3U);
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(four[r].x.values, one[r].x.values);
    EXPECT_EQ(four[r].y.values, one[r].y.values);
    EXPECT_EQ(four[r].dictionary, one[r].dictionary);
    EXPECT_EQ(swapped[r].y.values, one[r].x.values);
    EXPECT_EQ(swapped[r].x.values, one[r].y.values);
    EXPECT_EQ(swapped[r].score, one[r].score);
  }
}

TEST(CanonicalKsg, SubtractsAReferenceFromTwoVariablesAlone) {
  const auto got = candidates_of(normal_points(1000, 3, 3, 0.8));
  const CanonicalKsg of_two = canonical_ksg(got[1], threads(1));
  const ReferencedKsg referenced = referenced_ksg(got[1].x, got[1].y, threads(1));
  EXPECT_EQ(of_two.information.terms, referenced.information.terms);
  EXPECT_EQ(of_two.k, referenced.k);
  for (const std::size_t r : {1, 3}) {
    const CanonicalCandidate& candidate = got[r - 1];
    const CanonicalKsg plain = canonical_ksg(candidate, threads(1));
    EXPECT_EQ(plain.information.terms,
              ksg_with_chosen_k(candidate.x, candidate.y, threads(1)).information.terms);
    EXPECT_EQ(plain.reference_error, 0);
  }
}

}  // namespace
}  // namespace infoplane
