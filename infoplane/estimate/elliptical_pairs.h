#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/dispersion.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// What Gaussian and t copulas see of pairs (x_i, y_i): quadratic forms in their joint correlation
/// matrix S and in its blocks S_x and S_y, also where every x is paired with the y of another row.
/// docs/methods.md section 26. Cost: O(N d^2) once, O(N min(d_x, d_y)) a shift.
class EllipticalPairs {
 public:
  /// N points each, x.d + y.d = s.d().
  EllipticalPairs(const Points& x, const Points& y, const Dispersion& s, const Work& work);

  [[nodiscard]] std::size_t n() const { return of_x_.size(); }
  /// x_i' S_x^-1 x_i.
  [[nodiscard]] std::span<const double> x() const { return of_x_; }
  /// y_i' S_y^-1 y_i.
  [[nodiscard]] std::span<const double> y() const { return of_y_; }
  /// (x_i, y_i)' S^-1 (x_i, y_i).
  [[nodiscard]] std::span<const double> joint() const { return joint_; }
  /// (x_i, y_j)' S^-1 (x_i, y_j), j = i + shift modulo N.
  void joint(std::size_t shift, std::span<double> forms) const;

  /// 1/2 ln(|S_x| |S_y| / |S|): the information of Gaussian x and y, in nats.
  [[nodiscard]] double gaussian_nats() const { return gaussian_nats_; }

 private:
  double gaussian_nats_ = 0;
  std::vector<double> of_x_;
  std::vector<double> of_y_;
  std::vector<double> joint_;
  // of S^-1 = (A B; B' D): x' A x, y' D y, and 2 x' B or 2 y' B', whichever has fewer columns,
  // with the other side
  std::vector<double> x_part_;
  std::vector<double> y_part_;
  bool left_is_x_ = true;
  Points left_;
  Points right_;
};

}  // namespace infoplane
