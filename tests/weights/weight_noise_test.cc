#include "infoplane/weights/weight_noise.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "infoplane/weights/nested_weights.h"
#include "tests/weights/test_networks.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

TEST(WeightNoise, HasTheLawsCovariance) {
  const TestNetwork c = random_network(3, "4-BN-3", Initialiser::kNtk, 1);
  const ParameterLayout layout(c.spec);
  const auto n = static_cast<Eigen::Index>(layout.n_parameters);
  const NetworkJacobian network(c.spec, c.parameters, c.statistics);
  for (const NoiseCovariance& law : laws(layout.n_parameters)) {
    const WeightNoise noise(law, layout);
    Matrix factor(n, n);
    for (Eigen::Index p = 0; p < n; ++p) {
      factor.col(p) = noise.deviation(Vector(Matrix::Identity(n, n).col(p)));
    }
    const Matrix sigma = covariance(law, layout.n_parameters);
    EXPECT_LT((factor * factor.transpose() - sigma).norm(), 1e-12) << law_name(law);
    for (std::size_t l = 0; l < c.spec.layers.size(); ++l) {
      Matrix jacobian;
      Matrix z;
      network.layer(l, c.inputs(), jacobian, z);
      const Matrix spread = noise.spread(l, jacobian);
      EXPECT_LT((spread * spread.transpose() - jacobian * sigma * jacobian.transpose()).norm(),
                1e-12)
          << law_name(law) << ", layer " << l;
    }
  }
}

// Without e_own, a layer's pre-activation is what own_shift() leaves of it; and e_own's unit
// vectors make its covariance.
TEST(WeightNoise, SplitsOffWhatALayersOwnWeightsAdd) {
  const TestNetwork c = random_network(3, "4-BN-3", Initialiser::kNtk, 5);
  const ParameterLayout layout(c.spec);
  for (const NoiseCovariance& law : laws(layout.n_parameters)) {
    const PerturbedNetworks networks(c.spec, c.parameters, c.statistics, law, 1, 0);
    const Vector e = networks.normals().col(0);
    Eigen::Index end = 0;
    for (std::size_t l = 0; l < c.spec.layers.size(); ++l) {
      // in e, gains come before weights and biases
      const LayerParameters& at = layout.layers[l];
      const Eigen::Index count = static_cast<Eigen::Index>(at.gains - at.weights);
      const Eigen::Index first =
          end + (c.spec.layers[l].batch_norm ? static_cast<Eigen::Index>(at.width) : 0);
      end = first + count;
      const NetworkJacobian& drawn = networks.drawn(0);
      const LayerBlock block = drawn.forward(l, c.inputs()).back();
      const Vector& factors = drawn.map(l).factors;
      const Matrix shift = networks.noise().own_shift(l, e, block.input, factors);
      Vector without = e;
      without.segment(first, count).setZero();
      const Matrix rest = networks.perturbed(without).forward(l, c.inputs()).back().z;
      EXPECT_LT((block.z - shift - rest).norm(), 1e-12) << law_name(law) << ", layer " << l;
      EXPECT_GT(shift.norm(), 0.1);

      Matrix sum = Matrix::Zero(shift.cols(), shift.cols());
      for (Eigen::Index p = first; p < end; ++p) {
        Vector unit = Vector::Zero(e.size());
        unit(p) = 1;
        const Vector row = networks.noise().own_shift(l, unit, block.input, factors).row(2);
        sum += row * row.transpose();
      }
      const Matrix s = networks.noise().own_covariance(l, block.input.row(2), factors);
      EXPECT_LT((s - sum).norm(), 1e-12) << law_name(law) << ", layer " << l;
    }
  }
}

}  // namespace
}  // namespace infoplane
