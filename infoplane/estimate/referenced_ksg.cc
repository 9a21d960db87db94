#include "infoplane/estimate/referenced_ksg.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/normal_scores.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

// streams of Purpose::kEstimate from here on are surrogates'
constexpr std::uint32_t kFirstStream = 2000;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// Draws Gaussian samples of the covariance of some points.
class GaussianLike {
 public:
  explicit GaussianLike(const Points& points) : n_(points.n) {
    Matrix z = Eigen::Map<const Matrix>(points.values.data(), index(n_), index(points.d));
    z.rowwise() -= z.colwise().mean().eval();
    const Eigen::SelfAdjointEigenSolver<Matrix> of_covariance(z.transpose() * z /
                                                              static_cast<double>(n_));
    const Eigen::VectorXd roots = of_covariance.eigenvalues().cwiseMax(0).cwiseSqrt();
    root_ = of_covariance.eigenvectors() * roots.asDiagonal() *
            of_covariance.eigenvectors().transpose();
  }

  // the normal scores of a sample of as many points; m: which one
  [[nodiscard]] std::vector<double> scores(std::size_t m, const Work& work) const {
    Stream stream(0, 0, Purpose::kEstimate, kFirstStream + static_cast<std::uint32_t>(m));
    Matrix normals(index(n_), root_.cols());
    for (double& z : normals.reshaped()) z = stream.normal();
    const Matrix sample = normals * root_;
    return normal_scores({sample.data(), static_cast<std::size_t>(sample.size())}, n_, work);
  }

 private:
  std::size_t n_;
  // symmetric
  Matrix root_;
};

std::optional<double> gaussian_of(const Points& x, const Points& y, const Work& work) {
  return gaussian_information(ModelSample(x.values, x.n, work), ModelSample(y.values, y.n, work),
                              work);
}

// What KSG-1 makes of each of some Gaussian samples beyond their Gaussian information; nothing
// where that is infinite. (Q2)
std::vector<double> excesses_of_surrogates(const Points& x, const Points& y, std::size_t k,
                                           const Work& work) {
  const GaussianLike like(join(x, y));
  std::vector<double> out;
  for (std::size_t m = 0; m < n_surrogates(x.n); ++m) {
    std::vector<double> scores = like.scores(m, work);
    const auto first_y = scores.begin() + static_cast<std::ptrdiff_t>(x.values.size());
    const Points of_x{x.n, x.d, {scores.begin(), first_y}};
    const Points of_y{y.n, y.d, {first_y, scores.end()}};
    const std::optional<double> gaussian = gaussian_of(of_x, of_y, work);
    if (!gaussian) return {};
    out.push_back(*ksg_1(of_x, of_y, k, work).nats - *gaussian);
  }
  return out;
}

// (Q3)
void subtract_reference(std::span<const double> excesses, ReferencedKsg& out) {
  constexpr double kTrust = 0.5;
  if (excesses.empty()) return;
  const auto m = static_cast<double>(excesses.size());
  const double mean = std::accumulate(excesses.begin(), excesses.end(), 0.0) / m;
  double squares = 0;
  for (const double e : excesses) squares += (e - mean) * (e - mean);
  out.correction = std::min(0.0, mean);
  out.correction_error = std::hypot(std::sqrt(squares / (m - 1) / m), kTrust * out.correction);
  out.information.shift(-out.correction);
}

// Whether y comes before x in an order that knows nothing of which is which.
bool swapped(const Points& x, const Points& y) {
  return std::tie(y.d, y.values) < std::tie(x.d, x.values);
}

}  // namespace

std::size_t n_surrogates(std::size_t n) {
  constexpr std::size_t kRows = 40000;
  constexpr std::size_t kFewest = 4;
  constexpr std::size_t kMost = 16;
  return std::clamp(kRows / n, kFewest, kMost);
}

ReferencedKsg referenced_ksg(const Points& zx, const Points& zy, const Work& work) {
  if (swapped(zx, zy)) return referenced_ksg(zy, zx, work);
  ChosenK chosen = ksg_with_chosen_k(zx, zy, work);
  ReferencedKsg out;
  out.k = chosen.k;
  out.information = std::move(chosen.information);
  out.repeated_pairs = chosen.repeated_pairs;
  out.gaussian = gaussian_of(zx, zy, work).value_or(std::numeric_limits<double>::infinity());
  if (zx.d + zy.d <= 2 || out.gaussian == std::numeric_limits<double>::infinity()) return out;
  subtract_reference(excesses_of_surrogates(zx, zy, chosen.k, work), out);
  return out;
}

}  // namespace infoplane
