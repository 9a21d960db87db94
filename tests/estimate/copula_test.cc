#include "infoplane/estimate/copula.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/gaussian.h"
#include "infoplane/estimate/normal_scores.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Table = std::vector<std::vector<double>>;

// y_j = rho x_j + sqrt(1 - rho^2) z_j of standard normal x and z; each row x, then y
Table normal_pairs(std::size_t n, std::size_t d, double rho, std::uint32_t index) {
  Stream stream(3, 0, Purpose::kTest, index);
  Table rows(n, std::vector<double>(2 * d));
  for (auto& row : rows) {
    for (double& v : row) v = stream.normal();
    for (std::size_t j = 0; j < d; ++j) {
      row[d + j] = rho * row[j] + std::sqrt(1 - rho * rho) * row[d + j];
    }
  }
  return rows;
}

Table columns_of(const Table& rows, std::size_t first, std::size_t n) {
  Table out;
  for (const auto& row : rows) {
    const auto begin = row.begin() + static_cast<std::ptrdiff_t>(first);
    out.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(n));
  }
  return out;
}

template <class Map>
Table mapped(Table rows, const Map& map) {
  for (auto& row : rows) {
    for (double& v : row) v = map(v);
  }
  return rows;
}

PairEstimate estimate(const Table& x, const Table& y, std::size_t n_threads = 1) {
  const Rows<double> a(x);
  const Rows<double> b(y);
  return make_copula()->pair({.x = a.column_major(), .y = b.column_major()},
                             {.n_threads = n_threads, .progress = {}, .stop = {}});
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }

TEST(Copula, SeesOnlyTheOrderOfAColumn) {
  const Table rows = normal_pairs(300, 2, 0.6, 1);
  const Table x = columns_of(rows, 0, 2);
  const Table y = columns_of(rows, 2, 2);
  const PairEstimate plain = estimate(x, y);
  const PairEstimate other = estimate(mapped(x, [](double v) { return std::exp(3 * v); }),
                                      mapped(y, [](double v) { return v * v * v; }));
  EXPECT_EQ(value(plain), value(other));
  EXPECT_EQ(plain.information.std_error, other.information.std_error);
  EXPECT_EQ(plain.flags, Flags{Flag::kModelBased});
}

TEST(Copula, IsTheGaussianEstimateOfNormalScores) {
  const Table rows = normal_pairs(200, 2, 0.6, 2);
  const Rows<double> x(columns_of(rows, 0, 2));
  const Rows<double> y(columns_of(rows, 2, 2));
  const auto scores = [](const Samples& samples) {
    Columns columns;
    columns.load(samples, "x");
    return normal_scores(columns, {});
  };
  const std::vector<double> score_x = scores(x.column_major());
  const std::vector<double> score_y = scores(y.column_major());
  const PairEstimate gaussian = make_gaussian()->pair(
      {.x = column_major(score_x.data(), 200, 2), .y = column_major(score_y.data(), 200, 2)}, {});
  EXPECT_NEAR(value(make_copula()->pair({.x = x.column_major(), .y = y.column_major()}, {})),
              value(gaussian), 1e-13);
}

TEST(Copula, SeesNothingInIndependentPairs) {
  for (const std::size_t d : {1, 2, 5}) {
    double mean = 0;
    for (std::uint32_t set = 0; set < 20; ++set) {
      const Table rows = normal_pairs(2000, d, 0, 100 + set);
      mean += value(estimate(columns_of(rows, 0, d), columns_of(rows, d, d))) / 20;
    }
    // one standard deviation of an estimate is sqrt(d^2 / 2) / N: at most 0.0018
    EXPECT_NEAR(mean, 0, 0.0015) << d << " dimensions";
  }
}

TEST(Copula, MatchesNormalDataUnderAnyMargins) {
  const Table rows = normal_pairs(10000, 1, 0.75, 5);
  const PairEstimate pair = estimate(
      mapped(columns_of(rows, 0, 1), [](double v) { return std::exp(v); }), columns_of(rows, 1, 1));
  EXPECT_NEAR(value(pair), 0.41334, 3 * pair.information.std_error.value().value());
  EXPECT_LT(pair.information.std_error.value().value(), 0.015);
}

TEST(Copula, IntervalsCoverTheMean) {
  int covered = 0;
  std::vector<PairEstimate> pairs;
  double mean = 0;
  constexpr int kSets = 100;
  for (std::uint32_t set = 0; set < kSets; ++set) {
    const Table rows = normal_pairs(300, 1, 0.75, 1000 + set);
    pairs.push_back(estimate(columns_of(rows, 0, 1), columns_of(rows, 1, 1)));
    mean += value(pairs.back()) / kSets;
  }
  for (const PairEstimate& pair : pairs) {
    const Interval& ci = pair.information.ci95.value();
    covered += static_cast<int>(ci.low.value() <= mean && mean <= ci.high.value());
  }
  EXPECT_GE(covered, 88);
}

TEST(Copula, FlagsTies) {
  Table rows = normal_pairs(50, 1, 0.5, 6);
  rows[7][1] = rows[3][1];
  EXPECT_EQ(estimate(columns_of(rows, 0, 1), columns_of(rows, 1, 1)).flags,
            (Flags{Flag::kTies, Flag::kModelBased}));
  EXPECT_EQ(value(estimate(columns_of(rows, 0, 1), Table(50, {1}))), 0);
}

TEST(Copula, HasNoValueForSidesThatDetermineEachOther) {
  const Table rows = normal_pairs(50, 1, 0.5, 7);
  const Table x = columns_of(rows, 0, 1);
  const PairEstimate pair = estimate(x, mapped(x, [](double v) { return std::tanh(v); }));
  EXPECT_FALSE(pair.information.value);
  EXPECT_TRUE(pair.flags.contains(Flag::kUnresolved));
  EXPECT_TRUE(estimate({{1}}, {{2}}).flags.contains(Flag::kUnresolved));
}

TEST(Copula, ComparesLayersWithInputsAndLabels) {
  const Table rows = normal_pairs(400, 1, 0.9, 8);
  const Rows<double> x(columns_of(rows, 0, 1));
  const Rows<double> t(mapped(columns_of(rows, 1, 1), [](double v) { return std::exp(v); }));
  std::vector<std::uint32_t> classes;
  for (const auto& row : rows) classes.push_back(row[0] > 0 ? 1 : 0);
  const Labels labels = hard_labels(classes, 2);
  NetworkSample sample = one_layer(t, &labels);
  sample.inputs = x.row_major();
  const LayerEstimate layer = make_copula()->network(sample, {}).layers.at(0);
  EXPECT_EQ(layer.i_xt.value,
            estimate(columns_of(rows, 1, 1), columns_of(rows, 0, 1)).information.value);
  EXPECT_TRUE(layer.i_xt.std_error);
  // of a correlation of 0.9 with x the sign of x is most of what there is to know: well above
  // what the mean alone tells, 1/2 ln(1 / (1 - 0.81 * 2 / pi)) = 0.36
  EXPECT_GT(layer.i_ty.value.value().value(), 0.3);
  EXPECT_TRUE(layer.i_ty.std_error);
}

TEST(Copula, GivesTheSameBitsForAnyNumberOfThreads) {
  const Table rows = normal_pairs(3000, 2, 0.5, 9);
  const PairEstimate one = estimate(columns_of(rows, 0, 2), columns_of(rows, 2, 2), 1);
  const PairEstimate four = estimate(columns_of(rows, 0, 2), columns_of(rows, 2, 2), 4);
  EXPECT_EQ(value(one), value(four));
  EXPECT_EQ(one.information.std_error, four.information.std_error);
}

TEST(Copula, IsCalledBySpec) {
  EXPECT_EQ(make_estimator("copula")->spec(), "copula");
  const Rows<double> rows(Table(4, {1}));
  EXPECT_THROW(
      (void)make_copula()->pair(
          {.x = rows.row_major(), .y = rows.row_major(), .x_discrete = true, .y_discrete = true},
          {}),
      InvalidArgument);
}

}  // namespace
}  // namespace infoplane
