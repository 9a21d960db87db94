#include "infoplane/estimate/counted_terms.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Counts = std::vector<std::vector<int>>;

struct NamePair {
  Names x;
  Names y;
};

// row i of the table is name i of x, column j name j of y
NamePair of_table(const Counts& table) {
  NamePair out{{table.size(), {}}, {table[0].size(), {}}};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t j = 0; j < table[i].size(); ++j) {
      for (int k = 0; k < table[i][j]; ++k) {
        out.x.classes.push_back(i);
        out.y.classes.push_back(j);
      }
    }
  }
  return out;
}

Names random_names(std::size_t n, std::uint32_t n_names, Stream& stream) {
  Names out{n_names, {}};
  for (std::size_t i = 0; i < n; ++i) out.classes.push_back(stream.below(n_names));
  return out;
}

TEST(CountedInformation, IsThePlugInWithMillersCorrection) {
  // t = [[10, 5, 5], [2, 8, 10]], N = 40: sum(t/N * log(t N / outer(t.sum(1), t.sum(0)))) with
  // NumPy is .10274551100472937, and (2 + 3 - 6 - 1) / 80 = -.025
  const NamePair pair = of_table({{10, 5, 5}, {2, 8, 10}});
  const LocalInformation got = counted_information(pair.x, pair.y);
  EXPECT_NEAR(got.nats, 0.10274551100472937 - 0.025, 1e-14);
  EXPECT_NEAR(std::accumulate(got.terms.begin(), got.terms.end(), 0.0) / 40, got.nats, 1e-14);
  // the first pair's own: ln(40 * 10 / (20 * 12)) - .025
  EXPECT_NEAR(got.terms[0], std::log(400.0 / 240) - 0.025, 1e-14);
  EXPECT_NEAR(counted_information(pair.y, pair.x).nats, got.nats, 1e-14);
}

TEST(CountedInformation, CorrectsForTheNamesAndPairsThatOccur) {
  // a pair that never comes, and names that never come: (2 + 3 - 5 - 1) / 2N
  NamePair pair = of_table({{10, 5, 5}, {2, 0, 10}});
  const double n = 32;
  const auto term = [&](double n_xy, double n_x, double n_y) {
    return n_xy / n * std::log(n * n_xy / n_x / n_y);
  };
  const double plug_in =
      term(10, 20, 12) + term(5, 20, 5) + term(5, 20, 15) + term(2, 12, 12) + term(10, 12, 15);
  pair.x.n_classes = 7;
  pair.y.n_classes = 9;
  EXPECT_NEAR(counted_information(pair.x, pair.y).nats, plug_in - 1 / (2 * n), 1e-14);
}

TEST(CountedInformation, HasNoBiasOnIndependentNames) {
  // Without the correction the mean would be 2 * 3 / 2N = .0075; what is left is of order 1 / N^2,
  // (1 - sum 1/p) / 12 N^2 of the three entropies: 7e-5.
  constexpr std::size_t kN = 400;
  constexpr int kSets = 1000;
  Stream stream(1, 0, Purpose::kTest, 77);
  double sum = 0;
  double squares = 0;
  for (int set = 0; set < kSets; ++set) {
    const Names x = random_names(kN, 3, stream);
    const Names y = random_names(kN, 4, stream);
    const double i = counted_information(x, y).nats;
    sum += i / kSets;
    squares += i * i / kSets;
  }
  const double error = std::sqrt((squares - sum * sum) / kSets);
  EXPECT_LT(error, 2e-4);  // sqrt(2 * 6) / 2N / sqrt(1000) = 1.4e-4
  EXPECT_NEAR(sum, 0, 3.5 * error + 7e-5);
}

TEST(CountedInformation, OfANameAloneIsZeroAndOfACopyItsEntropy) {
  Stream stream(1, 0, Purpose::kTest, 78);
  const Names x = random_names(50, 5, stream);
  const Names one{1, std::vector<std::uint32_t>(50, 0)};
  EXPECT_NEAR(counted_information(x, one).nats, 0, 1e-14);
  // (5 + 5 - 5 - 1) / 2N
  EXPECT_NEAR(counted_information(x, x).nats, entropy_nats(x) + 4.0 / 100, 1e-14);
  EXPECT_EQ(counted_information({1, {0}}, {3, {2}}).nats, 0);
}

TEST(Entropy, IsThatOfTheShares) {
  EXPECT_NEAR(entropy_nats({3, {0, 2, 0, 1}}), 1.5 * std::log(2.0), 1e-15);
  // names that do not occur have no share
  EXPECT_NEAR(entropy_nats({9, {0, 8, 0, 4}}), 1.5 * std::log(2.0), 1e-15);
  EXPECT_EQ(entropy_nats({2, {1, 1, 1}}), 0);
}

TEST(Names, AreCountedWhereTheyOccur) {
  EXPECT_EQ(n_occurring({9, {0, 8, 0, 4}}), 3U);
  EXPECT_EQ(n_occurring({1, {0, 0}}), 1U);
}

TEST(Names, MakePairsInTheOrderInWhichTheyFirstCome) {
  const Names pairs = pairs_of({3, {2, 0, 2, 0, 2}}, {2, {1, 1, 0, 1, 1}});
  EXPECT_EQ(pairs.n_classes, 3U);
  EXPECT_EQ(pairs.classes, (std::vector<std::uint32_t>{0, 1, 2, 1, 0}));
  // large names stay apart
  const std::uint32_t large = ~0U;
  EXPECT_EQ(pairs_of({0, {large, 0}}, {0, {0, large}}).n_classes, 2U);
}

}  // namespace
}  // namespace infoplane
