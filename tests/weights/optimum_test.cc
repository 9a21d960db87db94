#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/data/sphere12.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/weights/gaussian_information.h"
#include "tests/core/throws_with.h"
#include "tests/weights/newton.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr double kDecay = 1e-2;

/// 12-3-2 softmax networks on 512 patterns of sphere12, at minima of L + 0.005 |W|^2.
class SoftmaxOptimum : public testing::Test {
 protected:
  SoftmaxOptimum() {
    const Dataset all = sphere12({}, 0);
    std::vector<std::uint32_t> order(all.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    Stream stream(7, 0, Purpose::kTest);
    shuffle(order, stream);
    for (std::size_t i = 0; i < kRows; ++i) {
      labels_.push_back(all.labels.classes[order[i]]);
      for (std::size_t k = 0; k < 12; ++k) x_.push_back(all.x[std::size_t{order[i]} * 12 + k]);
    }
  }

  [[nodiscard]] LabelledInputs data() const { return {row_major(x_.data(), kRows, 12), labels_}; }

  [[nodiscard]] Vector start(std::uint64_t seed) const {
    Stream stream(seed, 0, Purpose::kInitialisation);
    const std::vector<float> initial = initial_parameters(spec_, stream);
    return Eigen::Map<const Eigen::VectorXf>(initial.data(),
                                             static_cast<Eigen::Index>(initial.size()))
        .cast<double>();
  }

  [[nodiscard]] NetworkJacobian network(const Vector& theta) const {
    return {spec_, std::span<const double>(theta.data(), static_cast<std::size_t>(theta.size())),
            std::span<const double>()};
  }

  static constexpr std::size_t kRows = 512;
  NetworkSpec spec_ = make_network(12, parse_hidden_layers("3", Activation::kTanh), 2,
                                   Loss::kCrossEntropy, Initialiser::kTruncatedNormalFanIn);
  std::vector<float> x_;
  std::vector<std::uint32_t> labels_;
};

TEST_F(SoftmaxOptimum, FourDirectionsHaveNoCurvatureAnywhere) {
  // adding the same to both logits: the two biases together, or the two weights from one of the
  // three hidden units. Output weights begin at 39, row by row, biases at 45
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Matrix h = hessian(network(3 * start(seed)), data(), {});
    const Matrix g = gauss_newton(network(3 * start(seed)), data().x, {});
    ASSERT_EQ(h.rows(), 47);
    for (const auto& [one, other] : {std::pair(39, 42), {40, 43}, {41, 44}, {45, 46}}) {
      const Vector shift = Vector::Unit(47, one) + Vector::Unit(47, other);
      EXPECT_LT((h * shift).cwiseAbs().maxCoeff(), 1e-15);
      EXPECT_LT((g * shift).cwiseAbs().maxCoeff(), 1e-15);
    }
  }
}

TEST_F(SoftmaxOptimum, HessianHasNegativeEigenvaluesThereAndIsRefused) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Vector theta = minimise(spec_, data(), kDecay, start(seed));
    const NetworkJacobian at = network(theta);
    // a minimum of the loss with its penalty: stationary, no direction down
    Vector decay = Vector::Constant(47, kDecay);
    for (const Eigen::Index bias : {36, 37, 38, 45, 46}) decay[bias] = 0;
    const LossGradient loss = loss_gradient(at, data(), {});
    EXPECT_LT((loss.gradient + decay.cwiseProduct(theta)).norm(), 1e-11);
    const Matrix h = hessian(at, data(), {});
    Matrix penalised = h;
    penalised.diagonal() += decay;
    EXPECT_GT(Eigen::SelfAdjointEigenSolver<Matrix>(penalised).eigenvalues()[0], -1e-14);
    // of the loss alone there are some, none below -decay
    const double smallest = Eigen::SelfAdjointEigenSolver<Matrix>(h).eigenvalues()[0];
    EXPECT_LT(smallest, -1e-3);
    EXPECT_GT(smallest, -kDecay);
    const auto information = [&](CurvatureKind kind, double beta) {
      return gaussian_information(at, data(), {beta, 1}, {}, kind).information.value();
    };
    EXPECT_TRUE(throws_with<InvalidArgument>([&] { information(CurvatureKind::kHessian, 1e-3); },
                                             "smallest eigenvalue is -0.00"));
    EXPECT_GT(information(CurvatureKind::kHessian, kDecay), 0);
    EXPECT_EQ(gaussian_information(at, data(), {1e-3, 1}, {}).information.value(),
              information(CurvatureKind::kGaussNewton, 1e-3));
  }
}

}  // namespace
}  // namespace infoplane
