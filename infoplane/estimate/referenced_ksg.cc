#include "infoplane/estimate/referenced_ksg.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
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

// what KSG-1 makes of one Gaussian sample beyond its Gaussian information
std::optional<double> excess(const std::vector<double>& scores, const Points& x, const Points& y,
                             std::size_t k, const Work& work) {
  const auto first_y = scores.begin() + static_cast<std::ptrdiff_t>(x.values.size());
  const Points of_x{x.n, x.d, {scores.begin(), first_y}};
  const Points of_y{y.n, y.d, {first_y, scores.end()}};
  const std::optional<double> gaussian = gaussian_of(of_x, of_y, work);
  if (!gaussian) return std::nullopt;
  return *ksg_1(of_x, of_y, k, work).nats - *gaussian;
}

// That of all surrogates; nothing if one of them has infinite information.
std::vector<double> excesses(const Points& x, const Points& y, std::size_t k, const Work& work) {
  // small ones are looked at side by side; large ones in turn, so that memory stays that of one
  constexpr std::size_t kLarge = 20000;
  const Work alone{.n_threads = 1, .progress = {}, .stop = work.stop};
  const bool side_by_side = x.n < kLarge;
  const GaussianLike like(join(x, y));
  std::vector<std::optional<double> > of_each(n_surrogates(x.n));
  parallel_for(of_each.size(), side_by_side ? work : alone, [&](std::size_t m) {
    const Work& inside = side_by_side ? alone : work;
    of_each[m] = excess(like.scores(m, inside), x, y, k, inside);
  });
  std::vector<double> out;
  for (const std::optional<double>& of_one : of_each) {
    if (!of_one) return {};
    out.push_back(*of_one);
  }
  return out;
}

// (Q2), (Q3): a mean that is not clearly other than 0 is noise, and is not subtracted
void subtract_reference(const std::vector<double>& excess, ReferencedKsg& out) {
  if (excess.empty()) return;
  const auto m = static_cast<double>(excess.size());
  const double mean = std::accumulate(excess.begin(), excess.end(), 0.0) / m;
  double squares = 0;
  for (const double e : excess) squares += (e - mean) * (e - mean);
  const double noise = std::sqrt(squares / (m - 1) / m);
  if (std::abs(mean) > kClearExcess * noise) out.correction = mean;
  out.correction_error = std::hypot(noise, kExcessInDoubt * out.correction);
  out.information.shift(-out.correction);
}

}  // namespace

std::size_t n_surrogates(std::size_t n) {
  constexpr std::size_t kRows = 40000;
  constexpr std::size_t kFewest = 4;
  constexpr std::size_t kMost = 16;
  return std::clamp(kRows / n, kFewest, kMost);
}

ReferencedKsg referenced_ksg(const Points& zx, const Points& zy, const Work& work) {
  if (comes_before(zy, zx)) return referenced_ksg(zy, zx, work);
  ChosenK chosen = ksg_with_chosen_k(zx, zy, work);
  ReferencedKsg out;
  out.k = chosen.k;
  out.information = std::move(chosen.information);
  out.std_error = chosen.std_error;
  out.repeated_pairs = chosen.repeated_pairs;
  out.gaussian = gaussian_of(zx, zy, work).value_or(std::numeric_limits<double>::infinity());
  if (zx.d + zy.d <= 2 || out.gaussian == std::numeric_limits<double>::infinity()) return out;
  subtract_reference(excesses(zx, zy, chosen.k, work), out);
  return out;
}

}  // namespace infoplane
