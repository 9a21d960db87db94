#include "infoplane/weights/mixture_supports.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// A component in units of the mixture's own spread.
struct Component {
  Vector mean;
  Matrix covariance;
  bool full_rank = true;
  // if not: an orthonormal basis of range(S), and the largest standard deviation
  Matrix basis;
  double width = 0;
};

void check(const GaussianMixture& mixture) {
  const Eigen::Index d = mixture.means.rows();
  const std::size_t n = mixture.covariances.size();
  if (d == 0 || n == 0) {
    throw InvalidArgument(
        fmt::format("mixture: {} components in {} dimensions, but both must be at least 1", n, d));
  }
  if (mixture.means.cols() != index(n)) {
    throw InvalidArgument(
        fmt::format("mixture: {} means, but {} covariances", mixture.means.cols(), n));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Matrix& s = mixture.covariances[i];
    if (s.rows() != d || s.cols() != d) {
      throw InvalidArgument(fmt::format("mixture: covariance {} is {} by {}, but must be {} by {}",
                                        i, s.rows(), s.cols(), d, d));
    }
    if (!s.allFinite() || !mixture.means.col(index(i)).allFinite()) {
      throw InvalidArgument(
          fmt::format("mixture: component {} has a number that is not finite", i));
    }
  }
}

Vector unit_scales(const GaussianMixture& mixture) {
  Vector variances = Vector::Zero(mixture.means.rows());
  for (const Matrix& s : mixture.covariances) variances += s.diagonal();
  variances /= static_cast<double>(mixture.covariances.size());
  return variances.unaryExpr([](double v) { return v > 0 ? 1 / std::sqrt(v) : 1; });
}

Component prepare(const GaussianMixture& mixture, std::size_t i, const Vector& centre,
                  const Vector& scales) {
  Component out;
  out.mean = scales.cwiseProduct(mixture.means.col(index(i)) - centre);
  out.covariance = scales.asDiagonal() *
                   Matrix(mixture.covariances[i].selfadjointView<Eigen::Lower>()) *
                   scales.asDiagonal();
  // most are far from singular
  const Eigen::LLT<Matrix> llt(out.covariance);
  if (llt.info() == Eigen::Success &&
      llt.matrixLLT().diagonal().minCoeff() > 1e-3 * std::sqrt(out.covariance.trace())) {
    return out;
  }
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(out.covariance);
  const Vector& values = eigen.eigenvalues();
  const Eigen::Index d = values.size();
  const double least = kZeroVariance * std::max(values(d - 1), 0.0);
  if (values(0) < -least) {
    throw InvalidArgument(fmt::format(
        "mixture: covariance {} has the eigenvalue {:.3g} (units scaled), but none may be negative",
        i, values(0)));
  }
  const auto rank = static_cast<Eigen::Index>((values.array() > least).count());
  if (rank == d) return out;
  out.full_rank = false;
  out.basis = eigen.eigenvectors().rightCols(rank);
  out.width = std::sqrt(std::max(values(d - 1), 0.0));
  return out;
}

// whether b lives where a does; both of less than full rank
bool same_support(const Component& a, const Component& b) {
  if (a.basis.cols() != b.basis.cols()) return false;
  const auto outside = [&](const Matrix& v) -> double {
    return (v - a.basis * (a.basis.transpose() * v)).norm();
  };
  const Vector between = b.mean - a.mean;
  const double rounding = 1e-13 * std::max(a.mean.norm(), b.mean.norm());
  const double spread = std::min(between.norm(), std::max(a.width, b.width));
  if (outside(between) > kSameSupport * spread + rounding) return false;
  return b.basis.cols() == 0 || outside(b.basis) <= kSameSupport;
}

// In coordinates of the first component's subspace.
MixtureSupport packed(const std::vector<Component>& components, std::vector<std::uint32_t> members,
                      const Work& work) {
  const Component& first = components[members[0]];
  const Eigen::Index rank = first.full_rank ? first.mean.size() : first.basis.cols();
  PackedGaussians gaussians(static_cast<std::size_t>(rank), members.size());
  MixtureSupport out{std::move(members), std::move(gaussians)};
  parallel_for(out.components.size(), work, [&](std::size_t j) {
    const Component& c = components[out.components[j]];
    if (first.full_rank) {
      out.gaussians.set(j, c.mean, c.covariance);
      return;
    }
    out.gaussians.set(j, first.basis.transpose() * (c.mean - first.mean),
                      first.basis.transpose() * c.covariance * first.basis);
  });
  return out;
}

}  // namespace

std::vector<MixtureSupport> find_supports(const GaussianMixture& mixture, const Work& work) {
  check(mixture);
  const Vector scales = unit_scales(mixture);
  const Vector centre = mixture.means.rowwise().mean();
  std::vector<Component> components(mixture.covariances.size());
  parallel_for(components.size(), work,
               [&](std::size_t i) { components[i] = prepare(mixture, i, centre, scales); });

  std::vector<std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    const auto fits = [&](const std::vector<std::uint32_t>& group) {
      const Component& first = components[group[0]];
      if (components[i].full_rank != first.full_rank) return false;
      return first.full_rank || same_support(first, components[i]);
    };
    const auto group = std::ranges::find_if(groups, fits);
    if (group == groups.end()) {
      groups.push_back({i});
    } else {
      group->push_back(i);
    }
  }
  std::vector<MixtureSupport> out;
  out.reserve(groups.size());
  for (std::vector<std::uint32_t>& group : groups) {
    out.push_back(packed(components, std::move(group), work));
  }
  return out;
}

}  // namespace infoplane
