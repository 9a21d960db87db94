#include "infoplane/estimate/referenced_ksg.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/copula.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

struct Mean {
  double value = 0;
  double std_error = 0;
};
Mean mean_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double v : values) sum += v;
  double squares = 0;
  for (const double v : values) squares += (v - sum / n) * (v - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

// all correlations .8, d + d columns, as scores
PointPair dense(std::size_t n, std::size_t d, std::uint32_t seed) {
  PointPair pair = normal_points(n, d, d, 0, seed);
  Stream stream(7, 0, Purpose::kTest, seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double common = stream.normal();
    for (std::size_t j = 0; j < d; ++j) {
      for (Points* points : {&pair.x, &pair.y}) {
        double& v = points->values[j * n + i];
        v = std::sqrt(0.2) * v + std::sqrt(0.8) * common;
      }
    }
  }
  return scores(pair);
}

TEST(ReferencedKsg, IsRightInTheMeanForGaussianSamplesWherePlainKsgIsLow) {
  // A d x d matrix of correlations r has the determinant (1 + (d - 1) r) (1 - r)^(d - 1), and
  // I = 1/2 ln( |S_3|^2 / |S_6| ) = 1/2 ln( (1 + 2 r)^2 / (1 + 5 r) / (1 - r) ), r = .8.
  const double truth = 0.5 * std::log(2.6 * 2.6 / (5 * 0.2));
  constexpr std::size_t kN = 600;
  std::vector<double> plain;
  std::vector<double> referenced;
  std::vector<double> above_gaussian;
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const PointPair pair = dense(kN, 3, seed);
    plain.push_back(ksg_with_chosen_k(pair.x, pair.y, {}).information.nats);
    const ReferencedKsg got = referenced_ksg(pair.x, pair.y, {});
    referenced.push_back(got.information.nats);
    above_gaussian.push_back(plain.back() - got.gaussian);
  }
  // Student's t with 39 degrees of freedom is beyond 3.6 in one of a thousand cases.
  const double low_by = truth - mean_of(plain).value;
  EXPECT_GT(low_by, 3.6 * mean_of(plain).std_error);
  // Surrogates have the same normals every time: the mean over few of them of what KSG finds above
  // their Gaussian information has an error of its own, as the data would have it.
  const double sd = std::sqrt(40.0) * mean_of(above_gaussian).std_error;
  const double of_surrogates = sd / std::sqrt(static_cast<double>(n_surrogates(kN)));
  const double error = std::hypot(mean_of(referenced).std_error, of_surrogates);
  EXPECT_NEAR(mean_of(referenced).value, truth, 3.6 * error);
  EXPECT_NEAR(mean_of(referenced).value, truth, 0.5 * low_by);
}

TEST(ReferencedKsg, TakesMoreSurrogatesOfFewerSamples) {
  EXPECT_EQ(n_surrogates(4), 16U);
  EXPECT_EQ(n_surrogates(2500), 16U);
  EXPECT_EQ(n_surrogates(5000), 8U);
  EXPECT_EQ(n_surrogates(10000), 4U);
  EXPECT_EQ(n_surrogates(1000000), 4U);
}

TEST(ReferencedKsg, IsTheChosenOneLessItsCorrection) {
  const PointPair pair = dense(500, 2, 0);
  const ChosenK chosen = ksg_with_chosen_k(pair.x, pair.y, {});
  const ReferencedKsg got = referenced_ksg(pair.x, pair.y, {});
  EXPECT_EQ(got.k, chosen.k);
  EXPECT_NE(got.correction, 0);
  EXPECT_NEAR(got.information.nats, chosen.information.nats - got.correction, 1e-14);
  ASSERT_EQ(got.information.n(), chosen.information.n());
  for (std::size_t i = 0; i < got.information.n(); ++i) {
    EXPECT_NEAR(got.information.terms[i], chosen.information.terms[i] - got.correction, 1e-14);
  }
}

TEST(ReferencedKsg, KnowsTheGaussianInformationOfTheCopula) {
  const PointPair pair = normal_points(400, 2, 3, 0.7);
  const PairEstimate copula = make_copula()->pair({.x = column_major(pair.x.values.data(), 400, 2),
                                                   .y = column_major(pair.y.values.data(), 400, 3)},
                                                  {});
  const PointPair z = scores(pair);
  EXPECT_NEAR(referenced_ksg(z.x, z.y, {}).gaussian, copula.information.value->value(), 1e-12);
}

TEST(ReferencedKsg, SubtractsNothingWithTwoColumns) {
  const PointPair z = scores(normal_points(400, 1, 1, 0.7));
  const ReferencedKsg got = referenced_ksg(z.x, z.y, {});
  EXPECT_EQ(got.correction, 0);
  EXPECT_EQ(got.information.terms, ksg_with_chosen_k(z.x, z.y, {}).information.terms);
  EXPECT_NEAR(got.gaussian, -0.5 * std::log(1 - 0.49), 0.15);  // sd r / sqrt N = .035
}

TEST(ReferencedKsg, SubtractsNothingFromWhatIsInfiniteToAGaussian) {
  PointPair z = scores(normal_points(200, 2, 2, 0.7));
  z.y.values = z.x.values;
  const ReferencedKsg got = referenced_ksg(z.x, z.y, {});
  EXPECT_EQ(got.gaussian, std::numeric_limits<double>::infinity());
  EXPECT_EQ(got.correction, 0);
  EXPECT_TRUE(std::isfinite(got.information.nats));
}

TEST(ReferencedKsg, LooksAwayFromConstantColumns) {
  PointPair z = scores(normal_points(300, 2, 1, 0.7));
  const ReferencedKsg without = referenced_ksg(z.x, z.y, {});
  z.x.d = 3;
  z.x.values.insert(z.x.values.end(), 300, 0.0);
  const ReferencedKsg with = referenced_ksg(z.x, z.y, {});
  EXPECT_EQ(with.k, without.k);
  EXPECT_NEAR(with.gaussian, without.gaussian, 1e-12);
  EXPECT_TRUE(std::isfinite(with.correction));
}

TEST(ReferencedKsg, DoesNotDependOnThreadsNorOnWhichSideIsWhich) {
  for (const std::size_t d_y : {1, 2}) {
    const PointPair z = scores(normal_points(700, 2, d_y, 0.7));
    const ReferencedKsg one = referenced_ksg(z.x, z.y, threads(1));
    const ReferencedKsg four = referenced_ksg(z.x, z.y, threads(4));
    const ReferencedKsg swapped = referenced_ksg(z.y, z.x, {});
    EXPECT_EQ(four.information.terms, one.information.terms);
    EXPECT_EQ(four.correction, one.correction);
    EXPECT_EQ(swapped.information.terms, one.information.terms);
    EXPECT_EQ(swapped.correction, one.correction);
    EXPECT_EQ(swapped.gaussian, one.gaussian);
  }
}

TEST(ReferencedKsg, RefusesSidesOfDifferentNumbersOfRows) {
  const PointPair pair = normal_points(50, 2, 2, 0.7);
  const PointPair other = normal_points(49, 2, 2, 0.7);
  EXPECT_THROW((void)referenced_ksg(pair.x, other.y, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
