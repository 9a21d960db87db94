#include "infoplane/weights/line_mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Vector = Eigen::VectorXd;

double density(const GaussianLaws& laws, Eigen::Index i, double z) {
  const double v = laws.variance[i];
  const double x = z - laws.mean[i];
  return std::exp(-x * x / (2 * v)) / std::sqrt(2 * std::numbers::pi * v);
}

struct Slow {
  double value = 0;
  double upper = 0;
};

// the trapezoid rule on 400 thousand points: no cells, no adaptation, densities as they are
Slow by_trapezoids(const GaussianLaws& laws, double low, double high) {
  constexpr int kPoints = 400000;
  const double step = (high - low) / kPoints;
  const auto n = static_cast<double>(laws.mean.size());
  Slow slow;
  for (int k = 0; k <= kPoints; ++k) {
    const double z = low + k * step;
    Vector p(laws.mean.size());
    for (Eigen::Index i = 0; i < p.size(); ++i) p[i] = density(laws, i, z);
    const double sum = p.sum();
    for (Eigen::Index i = 0; i < p.size(); ++i) {
      if (p[i] < 1e-290) continue;
      const double others = sum - p[i];
      slow.value += step / n * p[i] * std::log(n * p[i] / sum);
      slow.upper += step / n * p[i] * std::log((n - 1) * p[i] / others);
    }
  }
  return slow;
}

TEST(LineInformation, EqualsAPlainIntegral) {
  GaussianLaws laws{Vector(5), Vector(5)};
  laws.mean << -1, 0.3, 0.35, 2, 2.5;
  laws.variance << 1, 0.25, 0.04, 0.5, 0.09;
  const LineInformation got = line_information(laws);
  const Slow slow = by_trapezoids(laws, -11, 13);
  EXPECT_NEAR(got.value().value(), slow.value, 1e-8);
  EXPECT_NEAR(got.upper().value(), slow.upper, 1e-8 * slow.upper);
  EXPECT_LT(got.value(), got.upper());
}

TEST(LineInformation, OfTwoLawsIsTheCapacityTableOfABinaryInput) {
  // I of a fair sign sent with noise of variance 1 (nats), signal-to-noise ratio a^2: scipy 1.10,
  //   quad(lambda z: norm.pdf(z - a) * (log(2) - logaddexp(0, -2*a*z)), -40, 40, epsabs=1e-13)
  GaussianLaws laws{Vector(2), Vector::Ones(2)};
  const auto value = [&](double a) {
    laws.mean << -a, a;
    return line_information(laws).value().value();
  };
  EXPECT_NEAR(value(0.5), 0.11142148218473619, 1e-9);
  EXPECT_NEAR(value(1), 0.33683082034683165, 1e-9);
}

TEST(LineInformation, IsNothingForEqualLawsAndAllForLawsApart) {
  const GaussianLaws equal{Vector::Constant(7, 0.3), Vector::Constant(7, 2)};
  const LineInformation none = line_information(equal);
  EXPECT_NEAR(none.value().value(), 0, 1e-12);
  EXPECT_NEAR(none.upper().value(), 0, 1e-12);
  GaussianLaws apart{Vector::LinSpaced(30, 0, 29), Vector(30)};
  // wide and very narrow ones: no spike is missed
  for (Eigen::Index i = 0; i < 30; ++i) apart.variance[i] = i % 2 == 0 ? 1e-3 : 1e-9;
  const LineInformation all = line_information(apart);
  EXPECT_NEAR(all.value().value(), std::log(30.0), 1e-8);
}

TEST(LineInformation, TheUpperBoundOfTwoLawsApartIsTheirDivergence) {
  // without its own, the mixture of two is the other law: KL = (ln(v2/v1) + (v1 + d^2)/v2 - 1)/2
  GaussianLaws laws{Vector(2), Vector(2)};
  laws.mean << 0, 50;
  laws.variance << 1, 4;
  const LineInformation got = line_information(laws);
  EXPECT_NEAR(got.others_nats[0], (std::log(4.0) + 2501.0 / 4 - 1) / 2, 1e-5);
  EXPECT_NEAR(got.others_nats[1], (-std::log(4.0) + 2504 - 1) / 2, 1e-4);
}

TEST(LineInformation, DoesNotDependOnScaleAndOrder) {
  Stream stream(3, 0, Purpose::kTest);
  GaussianLaws laws{Vector(40), Vector(40)};
  for (Eigen::Index i = 0; i < 40; ++i) {
    laws.mean[i] = stream.normal();
    laws.variance[i] = 0.05 + stream.uniform();
  }
  const LineInformation first = line_information(laws);
  const LineInformation other =
      line_information({-1e3 * laws.mean.reverse(), 1e6 * laws.variance.reverse()});
  EXPECT_NEAR(first.value().value(), other.value().value(), 1e-9);
  EXPECT_NEAR(first.upper().value(), other.upper().value(), 1e-9);
  EXPECT_NEAR(first.own_nats[7], other.own_nats[32], 1e-7);
}

TEST(LineInformation, RefusesWhatIsNoMixture) {
  const Vector two = Vector::Ones(2);
  EXPECT_THROW(line_information({two, Vector::Ones(3)}), InvalidArgument);
  EXPECT_THROW(line_information({Vector::Ones(1), Vector::Ones(1)}), InvalidArgument);
  EXPECT_THROW(line_information({two, Vector::Zero(2)}), InvalidArgument);
  EXPECT_THROW(line_information({two, Vector::Constant(2, 1e-13)}), InvalidArgument);
  EXPECT_THROW(line_information({two, Vector::Constant(2, NAN)}), InvalidArgument);
  EXPECT_FALSE(resolves({two, Vector::Constant(2, 1e-13)}));
  EXPECT_TRUE(resolves({two, Vector::Constant(2, 1e-11)}));
}

}  // namespace
}  // namespace infoplane
