#include "infoplane/weights/wide_information.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// nodes of y for each of its standard deviations
constexpr double kTargetNodes = 4;
// a density that adds nothing, but that products of two would underflow
constexpr double kNothing = 1e-250;

GaussianLaws select(const GaussianLaws& laws, const std::vector<Eigen::Index>& rows) {
  return {laws.mean(rows), laws.variance(rows)};
}

// nodes of y, equally far apart, and what lies between two
struct TargetNodes {
  // p(y|x_i), (laws, nodes)
  Matrix density;
  double step = 0;
};

TargetNodes target_nodes(const GaussianTarget& target) {
  const double deviation = std::sqrt(target.variance);
  const double low = target.mean.minCoeff() - kLineReach * deviation;
  const double high = target.mean.maxCoeff() + kLineReach * deviation;
  const auto n = static_cast<Eigen::Index>(std::ceil((high - low) / deviation * kTargetNodes)) + 1;
  const double step = (high - low) / static_cast<double>(n - 1);
  const double factor = 1 / (deviation * std::sqrt(2 * std::numbers::pi));
  Matrix density(target.mean.size(), n);
  for (Eigen::Index k = 0; k < n; ++k) {
    const double y = low + static_cast<double>(k) * step;
    const auto x = (y - target.mean.array()) / deviation;
    density.col(k) = factor * (-x.square() / 2).exp();
  }
  return {density, step};
}

// p(z|x_i) of the laws in a cell, (nodes, laws)
Matrix output_densities(const GaussianLaws& laws, const std::vector<Eigen::Index>& inside,
                        const Vector& z) {
  Matrix density(z.size(), static_cast<Eigen::Index>(inside.size()));
  Eigen::Index column = 0;
  for (const Eigen::Index i : inside) {
    const double v = laws.variance[i];
    const double factor = 1 / std::sqrt(2 * std::numbers::pi * v);
    density.col(column++) = factor * (-(z.array() - laws.mean[i]).square() / (2 * v)).exp();
  }
  return density;
}

// sum over y of p ln(p / (p(z) p(y))), joint: p(z,y) at one z
double over_targets(const Eigen::Ref<const Eigen::RowVectorXd>& joint, double p_z,
                    const Eigen::RowVectorXd& p_y) {
  double sum = 0;
  for (Eigen::Index k = 0; k < joint.size(); ++k) {
    if (joint[k] > kNothing) sum += joint[k] * std::log(joint[k] / p_z / p_y[k]);
  }
  return sum;
}

void check_target(const GaussianLaws& laws, const GaussianTarget& target) {
  if (target.mean.size() != laws.mean.size()) {
    throw InvalidArgument(fmt::format("target-information: {} target means of {} laws",
                                      target.mean.size(), laws.mean.size()));
  }
  if (!std::isfinite(target.variance) || target.variance <= 0 || !target.mean.allFinite()) {
    throw InvalidArgument(
        fmt::format("target-information: the variance is {}, but it must be positive and all means "
                    "finite",
                    target.variance));
  }
}

// exp(-u) - 1 + u, without cancellation
double left_of_exponential(double u) {
  if (u > 0.01) return std::expm1(-u) + u;
  // u^2/2 - u^3/6 + ...: the next term is below 1e-14 of the first
  double term = u * u / 2;
  double sum = term;
  for (int k = 3; k < 8; ++k) {
    term *= -u / k;
    sum += term;
  }
  return sum;
}

}  // namespace

BoundedInformation input_information(const LineInformation& information) {
  return {information.value(), information.value(), information.upper()};
}

BoundedInformation label_information(const GaussianLaws& laws,
                                     std::span<const std::uint32_t> labels) {
  if (labels.size() != static_cast<std::size_t>(laws.mean.size())) {
    throw InvalidArgument(
        fmt::format("label-information: {} labels of {} laws", labels.size(), laws.mean.size()));
  }
  const LineInformation all = line_information(laws);
  std::map<std::uint32_t, std::vector<Eigen::Index>> classes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    classes[labels[i]].push_back(static_cast<Eigen::Index>(i));
  }
  // I(X;Z|Y) and its upper bound
  Nats within;
  Nats within_upper;
  for (const auto& [label, rows] : classes) {
    if (rows.size() < 2) {
      throw InvalidArgument(
          fmt::format("label-information: class {} has 1 input, but must have at least 2", label));
    }
    const double share = static_cast<double>(rows.size()) / static_cast<double>(labels.size());
    const LineInformation one = line_information(select(laws, rows));
    within = within + share * one.value();
    within_upper = within_upper + share * one.upper();
  }
  return {all.value() - within, all.value() - within_upper, all.upper() - within};
}

BoundedInformation grouped_information(const LineInformation& all,
                                       std::span<const GaussianLaws> groups) {
  if (groups.empty()) throw InvalidArgument("grouped-information: there are no groups");
  Nats within;
  Nats within_upper;
  const double share = 1 / static_cast<double>(groups.size());
  for (const GaussianLaws& group : groups) {
    const LineInformation one = line_information(group);
    within = within + share * one.value();
    within_upper = within_upper + share * one.upper();
  }
  return {{}, all.value() - within_upper, all.upper() - within};
}

Nats target_information(const GaussianLaws& laws, const LineInformation& information,
                        const GaussianTarget& target) {
  check_target(laws, target);
  const TargetNodes y = target_nodes(target);
  const Eigen::RowVectorXd p_y = y.density.colwise().mean();
  const auto n = static_cast<double>(laws.mean.size());
  double sum = 0;
  for (const Range& cell : information.cells) {
    const LineNodes z = line_nodes(cell);
    const std::vector<Eigen::Index> inside = laws_in(laws, cell);
    const Matrix p = output_densities(laws, inside, z.z);
    const Vector p_z = p.rowwise().sum() / n;
    const Matrix joint = p * y.density(inside, Eigen::all) / n;
    for (Eigen::Index k = 0; k < z.z.size(); ++k) {
      sum += z.weight[k] * y.step * over_targets(joint.row(k), p_z[k], p_y);
    }
  }
  return Nats(sum);
}

LinearDecoder fit_decoder(const GaussianLaws& laws, const Vector& y) {
  if (y.size() != laws.mean.size() || y.size() == 0) {
    throw InvalidArgument(
        fmt::format("decoder: {} targets of {} laws, but must be as many and at least 1", y.size(),
                    laws.mean.size()));
  }
  // moments of (z, y)
  const double z_mean = laws.mean.mean();
  const double y_mean = y.mean();
  const Eigen::ArrayXd z = laws.mean.array() - z_mean;
  const Eigen::ArrayXd centred = y.array() - y_mean;
  const double zz = z.square().mean() + laws.variance.mean();
  const double slope = zz > 0 ? (z * centred).mean() / zz : 0;
  const double variance = centred.square().mean() - slope * slope * zz;
  if (!(variance > 0)) {
    throw InvalidArgument(
        fmt::format("decoder: the variance of y given z is {}, but must be positive", variance));
  }
  return {y_mean - slope * z_mean, slope, variance};
}

Nats decoder_information(const GaussianLaws& laws, const GaussianTarget& target,
                         const LinearDecoder& decoder) {
  check_target(laws, target);
  const Eigen::ArrayXd off =
      target.mean.array() - decoder.intercept - decoder.slope * laws.mean.array();
  const double squares =
      off.square().mean() + target.variance + decoder.slope * decoder.slope * laws.variance.mean();
  // of y itself, at the same inputs: what their chance does to both goes out
  const double y_squares = target.mean.array().square().mean() + target.variance;
  return Nats((y_squares - std::log(decoder.variance) - squares / decoder.variance) / 2);
}

DataInformation data_information(std::span<const GaussianLaws> laws) {
  if (laws.size() < 2) {
    throw InvalidArgument(
        fmt::format("data-information: data sets are {}, but must be at least 2", laws.size()));
  }
  const Eigen::Index n_inputs = laws[0].mean.size();
  for (const GaussianLaws& one : laws) {
    if (n_inputs == 0 || one.mean.size() != n_inputs || one.variance.size() != n_inputs) {
      throw InvalidArgument(
          fmt::format("data-information: laws at {} inputs and at {}, but must be at as many and "
                      "at least 1",
                      n_inputs, one.mean.size()));
    }
  }
  const auto n_sets = static_cast<Eigen::Index>(laws.size());
  Vector own = Vector::Zero(n_sets);
  Vector others = Vector::Zero(n_sets);
  GaussianLaws here{Vector(n_sets), Vector(n_sets)};
  for (Eigen::Index i = 0; i < n_inputs; ++i) {
    for (Eigen::Index s = 0; s < n_sets; ++s) {
      here.mean[s] = laws[static_cast<std::size_t>(s)].mean[i];
      here.variance[s] = laws[static_cast<std::size_t>(s)].variance[i];
    }
    const LineInformation one = line_information(here);
    own += one.own_nats / static_cast<double>(n_inputs);
    others += one.others_nats / static_cast<double>(n_inputs);
  }
  return {{own.begin(), own.end()}, {others.begin(), others.end()}};
}

Nats data_information_bound(const GaussianLaws& laws, const Vector& initial_variances) {
  const Eigen::Index n = initial_variances.size();
  if (n == 0 || laws.mean.size() != n || laws.variance.size() != n) {
    throw InvalidArgument(fmt::format(
        "data-information: laws at {} inputs and {} initial variances, but must be as many and at "
        "least 1",
        laws.mean.size(), n));
  }
  if (!(laws.variance.minCoeff() > 0) || !(initial_variances.minCoeff() > 0)) {
    throw InvalidArgument("data-information: a variance is not above 0");
  }
  const Eigen::ArrayXd ratio = laws.variance.array() / initial_variances.array();
  const Eigen::ArrayXd moved = laws.mean.array().square() / initial_variances.array();
  return Nats((ratio - 1 - ratio.log() + moved).mean() / 2);
}

Nats weight_information_bound(const WideEnsemble& ensemble, double tau) {
  if (!std::isfinite(tau) || tau < 0) {
    throw InvalidArgument(
        fmt::format("weight-information: tau is {}, but must be finite and not negative", tau));
  }
  double twice = 0;
  for (Eigen::Index i = 0; i < ensemble.eigenvalues().size(); ++i) {
    const double l = ensemble.eigenvalues()[i];
    const double gain = descent_gain(l, {tau});
    const double target = ensemble.targets()[i];
    twice += left_of_exponential(2 * tau * l) + l * gain * gain * target * target;
  }
  return Nats(twice / 2);
}

bool is_linear_in_normal_weights(const WideNetwork& network) {
  return network.hidden == 0 && network.bias_variance == network.bias_tangent;
}

}  // namespace infoplane
