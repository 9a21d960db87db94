#include "infoplane/estimate/tcopula.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <tuple>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/copula.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/estimate/t_copula_model.h"
#include "tests/estimate/copula_cases.h"

namespace infoplane {
namespace {

PairEstimate estimate(const PointPair& pair, std::size_t n_threads = 1) {
  return make_tcopula()->pair({.x = samples_of(pair.x), .y = samples_of(pair.y)},
                              threads(n_threads));
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }
double error(const PairEstimate& pair) { return pair.information.std_error.value().value(); }

std::optional<TCopulaModel> model(const PointPair& pair) {
  const RankPair ranks = ranks_of(pair);
  return t_copula_model(ranks.x, ranks.y, threads(1));
}

template <class Map>
Points mapped(Points points, const Map& map) {
  for (double& v : points.values) v = map(v);
  return points;
}

void expect_unresolved(const PairEstimate& pair) {
  EXPECT_FALSE(pair.information.value);
  EXPECT_FALSE(pair.information.std_error);
  EXPECT_TRUE(pair.flags.contains(Flag::kUnresolved));
}

TEST(TCopula, MatchesMultivariateStudent) {
  // h_dx + h_dy - h_(dx+dy) of docs/methods.md (T3), as Czyz et al. 2023 print them
  for (const auto& [dx, dy, nu, truth] :
       std::vector<std::tuple<std::size_t, std::size_t, std::size_t, double>>{
           {1, 1, 1, .22417}, {2, 2, 1, .43195}, {3, 3, 2, .29092}, {5, 5, 3, .29854}}) {
    const PairEstimate pair = estimate(copula_pairs(5000, {.dx = dx, .dy = dy, .nu = nu}, 1));
    EXPECT_NEAR(value(pair), truth, 3 * error(pair)) << nu;
    // the terms' standard deviation is about 1
    EXPECT_LT(error(pair), 0.02);
    EXPECT_EQ(pair.flags, Flags{Flag::kModelBased});
    EXPECT_TRUE(pair.information.why.starts_with("t copula of")) << pair.information.why;
    EXPECT_TRUE(pair.information.chosen.empty());
  }
}

TEST(TCopula, AddsWhatCorrelationsSay) {
  // .17871 of nu = 3 in 3 + 3 dimensions, and 1/2 ln(|S_3|^2 / |S_6|), where all correlations are
  // .5 and |S_d| = .5^(d - 1) (1 + (d - 1) .5)
  const double gaussian = std::log(0.5 * 0.5 / (std::pow(0.5, 5) * 3.5)) / 2;
  const PairEstimate pair =
      estimate(copula_pairs(5000, {.dx = 3, .dy = 3, .rho = 0.5, .nu = 3}, 2));
  EXPECT_NEAR(value(pair), 0.17871 + gaussian, 3 * error(pair));
}

TEST(TCopula, FindsTheDegreesOfFreedom) {
  // ln nu of 400 samples of 1000 has a standard deviation of .06 (5 + 5, nu = 3) and .075 (1 + 1,
  // nu = 1), and falls like N^-1/2
  EXPECT_NEAR(std::log(model(copula_pairs(4000, {.dx = 5, .dy = 5, .nu = 3}, 3)).value().nu),
              std::log(3), 3.5 * 0.03);
  EXPECT_NEAR(std::log(model(copula_pairs(4000, {.nu = 1}, 4)).value().nu), 0, 3.5 * 0.0375);
}

TEST(TCopula, HasLittleBiasForFewSamples) {
  // without (TC7) the mean would be 25 / 800 * 15 / 13 = .036 too high; docs/methods.md has +.005
  // at N = 1000 from nu, which falls no faster than 1/N
  constexpr int kSets = 100;
  double mean = 0;
  double square = 0;
  for (std::uint32_t set = 0; set < kSets; ++set) {
    const double nats = value(estimate(copula_pairs(400, {.dx = 5, .dy = 5, .nu = 3}, 3000 + set)));
    mean += nats / kSets;
    square += nats * nats / kSets;
  }
  const double se = std::sqrt((square - mean * mean) / kSets);
  EXPECT_NEAR(mean, 0.29854 + 0.0125, 3.5 * se);
  EXPECT_LT(se, 0.004);
}

TEST(TCopula, IsTheMeanOfItsTerms) {
  const TCopulaModel fitted = model(copula_pairs(2000, {.dx = 2, .dy = 1, .nu = 2}, 5)).value();
  EXPECT_TRUE(fitted.closed_form_holds);
  EXPECT_EQ(fitted.information.nats, fitted.closed_form);
  const std::vector<double>& terms = fitted.information.terms;
  EXPECT_NEAR(std::accumulate(terms.begin(), terms.end(), 0.0) / 2000, fitted.closed_form, 1e-12);
  EXPECT_GT(fitted.gain, 100);
}

TEST(TCopula, IsTheGaussianCopulaWhereThatIsRight) {
  const PointPair pair = copula_pairs(2000, {.dx = 2, .dy = 3, .rho = 0.5}, 6);
  EXPECT_FALSE(model(pair));
  const PairEstimate got = estimate(pair);
  const PairEstimate copula =
      make_copula()->pair({.x = samples_of(pair.x), .y = samples_of(pair.y)}, threads(1));
  EXPECT_NEAR(value(got), value(copula), 1e-10);
  EXPECT_TRUE(got.information.why.starts_with("Gaussian copula: no t copula"))
      << got.information.why;
}

TEST(TCopula, NeedsTwentySamplesAColumn) {
  const PointPair few = copula_pairs(199, {.dx = 5, .dy = 5, .nu = 1}, 7);
  EXPECT_FALSE(model(few));
  EXPECT_EQ(estimate(few).information.why,
            "Gaussian copula: a t copula of 10 columns needs 200 samples");
  EXPECT_TRUE(model(copula_pairs(200, {.dx = 5, .dy = 5, .nu = 1}, 7)));
}

TEST(TCopula, SeesOnlyTheOrderOfAColumn) {
  const PointPair pair = copula_pairs(1000, {.dx = 2, .dy = 2, .nu = 2}, 8);
  const PointPair other{mapped(pair.x, [](double v) { return std::asinh(v); }),
                        mapped(pair.y, [](double v) { return v * v * v; })};
  EXPECT_EQ(value(estimate(pair)), value(estimate(other)));
  EXPECT_EQ(error(estimate(pair)), error(estimate(other)));
}

TEST(TCopula, IsSymmetric) {
  const PointPair pair = copula_pairs(1000, {.dx = 3, .dy = 1, .rho = 0.3, .nu = 2}, 9);
  // nu is sought to .001 of itself
  EXPECT_NEAR(value(estimate(pair)), value(estimate({pair.y, pair.x})), 1e-4);
}

TEST(TCopula, SeesNothingInIndependentPairs) {
  for (const std::size_t d : {1, 2, 5}) {
    double mean = 0;
    for (std::uint32_t set = 0; set < 20; ++set) {
      mean += value(estimate(copula_pairs(2000, {.dx = d, .dy = d}, 100 + set))) / 20;
    }
    // one standard deviation of an estimate is sqrt(d^2 / 2) / N: at most 0.0018
    EXPECT_NEAR(mean, 0, 0.0015) << d << " dimensions";
  }
}

TEST(TCopula, GivesABoundWhereTheModelIsWrong) {
  // x and y are far out each by themselves, so that the truth is 0; what is common to all columns
  // in the fitted copula would be worth .1 nats
  const PointPair pair = copula_pairs(4000, {.dx = 2, .dy = 2, .nu = 2, .separate = true}, 10);
  const TCopulaModel fitted = model(pair).value();
  EXPECT_GT(fitted.closed_form, 0.02);
  EXPECT_FALSE(fitted.closed_form_holds);
  EXPECT_LT(fitted.information.nats, 3 * std_error(fitted.information));
  const PairEstimate got = estimate(pair);
  EXPECT_EQ(value(got), fitted.information.nats);
  EXPECT_EQ(got.flags, (Flags{Flag::kModelBased, Flag::kBiasedLowPossible}));
  EXPECT_NE(got.information.why.find("lower bound"), std::string::npos);
}

TEST(TCopula, IntervalsCoverTheMean) {
  for (const std::size_t nu : {0, 1}) {
    std::vector<PairEstimate> pairs;
    double mean = 0;
    constexpr int kSets = 100;
    for (std::uint32_t set = 0; set < kSets; ++set) {
      pairs.push_back(estimate(copula_pairs(400, {.dx = 2, .rho = 0.4, .nu = nu}, 1000 + set)));
      mean += value(pairs.back()) / kSets;
    }
    int covered = 0;
    for (const PairEstimate& pair : pairs) {
      const Interval& ci = pair.information.ci95.value();
      covered += static_cast<int>(ci.low.value() <= mean && mean <= ci.high.value());
    }
    // .95 of 100, and three standard deviations of that number below
    EXPECT_GE(covered, 88) << nu;
  }
}

TEST(TCopula, IntervalsCoverZeroWithoutADependence) {
  // there the terms alone have next to no spread
  int covered = 0;
  for (std::uint32_t set = 0; set < 100; ++set) {
    const Interval ci = estimate(copula_pairs(500, {}, 2000 + set)).information.ci95.value();
    covered += static_cast<int>(ci.low.value() <= 0 && 0 <= ci.high.value());
  }
  EXPECT_GE(covered, 88);
}

TEST(TCopula, LeavesOutColumnsThatSayNothing) {
  const PointPair pair = copula_pairs(500, {.dx = 2, .dy = 2, .nu = 2}, 11);
  PointPair more = pair;
  // a constant, a column again, and one that falls as another rises
  more.y.d = 5;
  more.y.values.insert(more.y.values.end(), 500, 7.0);
  for (const double sign : {1.0, -1.0}) {
    for (std::size_t i = 0; i < 500; ++i)
      more.y.values.push_back(sign * std::exp(pair.y.values[i]));
  }
  EXPECT_EQ(value(estimate(more)), value(estimate(pair)));
  more.y = {500, 1, std::vector<double>(500, 1)};
  EXPECT_EQ(value(estimate(more)), 0);
}

TEST(TCopula, FlagsTies) {
  PointPair pair = copula_pairs(500, {.nu = 1}, 12);
  EXPECT_FALSE(estimate(pair).flags.contains(Flag::kTies));
  pair.y.values[3] = pair.y.values[7];
  EXPECT_TRUE(estimate(pair).flags.contains(Flag::kTies));
  // rounded to steps that are small against the spread, it is much the same
  const PointPair rounded{mapped(pair.x, [](double v) { return std::round(20 * v); }),
                          mapped(pair.y, [](double v) { return std::round(20 * v); })};
  EXPECT_NEAR(value(estimate(rounded)), value(estimate(pair)), error(estimate(pair)));
}

TEST(TCopula, HasNoValueWhereThereIsNone) {
  PointPair same = copula_pairs(200, {.dx = 2, .dy = 2, .nu = 2}, 13);
  std::copy_n(same.x.values.begin(), 200, same.y.values.begin());
  expect_unresolved(estimate(same));
  expect_unresolved(estimate(copula_pairs(4, {.dx = 2, .dy = 2}, 13)));
  expect_unresolved(estimate(copula_pairs(1, {}, 13)));
}

TEST(TCopula, GivesTheSameBitsForAnyNumberOfThreads) {
  const PointPair pair = copula_pairs(5000, {.dx = 4, .dy = 3, .rho = 0.2, .nu = 2}, 14);
  EXPECT_EQ(value(estimate(pair, 1)), value(estimate(pair, 4)));
  EXPECT_EQ(error(estimate(pair, 1)), error(estimate(pair, 4)));
}

TEST(TCopula, ComparesLayersWithKnownInputs) {
  const PointPair pair = copula_pairs(500, {.dx = 2, .dy = 3, .nu = 2}, 15);
  const Labels labels = hard_labels(std::vector<std::uint32_t>(500, 0), 2);
  NetworkSample sample;
  sample.labels = &labels;
  sample.layers.resize(1);
  sample.layers[0].t = samples_of(pair.y);
  const LayerEstimate without = make_tcopula()->network(sample, {}).layers.at(0);
  EXPECT_FALSE(without.i_xt.value);
  EXPECT_FALSE(without.i_ty.value);
  EXPECT_EQ(without.flags, Flags{Flag::kModelBased});
  sample.inputs = samples_of(pair.x);
  const LayerEstimate layer = make_tcopula()->network(sample, {}).layers.at(0);
  EXPECT_EQ(layer.i_xt.value.value().value(), value(estimate(pair)));
  EXPECT_FALSE(layer.i_ty.value);
}

TEST(TCopula, RefusesWhatItCannotRead) {
  const PointPair pair = copula_pairs(50, {}, 16);
  const PointPair shorter = copula_pairs(49, {}, 16);
  EXPECT_THROW(estimate({pair.x, shorter.y}), InvalidArgument);
  PointPair bad = pair;
  bad.y.values[9] = std::nan("");
  EXPECT_THROW(estimate(bad), InvalidArgument);
  EXPECT_THROW((void)make_tcopula()->pair(
                   {.x = samples_of(pair.x), .y = samples_of(pair.y), .y_discrete = true}, {}),
               InvalidArgument);
}

TEST(TCopula, IsCalledBySpec) { EXPECT_EQ(make_estimator("tcopula")->spec(), "tcopula"); }

}  // namespace
}  // namespace infoplane
