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

// By the published formula, its entropies as sums over names, with mpmath at 30 digits. Names that
// came once and twice, once but never twice, never once.
TEST(CountedInformation, IsThatOfAnIndependentProgram) {
  struct Case {
    Counts table;
    double nats;
  };
  for (const Case& c : {Case{{{10, 5, 5}, {2, 8, 10}}, 0.075849724339036621},
                        {{{10, 5, 5}, {2, 0, 10}}, 0.17695605255111174},
                        {{{7, 1, 2, 1}, {1, 6, 1, 2}, {2, 1, 9, 1}}, 0.098556591632554704},
                        {{{20, 1, 0}, {1, 30, 1}, {0, 1, 9}}, 0.67675460194239704},
                        {Counts(5, {1, 1, 1, 1}), -2.318900389805891}}) {
    const NamePair pair = of_table(c.table);
    const LocalInformation got = counted_information(pair.x, pair.y);
    EXPECT_NEAR(got.nats, c.nats, 1e-12);
    const double sum = std::accumulate(got.terms.begin(), got.terms.end(), 0.0);
    EXPECT_NEAR(sum / static_cast<double>(got.n()), got.nats, 1e-13);
    EXPECT_NEAR(counted_information(pair.y, pair.x).nats, got.nats, 1e-13);
  }
}

TEST(CountedInformation, HasTermsOfTheRows) {
  // pairs that came 10 and 2 times: psi(40) + psi(10) - psi(20) - psi(12), and with 2 for 10
  const NamePair pair = of_table({{10, 5, 5}, {2, 8, 10}});
  const LocalInformation got = counted_information(pair.x, pair.y);
  double harmonics = 0;
  for (int k = 2; k < 10; ++k) harmonics += 1.0 / k;
  EXPECT_NEAR(got.terms[0] - got.terms[20], harmonics, 1e-13);
}

TEST(CountedInformation, DoesNotMindNamesThatNeverCome) {
  NamePair pair = of_table({{10, 5, 5}, {2, 0, 10}});
  const double nats = counted_information(pair.x, pair.y).nats;
  pair.x.n_classes = 7;
  pair.y.n_classes = 9;
  EXPECT_EQ(counted_information(pair.x, pair.y).nats, nats);
}

TEST(CountedInformation, HasLittleBiasWhereNamesAreRare) {
  // A geometric number of mean 5 and, half of the time, a copy of it, else another: .7288 nats by
  // summing p ln(p / p_x p_y). N = 2000, eight rows a pair; 200 samples of standard deviation .028.
  // The plug-in is .105 high, with the first-order correction of Miller 1955 .061.
  constexpr int kSets = 200;
  Stream stream(1, 0, Purpose::kTest, 79);
  const auto geometric = [&] {
    return static_cast<std::uint32_t>(std::log(stream.uniform()) / std::log(0.8));
  };
  double sum = 0;
  for (int set = 0; set < kSets; ++set) {
    Names x{200, {}};
    Names y{200, {}};
    for (int i = 0; i < 2000; ++i) {
      x.classes.push_back(geometric());
      const std::uint32_t other = geometric();
      y.classes.push_back(stream.uniform() < 0.5 ? x.classes.back() : other);
    }
    sum += counted_information(x, y).nats / kSets;
  }
  EXPECT_NEAR(sum, 0.7288, 0.035);
}

TEST(CountedInformation, HasNoBiasOnIndependentNames) {
  // Of the plug-in the mean would be 2 * 3 / 2N = .0075; what is left is of order 1 / N^2: sum 1/p
  // of the three entropies is 144 and less, /12 N^2 7e-5.
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
  // that is above the entropy as counted by about (5 - 1) / 2N
  EXPECT_NEAR(counted_information(x, x).nats, entropy_nats(x) + 4.0 / 100, 0.005);
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
