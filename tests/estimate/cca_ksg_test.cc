#include "infoplane/estimate/cca_ksg.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/labels.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

Samples samples_of(const Points& points) {
  return column_major(points.values.data(), points.n, points.d);
}

PairEstimate estimate(const PointPair& pair, const CcaKsgOptions& options = {},
                      std::size_t n_threads = 1) {
  return make_cca_ksg(options)->pair({.x = samples_of(pair.x), .y = samples_of(pair.y)},
                                     threads(n_threads));
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }
double error(const PairEstimate& pair) { return pair.information.std_error.value().value(); }

// a random rotation of all columns
void rotate(Points& points, std::uint32_t index) {
  Stream stream(13, 0, Purpose::kTest, index);
  const auto d = static_cast<Eigen::Index>(points.d);
  Matrix normals(d, d);
  for (double& v : normals.reshaped()) v = stream.normal();
  const Matrix q = Eigen::HouseholderQR<Matrix>(normals).householderQ();
  Eigen::Map<Matrix> all(points.values.data(), static_cast<Eigen::Index>(points.n), d);
  all = (all * q).eval();
}

// d + d normal columns, rotated; one of y is the square of one of x and .5 times a normal
PointPair hidden_square(std::size_t n, std::size_t d) {
  PointPair pair = normal_points(n, d, d, 0);
  for (std::size_t i = 0; i < n; ++i) {
    pair.y.values[i] = pair.x.values[i] * pair.x.values[i] + 0.5 * pair.y.values[i];
  }
  rotate(pair.x, 1);
  rotate(pair.y, 2);
  return pair;
}

TEST(CcaKsg, FindsASquareHiddenInTenColumns) {
  // h(Y) - 1/2 ln(2 pi e .25), h by p(y) = int phi(x) N(y; x^2, .25) dx on 200,001 points x of
  // [-9, 9] and trapezoids over 6,401 y of [-4, 60] with NumPy: .80270
  const PairEstimate got = estimate(hidden_square(3000, 5));
  EXPECT_LT(value(got), 0.80270 + 3 * error(got));
  // linear variables find nothing, and the fit's own error costs some
  EXPECT_GT(value(got), 0.7 * 0.80270);
  EXPECT_EQ(got.information.chosen, "cca-ksg:r=1");
  EXPECT_NE(got.information.why.find("polynomials"), std::string::npos) << got.information.why;
  EXPECT_EQ(got.flags, Flags{Flag::kBiasedLowPossible});
}

TEST(CcaKsg, FindsACommonLengthByRadialFeaturesAlone) {
  // y is independent of x but for its length, which with radial features is a linear function
  PointPair pair = normal_points(3000, 12, 12, 0);
  for (std::size_t i = 0; i < 3000; ++i) {
    double x2 = 0;
    double y2 = 0;
    for (std::size_t j = 0; j < 12; ++j) {
      x2 += std::pow(pair.x.column(j)[i], 2);
      y2 += std::pow(pair.y.column(j)[i], 2);
    }
    for (std::size_t j = 0; j < 12; ++j) pair.y.values[j * 3000 + i] *= std::sqrt(x2 / y2);
  }
  EXPECT_GT(value(estimate(pair)), 1);
  EXPECT_LT(value(estimate(pair, {.r = std::nullopt, .radial = false})), 0.1);
}

TEST(CcaKsg, IsNotClearlyAboveTheTruthOnNormalPairs) {
  struct Case {
    std::size_t d_x;
    std::size_t d_y;
    double rho;
  };
  for (const Case c : {Case{2, 2, 0.8}, {3, 5, 0.5}, {10, 1, 0.9}}) {
    for (const std::uint32_t index : {0U, 1U}) {
      const PairEstimate got = estimate(normal_points(2000, c.d_x, c.d_y, c.rho, index));
      const double truth =
          -0.5 * std::log(1 - c.rho * c.rho) * static_cast<double>(std::min(c.d_x, c.d_y));
      EXPECT_LT(value(got), truth + 3 * error(got)) << c.d_x << " + " << c.d_y;
      EXPECT_GT(value(got), 0.5 * truth);
    }
  }
}

TEST(CcaKsg, IsAboutZeroOnIndependentPairs) {
  for (const std::size_t d : {2, 5}) {
    double sum = 0;
    double squares = 0;
    constexpr int kSets = 8;
    for (std::uint32_t index = 0; index < kSets; ++index) {
      const double i = value(estimate(normal_points(1000, d, d, 0, 20 + index)));
      sum += i / kSets;
      squares += i * i / kSets;
    }
    // Student's t with 7 degrees of freedom is beyond 5.4 in one of a thousand cases
    const double of_mean = std::sqrt((squares - sum * sum) / (kSets - 1));
    EXPECT_LT(std::abs(sum), 5.4 * of_mean);
    EXPECT_LT(of_mean, 0.015);
  }
}

TEST(CcaKsg, TakesTheVariablesThatAreAskedFor) {
  // three equal pairs: of each what there is in it
  const PointPair pair = normal_points(3000, 3, 3, 0.8);
  const double of_one = -0.5 * std::log(1 - 0.64);
  for (const std::size_t r : {1, 2, 3}) {
    const PairEstimate got = estimate(pair, {.r = r});
    EXPECT_NEAR(value(got), static_cast<double>(r) * of_one, 0.1 * static_cast<double>(r));
    EXPECT_EQ(got.information.chosen, "cca-ksg:r=" + std::to_string(r));
    EXPECT_EQ(got.information.considered.size(), 1U);
  }
  const PairEstimate all = estimate(pair);
  EXPECT_EQ(all.information.chosen, "cca-ksg:r=3");
  EXPECT_EQ(all.information.considered.size(), 3U);
}

TEST(CcaKsg, OfOneColumnEachIsKsgOnTheColumns) {
  // of a circle no function of one side is a function of the other, but the pairs show it all
  Stream stream(14, 0, Purpose::kTest);
  PointPair pair{{1000, 1, {}}, {1000, 1, {}}};
  for (std::size_t i = 0; i < 1000; ++i) {
    const double angle = 6.283185307179586 * stream.uniform();
    pair.x.values.push_back(std::cos(angle) + 0.1 * stream.normal());
    pair.y.values.push_back(std::sin(angle) + 0.1 * stream.normal());
  }
  const PairEstimate got = estimate(pair);
  const double found = value(got);
  EXPECT_EQ(got.information.why.substr(0, 21), "the columns themselve");
  // nothing but the order of each column counts
  for (double& v : pair.x.values) v = std::exp(5 * v);
  EXPECT_EQ(value(estimate(pair)), found);
}

TEST(CcaKsg, DoesNotMindWhichSideIsWhich) {
  for (const PointPair& pair : {hidden_square(1500, 3), normal_points(1500, 4, 2, 0.6)}) {
    EXPECT_EQ(value(estimate({pair.y, pair.x})), value(estimate(pair)));
  }
}

TEST(CcaKsg, LeavesOutConstantColumnsAndCopies) {
  PointPair pair = normal_points(600, 2, 2, 0.7);
  const double plain = value(estimate(pair));
  std::vector<double> copy(pair.x.column(1).begin(), pair.x.column(1).end());
  pair.x.values.insert(pair.x.values.begin(), 600, -3.0);
  pair.x.values.insert(pair.x.values.end(), copy.begin(), copy.end());
  pair.x.d = 4;
  EXPECT_EQ(value(estimate(pair)), plain);
  // r is a matter of the columns that there are, and as far as they say anything
  pair.y.values.insert(pair.y.values.end(), 600, 2.0);
  pair.y.d = 3;
  EXPECT_EQ(estimate(pair, {.r = 3}).information.chosen, "cca-ksg:r=2");
}

TEST(CcaKsg, IsZeroWhereASideIsConstant) {
  PointPair pair = normal_points(100, 2, 2, 0);
  std::ranges::fill(pair.y.values, 7.0);
  const PairEstimate got = estimate(pair);
  EXPECT_EQ(value(got), 0);
  EXPECT_EQ(got.information.why, "a side is constant");
}

TEST(CcaKsg, TakesValuesOfAnySize) {
  const PointPair pair = normal_points(600, 2, 3, 0.7);
  PointPair large = pair;
  for (double& v : large.x.values) v *= 0x1p1000;
  for (double& v : large.y.values) v *= 0x1p-1000;
  EXPECT_NEAR(value(estimate(large)), value(estimate(pair)), 1e-9);
}

TEST(CcaKsg, HasNoValueForDiscreteSidesAndFewSamples) {
  PointPair pair = normal_points(200, 2, 2, 0.7);
  const PairEstimate few = estimate(normal_points(9, 2, 2, 0.7));
  EXPECT_FALSE(few.information.value);
  EXPECT_EQ(few.flags, (Flags{Flag::kUnresolved, Flag::kBiasedLowPossible}));
  EXPECT_TRUE(std::isfinite(value(estimate(normal_points(10, 2, 2, 0.7)))));
  EXPECT_TRUE(std::isfinite(value(estimate(normal_points(12, 20, 20, 0.7)))));
  for (double& v : pair.y.values) v = v > 0 ? 1 : 0;
  const PairEstimate discrete = estimate(pair);
  EXPECT_FALSE(discrete.information.value);
  EXPECT_TRUE(discrete.flags.contains(Flag::kUnresolved));
  EXPECT_EQ(discrete.information.why.substr(0, 13), "y is discrete");
}

TEST(CcaKsg, FlagsTies) {
  PointPair pair = normal_points(400, 2, 2, 0.7);
  for (double& v : pair.x.values) v = std::max(v, 0.0);
  EXPECT_TRUE(estimate(pair).flags.contains(Flag::kTies));
}

TEST(CcaKsg, RefusesWhatItCannotRead) {
  const PointPair pair = normal_points(50, 2, 2, 0.7);
  const auto of = [&](const PointPair& wrong, const CcaKsgOptions& options = {}) {
    return [=] { (void)estimate(wrong, options); };
  };
  EXPECT_TRUE(throws_with<InvalidArgument>(
      of(pair, {.r = 3}),
      "cca-ksg:r=3: r is 3, but must be in [1, 2], the columns of the smaller"));
  EXPECT_TRUE(throws_with<InvalidArgument>(of({pair.x, normal_points(49, 2, 2, 0).y}), "rows"));
  PointPair bad = pair;
  bad.x.values[5] = std::nan("");
  EXPECT_THROW(of(bad)(), InvalidArgument);
  const auto names = [&] {
    (void)make_cca_ksg({})->pair(
        {.x = samples_of(pair.x), .y = samples_of(pair.y), .y_discrete = true}, {});
  };
  EXPECT_TRUE(throws_with<InvalidArgument>(names, "cca-ksg: a side is names"));
}

TEST(CcaKsg, OfALayerNeedsTheInputs) {
  const PointPair pair = normal_points(300, 2, 2, 0.7);
  const Labels labels{2, std::vector<std::uint32_t>(300, 0), {}};
  NetworkSample sample;
  sample.labels = &labels;
  sample.layers.resize(1);
  sample.layers[0].t = samples_of(pair.y);
  const LayerEstimate without = make_cca_ksg({})->network(sample, {}).layers.at(0);
  EXPECT_FALSE(without.i_xt.value);
  EXPECT_FALSE(without.i_ty.value);
  sample.inputs = samples_of(pair.x);
  const LayerEstimate layer = make_cca_ksg({})->network(sample, {}).layers.at(0);
  EXPECT_EQ(layer.i_xt.value.value().value(), value(estimate(pair)));
  EXPECT_FALSE(layer.i_ty.value);
}

TEST(CcaKsg, IsTheSameForAnyNumberOfThreads) {
  const PointPair pair = hidden_square(1500, 4);
  const PairEstimate one = estimate(pair, {}, 1);
  const PairEstimate four = estimate(pair, {}, 4);
  EXPECT_EQ(value(one), value(four));
  EXPECT_EQ(error(one), error(four));
  EXPECT_EQ(one.information.why, four.information.why);
}

}  // namespace
}  // namespace infoplane
