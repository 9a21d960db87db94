#include "infoplane/estimate/gaussian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Table = std::vector<std::vector<double>>;

// N rows of d standard normal numbers
Table normal_rows(std::size_t n, std::size_t d, std::uint32_t index) {
  Stream stream(2, 0, Purpose::kTest, index);
  Table rows(n, std::vector<double>(d));
  for (auto& row : rows) {
    for (double& v : row) v = stream.normal();
  }
  return rows;
}

// y_j = rho x_j + sqrt(1 - rho^2) z_j
Table correlated(const Table& x, double rho, std::uint32_t index) {
  Table y = normal_rows(x.size(), x[0].size(), index);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < x[i].size(); ++j) {
      y[i][j] = rho * x[i][j] + std::sqrt(1 - rho * rho) * y[i][j];
    }
  }
  return y;
}

PairEstimate estimate(const Table& x, const Table& y, bool y_discrete = false,
                      std::size_t n_threads = 1) {
  const Rows<double> a(x);
  const Rows<double> b(y);
  return make_gaussian()->pair(
      {.x = a.row_major(), .y = b.column_major(), .y_discrete = y_discrete},
      {.n_threads = n_threads, .progress = {}, .stop = {}});
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }

void expect_unresolved(const PairEstimate& pair) {
  EXPECT_FALSE(pair.information.value);
  EXPECT_FALSE(pair.information.std_error);
  EXPECT_FALSE(pair.information.ci95);
  EXPECT_EQ(pair.flags, (Flags{Flag::kModelBased, Flag::kUnresolved}));
}

// i = 0 ... 11: x = (sin i, cos 2i + i/10), y = sin i + 1/2 cos 3i
Table twelve_x() {
  Table x;
  for (int i = 0; i < 12; ++i) x.push_back({std::sin(i), std::cos(2 * i) + 0.1 * i});
  return x;
}
Table twelve_y() {
  Table y;
  for (int i = 0; i < 12; ++i) y.push_back({std::sin(i) + 0.5 * std::cos(3 * i)});
  return y;
}

TEST(Gaussian, MatchesNumPy) {
  // S = np.cov(np.c_[x, y].T), b = lambda d: sum(digamma((12 - k) / 2) for k in range(1, d + 1)),
  // .5 * (slogdet(S[:2, :2])[1] + log(S[2, 2]) - slogdet(S)[1]) - .5 * (b(2) + b(1) - b(3))
  EXPECT_NEAR(value(estimate(twelve_x(), twelve_y())), 0.6700837856432693, 1e-12);
}

TEST(Gaussian, MatchesNumPyWithClasses) {
  // y = i % 2; with beta = lambda m: sum(digamma((m - k) / 2) for k in (1, 2)) + 2 * log(2 / (m -
  // 1)) (slogdet(cov(x.T))[1] - beta(12) - sum(.5 * (slogdet(cov(x[y == c].T))[1] - beta(6)))) / 2
  Table y;
  std::vector<std::uint32_t> classes;
  for (std::uint32_t i = 0; i < 12; ++i) {
    y.push_back({static_cast<double>(i % 2)});
    classes.push_back(i % 2);
  }
  EXPECT_NEAR(value(estimate(twelve_x(), y, true)), -0.09762140366968755, 1e-12);
  const Rows<double> t(twelve_x());
  Labels labels = hard_labels(classes, 2);
  const auto i_ty = [&] {
    const NetworkEstimate all = make_gaussian()->network(one_layer(t, &labels), {});
    return all.layers.at(0).i_ty.value.value().value();
  };
  EXPECT_NEAR(i_ty(), -0.09762140366968755, 1e-12);
  // certain probabilities are hard labels
  for (const std::uint32_t c : classes) {
    labels.probabilities.push_back(c == 0 ? 1 : 0);
    labels.probabilities.push_back(c == 1 ? 1 : 0);
  }
  EXPECT_NEAR(i_ty(), -0.09762140366968755, 1e-12);
}

TEST(Gaussian, WeightsSoftLabelsLikeNumPy) {
  // the same with p = 1 / (1 + exp(-x[:, 0])), np.cov(x.T, aweights=p) and
  // m = p.sum()**2 / (p**2).sum(), and 1 - p likewise
  const Rows<double> t(twelve_x());
  Labels labels = hard_labels(std::vector<std::uint32_t>(12, 0), 2);
  for (const auto& row : twelve_x()) {
    const double p = 1 / (1 + std::exp(-row[0]));
    labels.probabilities.push_back(p);
    labels.probabilities.push_back(1 - p);
  }
  const NetworkEstimate all = make_gaussian()->network(one_layer(t, &labels), {});
  EXPECT_NEAR(all.layers.at(0).i_ty.value.value().value(), 0.05655215880245945, 1e-12);
}

TEST(Gaussian, HasNoBiasForGaussianData) {
  // 1/2 ln of 1 / (1 - rho^2) for each of three dimensions; without the correction the mean would
  // be about dx dy / 2N = 0.22 too high
  for (const double rho : {0.0, 0.6}) {
    double sum = 0;
    double squares = 0;
    constexpr int kSets = 600;
    for (std::uint32_t set = 0; set < kSets; ++set) {
      const Table x = normal_rows(20, 3, 2 * set);
      const double i = value(estimate(x, correlated(x, rho, 2 * set + 1)));
      sum += i / kSets;
      squares += i * i / kSets;
    }
    const double error = std::sqrt((squares - sum * sum) / kSets);
    EXPECT_NEAR(sum, -1.5 * std::log(1 - rho * rho), 3.5 * error);
    EXPECT_LT(error, 0.02);
  }
}

TEST(Gaussian, IntervalsCoverTheMean) {
  int covered = 0;
  constexpr int kSets = 200;
  for (std::uint32_t set = 0; set < kSets; ++set) {
    const Table x = normal_rows(400, 1, 2 * set);
    const PairEstimate pair = estimate(x, correlated(x, 0.75, 2 * set + 1));
    const Interval& ci = pair.information.ci95.value();
    const double truth = -0.5 * std::log(1 - 0.75 * 0.75);
    covered += static_cast<int>(ci.low.value() <= truth && truth <= ci.high.value());
  }
  // 0.95 of 200, and three standard deviations of that number below
  EXPECT_GE(covered, 180);
}

TEST(Gaussian, GivesNoIntervalWhereTheVarianceHangsOnOneSample) {
  // a quotient of normals is Cauchy distributed: it has no variance
  Table x = normal_rows(2000, 1, 20);
  const Table y = correlated(x, 0.5, 21);
  EXPECT_TRUE(estimate(x, y).information.ci95.has_value());
  const Table z = normal_rows(2000, 1, 22);
  for (std::size_t i = 0; i < x.size(); ++i) x[i][0] /= z[i][0];
  EXPECT_TRUE(estimate(x, y).information.value.has_value());
  EXPECT_FALSE(estimate(x, y).information.std_error.has_value());
  EXPECT_FALSE(estimate(y, x).information.ci95.has_value());
}

TEST(Gaussian, IsTheSameForLinearMaps) {
  const Table x = normal_rows(200, 2, 1);
  const Table y = correlated(x, 0.5, 2);
  const double i = value(estimate(x, y));
  Table mapped;
  for (const auto& row : x) {
    mapped.push_back({1e8 + 3 * row[0] - row[1], 1e-9 * (row[0] + 2 * row[1])});
  }
  // an offset of 1e8 costs eight digits
  EXPECT_NEAR(value(estimate(mapped, y)), i, 1e-7);
  Table scaled = x;
  for (auto& row : scaled) row[0] *= 1e300;
  EXPECT_NEAR(value(estimate(scaled, y)), i, 1e-12);
  EXPECT_NEAR(value(estimate(y, x)), i, 1e-12);
}

TEST(Gaussian, LeavesOutColumnsThatCarryNothing) {
  const Table x = normal_rows(100, 2, 1);
  const Table y = correlated(x, 0.5, 2);
  Table more;
  for (const auto& row : x) more.push_back({row[0], 4, row[1], 1 - row[0] + 2 * row[1]});
  EXPECT_NEAR(value(estimate(more, y)), value(estimate(x, y)), 1e-12);
  const Table constant(100, std::vector<double>{3, -1});
  const PairEstimate none = estimate(x, constant);
  EXPECT_EQ(value(none), 0);
  EXPECT_EQ(none.flags, Flags{Flag::kModelBased});
}

TEST(Gaussian, HasNoValueWhereRoundingHidesASide) {
  const Table y = normal_rows(500, 1, 30);
  std::vector<float> far;
  for (const auto& row : y) far.push_back(static_cast<float>(1e6 + 0.1 * row[0]));
  const Rows<double> b(y);
  const PairEstimate pair =
      make_gaussian()->pair({.x = one_unit(far).column_major(), .y = b.column_major()}, {});
  expect_unresolved(pair);
}

TEST(Gaussian, LeavesOutTheSecondOfTwoSoftmaxUnits) {
  // float32 outputs that sum to 1 up to rounding
  std::vector<std::vector<float>> outputs;
  std::vector<std::vector<float>> first;
  Stream stream(2, 0, Purpose::kTest, 9);
  std::vector<std::uint32_t> classes;
  for (int i = 0; i < 500; ++i) {
    const auto p = static_cast<float>(1 / (1 + std::exp(-stream.normal())));
    outputs.push_back({p, 1 - p});
    first.push_back({p});
    classes.push_back(p > 0.6F ? 1 : 0);
  }
  const Labels labels = hard_labels(classes, 2);
  const auto i_ty = [&](const Rows<float>& rows) {
    return make_gaussian()->network(one_layer(rows, &labels), {}).layers.at(0).i_ty;
  };
  EXPECT_NEAR(i_ty(Rows<float>(outputs)).value.value().value(),
              i_ty(Rows<float>(first)).value.value().value(), 1e-12);
}

TEST(Gaussian, HasNoValueWhereTheInformationIsInfinite) {
  const Table x = normal_rows(100, 2, 1);
  expect_unresolved(estimate(x, x));
  Table y;
  for (const auto& row : x) y.push_back({3 * row[0] - row[1] + 7});
  expect_unresolved(estimate(x, y));
  // float32 copies differ from it by rounding
  Table narrowed;
  for (const auto& row : x) {
    narrowed.push_back({static_cast<float>(row[0]), static_cast<float>(row[1])});
  }
  const Rows<double> wide(x);
  const auto narrow = Rows<float>([&] {
    std::vector<std::vector<float>> rows;
    for (const auto& row : narrowed) {
      rows.push_back({static_cast<float>(row[0]), static_cast<float>(row[1])});
    }
    return rows;
  }());
  expect_unresolved(make_gaussian()->pair({.x = wide.row_major(), .y = narrow.row_major()}, {}));
}

TEST(Gaussian, HasNoValueForTooFewSamples) {
  const Table x = normal_rows(6, 3, 1);
  const Table y = normal_rows(6, 2, 2);
  EXPECT_TRUE(estimate(x, y).information.value);
  expect_unresolved(estimate(Table(x.begin(), x.end() - 1), Table(y.begin(), y.end() - 1)));
  expect_unresolved(estimate({{1}}, {{2}}));
  // halves are too few for an error
  EXPECT_FALSE(estimate(x, y).information.std_error);
}

TEST(Gaussian, HasNoValueForSmallOrConstantClasses) {
  const Table t = normal_rows(9, 2, 1);
  const auto with_classes = [&](const std::vector<double>& classes) {
    Table y;
    for (const double c : classes) y.push_back({c});
    return estimate(t, y, true);
  };
  EXPECT_TRUE(with_classes({0, 1, 2, 0, 1, 2, 0, 1, 2}).information.value);
  // two of the last class
  expect_unresolved(with_classes({0, 1, 2, 0, 1, 2, 0, 1, 0}));
  expect_unresolved(with_classes({0, 1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_NEAR(value(with_classes(std::vector<double>(9, 5))), 0, 1e-13);
  Table constant_in_class = t;
  for (std::size_t i = 0; i < 4; ++i) constant_in_class[i][0] = 1;
  expect_unresolved(
      estimate(constant_in_class, {{0}, {0}, {0}, {0}, {1}, {1}, {1}, {1}, {1}}, true));
}

TEST(Gaussian, ComparesLayersWithKnownInputs) {
  const Table x = normal_rows(300, 2, 1);
  const Rows<double> inputs(x);
  const Rows<double> t(correlated(x, 0.8, 2));
  NetworkSample sample = one_layer(t);
  const LayerEstimate without = make_gaussian()->network(sample, {}).layers.at(0);
  EXPECT_FALSE(without.i_xt.value);
  EXPECT_EQ(without.flags, Flags{Flag::kModelBased});
  sample.inputs = inputs.row_major();
  const LayerEstimate layer = make_gaussian()->network(sample, {}).layers.at(0);
  EXPECT_NEAR(layer.i_xt.value.value().value(), value(estimate(x, correlated(x, 0.8, 2))), 1e-12);
  EXPECT_FALSE(layer.i_ty.value);
}

TEST(Gaussian, GivesTheSameBitsForAnyNumberOfThreads) {
  const Table x = normal_rows(5000, 3, 1);
  const Table y = correlated(x, 0.5, 2);
  const PairEstimate one = estimate(x, y, false, 1);
  const PairEstimate four = estimate(x, y, false, 4);
  EXPECT_EQ(value(one), value(four));
  EXPECT_EQ(one.information.std_error, four.information.std_error);
}

TEST(Gaussian, RefusesWhatItCannotRead) {
  const Table x = normal_rows(10, 1, 1);
  Table bad = x;
  bad[3][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(estimate(x, bad), InvalidArgument);
  EXPECT_THROW(estimate(x, normal_rows(9, 1, 2)), InvalidArgument);
  const Rows<double> rows(x);
  EXPECT_THROW(
      (void)make_gaussian()->pair(
          {.x = rows.row_major(), .y = rows.row_major(), .x_discrete = true, .y_discrete = true},
          {}),
      InvalidArgument);
}

TEST(Gaussian, IsCalledBySpec) { EXPECT_EQ(make_estimator("gaussian")->spec(), "gaussian"); }

}  // namespace
}  // namespace infoplane
