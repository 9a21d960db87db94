#include "infoplane/estimate/edge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Table = std::vector<std::vector<double>>;

constexpr double kTwelveBits = 12 * std::numbers::ln2;

Table normal_rows(std::size_t n, std::size_t d, std::uint32_t index) {
  Stream stream(4, 0, Purpose::kTest, index);
  Table rows(n, std::vector<double>(d));
  for (auto& row : rows) {
    for (double& v : row) v = stream.normal();
  }
  return rows;
}

PairEstimate estimate(const Table& x, const Table& y, const std::string& spec = "edge",
                      std::size_t n_threads = 1) {
  const Rows<double> a(x);
  const Rows<double> b(y);
  return make_estimator(spec)->pair({.x = a.column_major(), .y = b.column_major()},
                                    {.n_threads = n_threads, .progress = {}, .stop = {}});
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }

// 0 ... 4095 in an order of its own
std::vector<std::uint32_t> shuffled_numbers() {
  std::vector<std::uint32_t> numbers(4096);
  std::iota(numbers.begin(), numbers.end(), 0U);
  Stream stream(4, 0, Purpose::kTest, 1);
  shuffle(numbers, stream);
  return numbers;
}

TEST(Edge, FindsTwelveBitsInEqualNumbers) {
  Table x;
  for (const std::uint32_t i : shuffled_numbers()) x.push_back({static_cast<double>(i)});
  EXPECT_NEAR(value(estimate(x, x)), kTwelveBits, 1e-9);
  // as names
  const Rows<double> rows(x);
  const PairEstimate names = make_edge({})->pair(
      {.x = rows.column_major(), .y = rows.column_major(), .x_discrete = true, .y_discrete = true},
      {});
  EXPECT_NEAR(value(names), kTwelveBits, 1e-9);
}

TEST(Edge, FindsTwelveBitsInDifferentNumbersOfASmoothVariable) {
  const Table x = normal_rows(4096, 1, 2);
  EXPECT_NEAR(value(estimate(x, x)), kTwelveBits, 1e-9);
}

TEST(Edge, FindsTwelveBitsInTwelveBinaryColumns) {
  Table x;
  for (const std::uint32_t i : shuffled_numbers()) {
    auto& row = x.emplace_back();
    for (std::uint32_t bit = 0; bit < 12; ++bit) row.push_back((i >> bit) & 1U);
  }
  EXPECT_NEAR(value(estimate(x, x)), kTwelveBits, 1e-9);
}

TEST(Edge, FindsWhatFewSamplesOfANameDetermine) {
  // 500 names of `times` samples each, whose number goes with the name or not
  for (const std::uint32_t times : {1U, 2U, 3U, 4U, 6U, 10U}) {
    Table x = normal_rows(500, 1, times);
    Table names;
    Table same;
    for (std::uint32_t i = 0; i < 500 * times; ++i) {
      names.push_back({static_cast<double>(i % 500)});
      same.push_back(x[i % 500]);
    }
    const Table other = normal_rows(std::size_t{500} * times, 1, 50 + times);
    const Rows<double> y(names);
    const auto information = [&](const Table& t) {
      const Rows<double> numbers(t);
      return value(make_estimator("edge")->pair(
          {.x = numbers.column_major(), .y = y.column_major(), .y_discrete = true}, {}));
    };
    EXPECT_NEAR(information(same), std::log(500), 1e-9) << times;
    // a name of one sample determines whatever it comes with
    if (times > 1) {
      EXPECT_NEAR(information(other), 0, 0.1) << times;
    }
  }
}

TEST(Edge, SeesLittleInIndependentPairs) {
  for (const std::size_t d : {1, 2, 5, 25}) {
    const PairEstimate pair = estimate(normal_rows(3000, d, 3), normal_rows(3000, d, 4));
    // (H4) stops at a bias of 0.02; the ensemble makes up to a few times that of it
    EXPECT_LT(std::abs(value(pair)), d <= 5 ? 0.04 : 0.15) << d << " dimensions";
  }
}

TEST(Edge, IsNearTheTruthForANormalPair) {
  Table rows = normal_rows(10000, 2, 5);
  Table x;
  Table y;
  for (const auto& row : rows) {
    x.push_back({row[0]});
    y.push_back({0.75 * row[0] + std::sqrt(1 - 0.75 * 0.75) * row[1]});
  }
  // 1/2 ln(1 / (1 - rho^2)); one standard error is 0.008
  EXPECT_NEAR(value(estimate(x, y)), 0.41334, 0.035);
  // and for any units of each side
  Table scaled = y;
  for (auto& row : scaled) row[0] = 5 - row[0] * 1e6;
  EXPECT_NEAR(value(estimate(x, scaled)), 0.41334, 0.035);
}

// the smallest part: I on nodes floor(v / width + u_j), as documented, with maps of vectors
double naive_width(const Table& x, const Table& y, double width) {
  double sum = 0;
  for (std::uint32_t index = 0; index < 4; ++index) {
    const auto nodes = [&](const Table& rows) {
      Stream stream(0, 0, Purpose::kEstimate, index);
      std::vector<double> offsets;
      for (std::size_t j = 0; j < rows[0].size(); ++j) offsets.push_back(stream.uniform());
      std::vector<std::vector<double>> out;
      for (const auto& row : rows) {
        auto& node = out.emplace_back();
        for (std::size_t j = 0; j < row.size(); ++j) {
          node.push_back(std::floor(row[j] / width + offsets[j]));
        }
      }
      return out;
    };
    const auto a = nodes(x);
    const auto b = nodes(y);
    const auto edges = naive_pairs(a, b);
    const auto count = [](const auto& keys) {
      std::map<typename std::decay_t<decltype(keys)>::value_type, int> distinct;
      for (const auto& key : keys) ++distinct[key];
      return static_cast<double>(distinct.size());
    };
    const double excess = count(edges) - count(a) - count(b) + 1;
    sum += naive_information(a, b) - std::max(excess, 0.0) / (2 * static_cast<double>(x.size()));
  }
  return sum / 4;
}

TEST(Edge, EqualsTheNaiveTwinAtAGivenWidth) {
  const Table x = normal_rows(500, 2, 6);
  Table y = normal_rows(500, 1, 7);
  for (std::size_t i = 0; i < y.size(); ++i) y[i][0] += x[i][0];
  for (const double width : {0.3, 1.0, 40.0}) {
    EXPECT_NEAR(value(estimate(x, y, "edge:width=" + std::to_string(width))),
                naive_width(x, y, width), 1e-10)
        << "width " << width;
  }
}

TEST(Edge, FindsTheLabelsThatALayerKnowsAndNoneInShuffledOnes) {
  Table t = normal_rows(2000, 2, 8);
  std::vector<std::uint32_t> classes;
  for (auto& row : t) {
    classes.push_back(row[1] > 0 ? 1 : 0);
    row[0] += row[1] > 0 ? 20 : 0;
  }
  const Labels labels = hard_labels(classes, 2);
  const Rows<double> rows(t);
  const LayerEstimate layer = make_edge({})->network(one_layer(rows, &labels), {}).layers.at(0);
  EXPECT_NEAR(layer.i_ty.value.value().value(), layer.h_y.value(), 0.01);
  EXPECT_NEAR(layer.i_ty_shuffled.value().value(), 0, 0.03);
}

TEST(Edge, CountsADeterministicLayerExactly) {
  auto rows = uniform_rows(600, 2, -1, 1, 9);
  for (auto& row : rows) {
    for (float& t : row) t = std::round(t * 8) / 8;
  }
  const Rows<float> t(rows);
  const auto layer = [&](const std::string& spec) {
    return make_estimator(spec)->network(one_layer(t), {}).layers.at(0);
  };
  EXPECT_NEAR(layer("edge").i_xt.value.value().value(), layer("exact").i_xt.value.value().value(),
              1e-10);
  EXPECT_EQ(layer("edge").cells, layer("exact").cells);
}

TEST(Edge, KnowsWhichInputsAreEqual) {
  // two inputs, a noisy layer that tells them apart: ln 2
  Table t = normal_rows(1000, 1, 10);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < t.size(); ++i) {
    ids.push_back(i % 2);
    t[i][0] += i % 2 == 0 ? 0 : 100;
  }
  const Rows<double> rows(t);
  NetworkSample sample = one_layer(rows);
  sample.input_ids = ids;
  const LayerEstimate layer = make_edge({})->network(sample, {}).layers.at(0);
  EXPECT_NEAR(layer.i_xt.value.value().value(), std::log(2.0), 0.01);
}

TEST(Edge, HasNothingToSayOfConstantsOrOneSample) {
  const Table x = normal_rows(50, 2, 11);
  const PairEstimate constant = estimate(x, Table(50, {7}));
  EXPECT_NEAR(value(constant), 0, 1e-12);
  const PairEstimate one = estimate({{1, 2}}, {{3}});
  EXPECT_FALSE(one.information.value);
  EXPECT_EQ(one.flags, Flags{Flag::kUnresolved});
}

TEST(Edge, GivesNoErrorWhereEdgesHoldOneSample) {
  const Table x = normal_rows(200, 1, 12);
  const PairEstimate pair = estimate(x, x);
  EXPECT_TRUE(pair.flags.contains(Flag::kSingletons));
  EXPECT_FALSE(pair.information.std_error);
  const PairEstimate coarse = estimate(x, x, "edge:width=1");
  EXPECT_TRUE(coarse.information.std_error);
  EXPECT_TRUE(coarse.information.ci95);
}

TEST(Edge, GivesTheSameBitsForAnyNumberOfThreads) {
  const Table x = normal_rows(800, 2, 13);
  Table y = normal_rows(800, 2, 14);
  for (std::size_t i = 0; i < y.size(); ++i) y[i][0] += x[i][0];
  const PairEstimate one = estimate(x, y, "edge", 1);
  const PairEstimate four = estimate(x, y, "edge", 4);
  EXPECT_EQ(value(one), value(four));
  EXPECT_EQ(one.information.std_error, four.information.std_error);
}

TEST(Edge, RefusesWhatItCannotRead) {
  Table x = normal_rows(10, 1, 15);
  EXPECT_THROW((void)estimate(x, normal_rows(9, 1, 16)), InvalidArgument);
  x[2][0] = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)estimate(x, normal_rows(10, 1, 16)), InvalidArgument);
  EXPECT_THROW((void)estimate({{1e30}, {2e30}}, {{1}, {2}}, "edge:width=1e-9"), InvalidArgument);
  EXPECT_EQ(make_estimator("edge")->spec(), "edge");
  EXPECT_EQ(make_estimator("edge:0.5")->spec(), "edge:width=0.5");
}

}  // namespace
}  // namespace infoplane
