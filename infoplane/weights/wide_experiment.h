#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/mean_interval.h"
#include "infoplane/core/random.h"
#include "infoplane/core/units.h"
#include "infoplane/core/work.h"
#include "infoplane/weights/wide_information.h"
#include "infoplane/weights/wide_kernel.h"

namespace infoplane {

/// Jointly Gaussian inputs and target: x ~ N(0, I_d), y = rho u.x + sqrt(1 - rho^2) e, e ~ N(0, 1),
/// u the unit vector along (1, ..., 1), so that y ~ N(0, 1) and
///   I(X;Y) = -1/2 ln(1 - rho^2) (X18)
/// Source: the Gaussian data of Shwartz-Ziv & Alemi 2019, with a covariance of our own.
class GaussianTask {
 public:
  /// Throws InvalidArgument: no inputs, an information that is not positive and finite.
  GaussianTask(std::size_t n_inputs, Nats information);

  [[nodiscard]] double rho() const { return rho_; }
  /// n rows of x.
  [[nodiscard]] Eigen::MatrixXd draw_inputs(std::size_t n, Stream& stream) const;
  /// y of each row.
  [[nodiscard]] Eigen::VectorXd draw_targets(const Eigen::MatrixXd& x, Stream& stream) const;
  /// n rows of x given y.
  [[nodiscard]] Eigen::MatrixXd draw_inputs_given(double y, std::size_t n, Stream& stream) const;
  /// p(y|x) at each row.
  [[nodiscard]] GaussianTarget target(const Eigen::MatrixXd& x) const;

 private:
  // rho u.x of each row
  [[nodiscard]] Eigen::VectorXd signal(const Eigen::MatrixXd& x) const;

  std::size_t n_inputs_;
  double rho_;
};

struct WideOptions {
  WideNetwork network{};
  std::size_t n_inputs = 30;
  /// I(X;Y).
  Nats information{1};
  /// Training inputs of each data set.
  std::size_t n_train = 100;
  /// Test inputs, the same for all data sets: I(X;Z) is at most its logarithm.
  std::size_t n_test = 500;
  /// Data sets: I(Z;D|X) is at most its logarithm. At least 2.
  std::size_t n_seeds = 10;
  /// For the bounds of I(Z;Y): draws of y, one in each of so many equally likely pieces, and of x
  /// given each of them (at least 2).
  std::size_t n_targets = 100;
  std::size_t n_draws = 32;
  /// Ascending, finite, from 0 on.
  std::vector<double> taus{0, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  std::uint64_t seed = 0;
};

/// The ensemble at one time: means over data sets with their 95% intervals (Student's t). An
/// information is empty where an output's variance has fallen below what double precision resolves
/// in one of the data sets, so that z gives away its input (or, in the last group, its data set).
struct WidePoint {
  double tau = 0;
  /// 1/2 (mean output - y)^2, averaged over the inputs.
  MeanInterval train_loss;
  MeanInterval test_loss;
  /// I(X;Z) of the test inputs, which is a lower bound for the population; its upper bound.
  std::optional<MeanInterval> i_xz_nats;
  std::optional<MeanInterval> i_xz_upper_nats;
  /// I(Z;Y) of the test inputs with the true p(y|x); bounds for the population.
  std::optional<MeanInterval> i_zy_nats;
  std::optional<MeanInterval> i_zy_lower_nats;
  std::optional<MeanInterval> i_zy_upper_nats;
  /// Another lower bound for the population, by a linear decoder, which there always is.
  MeanInterval i_zy_decoder_nats;
  /// I(Z;D|X) among the data sets, which is a lower bound for all; the leave-one-out upper bound,
  /// and the one by the initial law.
  std::optional<MeanInterval> i_zd_nats;
  std::optional<MeanInterval> i_zd_upper_nats;
  std::optional<MeanInterval> i_zd_initial_nats;
  /// The bound of I(Theta;D).
  MeanInterval weights_nats;
};

struct WideResult {
  /// I(X;Y), which no I(Z;Y) of the population exceeds.
  Nats i_xy;
  /// The largest I(X;Z) and I(Z;D|X) that there can be: the logarithms of the test inputs and of
  /// the data sets.
  Nats largest_i_xz;
  Nats largest_i_zd;
  /// Whether the bound of I(Theta;D) is of the network itself (is_linear_in_normal_weights) or of
  /// the linear model with its tangent kernel.
  bool weights_are_exact = false;
  std::vector<WidePoint> points;
};

/// Infinitely wide ensembles on Gaussian data, by gradient flow, at each tau. docs/methods.md
/// section 24. Progress counts data sets, then times. Throws InvalidArgument: counts or times out
/// of their range, and what the kernels throw; Interrupted. The same bits for any number of
/// threads. Cost: with the options above 6 s on one core for erf and relu, 40 s for a linear model.
WideResult run_wide_experiment(const WideOptions& options, const Work& work);

}  // namespace infoplane
