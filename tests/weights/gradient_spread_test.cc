#include "infoplane/weights/gradient_spread.h"

#include <gtest/gtest.h>

#include "infoplane/core/errors.h"
#include "infoplane/weights/curvature.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// g_i, a row each
Matrix all_gradients(const NetworkJacobian& network, const LabelledInputs& data) {
  Matrix all(data.x.rows, network.n_parameters());
  for_each_gradient_block(network, data, [&](std::size_t first, const Matrix& gradients) {
    all.middleRows(static_cast<Eigen::Index>(first), gradients.rows()) = gradients;
  });
  return all;
}

TEST(GradientSpread, GivesTheMeanOverAllBatches) {
  const SmallNetwork test("4-3", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  const Matrix g = all_gradients(network, test.data());
  const Vector centre = 0.3 * Vector::Ones(network.n_parameters());
  const GradientSpread spread = gradient_spread(network, test.data(), centre);
  EXPECT_EQ(spread.n, 7U);
  // each set of B of the 7 samples is a batch, and all are equally likely
  for (std::size_t batch = 1; batch <= 7; ++batch) {
    double sum = 0;
    double n_batches = 0;
    for (unsigned set = 0; set < 1U << 7; ++set) {
      if (static_cast<std::size_t>(__builtin_popcount(set)) != batch) continue;
      Vector mean = Vector::Zero(g.cols());
      for (Eigen::Index i = 0; i < 7; ++i) {
        if ((set >> i & 1U) != 0) mean += g.row(i).transpose() / static_cast<double>(batch);
      }
      sum += (mean - centre).squaredNorm();
      ++n_batches;
    }
    EXPECT_NEAR(mean_squared_deviation(spread, batch) / (sum / n_batches), 1, 1e-12) << batch;
  }
}

TEST(GradientSpread, OfManyBlocksIsThatOfAllRows) {
  // blocks have at most 256 rows
  const SmallNetwork test("3", Activation::kRelu, 2, Loss::kLogistic, Initialiser::kHeNormal, 3,
                          700);
  const NetworkJacobian network = test.network();
  const Matrix g = all_gradients(network, test.data());
  const Vector mean = g.colwise().mean().transpose();
  const GradientSpread spread = gradient_spread(network, test.data(), mean);
  EXPECT_NEAR(spread.squared_bias, 0, 1e-28);
  const double variance = (g.rowwise() - mean.transpose()).squaredNorm() / 700;
  EXPECT_NEAR(spread.variance / variance, 1, 1e-12);
}

TEST(GradientSpread, OfOneSampleIsNone) { EXPECT_EQ(mean_squared_deviation({1, 4, 0}, 1), 4); }

TEST(GradientSpread, RefusesBatchesThatAreNoneAndAnotherCentre) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] {
        mean_squared_deviation({5, 1, 1}, 0);
      },
      "the batch is 0, but must be in [1, 5]"));
  EXPECT_THROW(mean_squared_deviation({5, 1, 1}, 6), InvalidArgument);
  const SmallNetwork test("4", Activation::kTanh, 2, Loss::kCrossEntropy);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { gradient_spread(test.network(), test.data(), Vector::Zero(2)); },
      "the centre has 2 numbers"));
}

}  // namespace
}  // namespace infoplane
