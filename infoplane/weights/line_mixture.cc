#include "infoplane/weights/line_mixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Array = Eigen::ArrayXd;
using Vector = Eigen::VectorXd;
using Kronrod = boost::math::quadrature::gauss_kronrod<double, 15>;
using Gauss = boost::math::quadrature::gauss<double, 7>;

constexpr std::size_t kNodes = 15;
// a cell is no longer than so many of the smallest standard deviation in it
constexpr double kLongest = 6;
// what the Gauss and the Kronrod rule may differ by, over the cell's mass; the latter is far better
constexpr double kTolerance = 1e-8;
constexpr double kNothing = 1e-15;
// exponents that differ by more underflow
constexpr double kFar = 600;

// what a cell adds, by both rules; arrays are of the laws that reach into it
struct CellSums {
  Array own;
  Array others;
  double mass = 0;
  double own_gauss = 0;
  double others_gauss = 0;
};

class LineQuadrature {
 public:
  explicit LineQuadrature(const GaussianLaws& laws)
      : mean_(laws.mean.array()),
        half_precision_(0.5 / laws.variance.array()),
        log_deviation_(0.5 * laws.variance.array().log()),
        log_n_(std::log(static_cast<double>(laws.mean.size()))),
        log_others_(std::log(static_cast<double>(laws.mean.size() - 1))) {}

  // inside: the laws that reach into the cell, in order
  [[nodiscard]] CellSums cell(const Range& range, const std::vector<Eigen::Index>& inside) const {
    const auto n = static_cast<Eigen::Index>(inside.size());
    CellSums sums{Array::Zero(n), Array::Zero(n)};
    const LineNodes nodes = line_nodes(range);
    const double half = (range.high - range.low) / 2;
    for (std::size_t k = 0; k < kNodes; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      add_node(nodes.z[at], nodes.weight[at], half * gauss_weight(k), inside, sums);
    }
    return sums;
  }

 private:
  // every other Kronrod node, from the second on, is one of Gauss
  static double gauss_weight(std::size_t node) {
    const std::size_t from_middle = node > 7 ? node - 7 : 7 - node;
    return from_middle % 2 == 0 ? Gauss::weights()[from_middle / 2] : 0;
  }

  void add_node(double z, double weight, double gauss_weight,
                const std::vector<Eigen::Index>& inside, CellSums& sums) const {
    const Array exponent = -(z - mean_).square() * half_precision_ - log_deviation_;
    Eigen::Index top = 0;
    const double largest = exponent.maxCoeff(&top);
    Array share = (exponent - largest).exp();
    // only without the top one may most of the sum go away
    share[top] = 0;
    const double rest = share.sum();
    const double log_sum = largest + std::log1p(rest);

    // what the laws that reach here say; those that do not have no mass
    const double log_unit = std::log(2 * std::numbers::pi) / 2;
    const Array log_density = exponent(inside);
    const Array density = (log_density - log_unit).exp();
    Array log_without = largest + (1 + rest - share(inside)).log();
    const auto found = std::ranges::lower_bound(inside, top);
    if (found != inside.end() && *found == top) {
      log_without[found - inside.begin()] = log_sum_without(exponent, top, rest, largest);
    }
    const Array own = density * (log_density - log_sum + log_n_);
    const Array others = density * (log_density - log_without + log_others_);
    sums.own += weight * own;
    sums.others += weight * others;
    sums.mass += weight * density.sum();
    sums.own_gauss += gauss_weight * own.sum();
    sums.others_gauss += gauss_weight * others.sum();
  }

  static double log_sum_without(const Array& exponent, Eigen::Index top, double rest,
                                double largest) {
    if (rest > std::exp(-kFar)) return largest + std::log(rest);
    Array others = exponent;
    others[top] = -std::numeric_limits<double>::infinity();
    const double second = others.maxCoeff();
    return second + std::log((others - second).exp().sum());
  }

  Array mean_;
  Array half_precision_;
  Array log_deviation_;
  double log_n_;
  double log_others_;
};

void check_laws(const GaussianLaws& laws) {
  if (laws.mean.size() != laws.variance.size()) {
    throw InvalidArgument(fmt::format("line-information: {} means and {} variances",
                                      laws.mean.size(), laws.variance.size()));
  }
  if (laws.mean.size() < 2) {
    throw InvalidArgument(
        fmt::format("line-information: laws are {}, but must be at least 2", laws.mean.size()));
  }
  if (!laws.mean.allFinite() || !laws.variance.allFinite()) {
    throw InvalidArgument("line-information: a mean or a variance is not finite");
  }
  if (!resolves(laws)) {
    throw InvalidArgument(
        fmt::format("line-information: the smallest variance is {}, but its root must be above 0 "
                    "and at least {} of the means",
                    laws.variance.minCoeff(), kLineResolution));
  }
}

bool agree(double kronrod, double gauss, double scale) {
  return std::abs(kronrod - gauss) <= kTolerance * scale + kNothing;
}

}  // namespace

bool resolves(const GaussianLaws& laws) {
  const double least = laws.variance.minCoeff();
  const double largest = laws.mean.cwiseAbs().maxCoeff();
  return least > 0 && std::sqrt(least) >= kLineResolution * largest;
}

LineNodes line_nodes(const Range& cell) {
  LineNodes nodes{Vector(kNodes), Vector(kNodes)};
  const double middle = (cell.low + cell.high) / 2;
  const double half = (cell.high - cell.low) / 2;
  for (std::size_t k = 0; k < kNodes; ++k) {
    const std::size_t from_middle = k > 7 ? k - 7 : 7 - k;
    const double offset = half * Kronrod::abscissa()[from_middle];
    const auto at = static_cast<Eigen::Index>(k);
    nodes.z[at] = k < 7 ? middle - offset : middle + offset;
    nodes.weight[at] = half * Kronrod::weights()[from_middle];
  }
  return nodes;
}

std::vector<Eigen::Index> laws_in(const GaussianLaws& laws, const Range& cell) {
  std::vector<Eigen::Index> inside;
  for (Eigen::Index i = 0; i < laws.mean.size(); ++i) {
    const double reach = kLineReach * std::sqrt(laws.variance[i]);
    if (laws.mean[i] + reach >= cell.low && laws.mean[i] - reach <= cell.high) inside.push_back(i);
  }
  return inside;
}

LineInformation line_information(const GaussianLaws& laws) {
  check_laws(laws);
  const Vector deviation = laws.variance.cwiseSqrt();
  const LineQuadrature quadrature(laws);
  LineInformation information{Vector::Zero(laws.mean.size()), Vector::Zero(laws.mean.size()), {}};
  // from left to right, each piece in halves until it is fine enough
  std::vector<Range> waiting{{(laws.mean - kLineReach * deviation).minCoeff(),
                              (laws.mean + kLineReach * deviation).maxCoeff()}};
  const double shortest = deviation.minCoeff() * 1e-6;
  while (!waiting.empty()) {
    const Range cell = waiting.back();
    waiting.pop_back();
    const double length = cell.high - cell.low;
    const std::vector<Eigen::Index> inside = laws_in(laws, cell);
    if (inside.empty()) continue;
    if (length <= kLongest * deviation(inside).minCoeff()) {
      const CellSums sums = quadrature.cell(cell, inside);
      const double others = sums.others.sum();
      const bool fine = agree(sums.own.sum(), sums.own_gauss, sums.mass) &&
                        agree(others, sums.others_gauss, sums.mass + std::abs(others));
      if (fine || length <= shortest) {
        information.own_nats(inside) += sums.own.matrix();
        information.others_nats(inside) += sums.others.matrix();
        information.cells.push_back(cell);
        continue;
      }
    }
    const double middle = (cell.low + cell.high) / 2;
    waiting.push_back({middle, cell.high});
    waiting.push_back({cell.low, middle});
  }
  return information;
}

}  // namespace infoplane
