#include "infoplane/estimate/elliptical_pairs.h"

#include <cblas.h>

#include <Eigen/Dense>
#include <utility>

namespace infoplane {
namespace {

using Array = Eigen::Map<Eigen::ArrayXd>;
using ConstArray = Eigen::Map<const Eigen::ArrayXd>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// scale * points times the (points.d, columns) block of a (d, d) matrix that starts at (row,
// column)
Points product(const Points& points, const std::vector<double>& matrix, std::size_t d,
               std::size_t row, std::size_t column, std::size_t columns, double scale) {
  // one thread: we share out the work above it
  openblas_set_num_threads(1);
  Points out{points.n, columns, std::vector<double>(points.n * columns)};
  const auto n = static_cast<int>(points.n);
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n, static_cast<int>(columns),
              static_cast<int>(points.d), scale, points.values.data(), n,
              matrix.data() + column * d + row, static_cast<int>(d), 0, out.values.data(), n);
  return out;
}

// sums[i] += sum_k a_ik b_jk, j = i + shift modulo N
void add_products(const Points& a, const Points& b, std::size_t shift, std::span<double> sums) {
  const auto rows = index(a.n - shift);
  const auto rest = index(shift);
  Array out(sums.data(), index(a.n));
  for (std::size_t k = 0; k < a.d; ++k) {
    const ConstArray left(a.column(k).data(), index(a.n));
    const ConstArray right(b.column(k).data(), index(a.n));
    out.head(rows) += left.head(rows) * right.tail(rows);
    out.tail(rest) += left.tail(rest) * right.head(rest);
  }
}

}  // namespace

EllipticalPairs::EllipticalPairs(const Points& x, const Points& y, const Dispersion& s,
                                 const Work& work) {
  const Dispersion s_x = s.block(0, x.d);
  const Dispersion s_y = s.block(x.d, y.d);
  gaussian_nats_ = (s_x.log_determinant() + s_y.log_determinant() - s.log_determinant()) / 2;
  of_x_ = quadratic_forms(x, s_x, work);
  of_y_ = quadratic_forms(y, s_y, work);
  joint_ = quadratic_forms(join(x, y), s, work);
  const std::vector<double> inverse = s.inverse();
  const std::size_t d = s.d();
  x_part_.assign(x.n, 0);
  y_part_.assign(x.n, 0);
  add_products(product(x, inverse, d, 0, 0, x.d, 1), x, 0, x_part_);
  add_products(product(y, inverse, d, x.d, x.d, y.d, 1), y, 0, y_part_);
  left_is_x_ = y.d <= x.d;
  left_ =
      left_is_x_ ? product(x, inverse, d, 0, x.d, y.d, 2) : product(y, inverse, d, x.d, 0, x.d, 2);
  right_ = left_is_x_ ? y : x;
}

void EllipticalPairs::joint(std::size_t shift, std::span<double> forms) const {
  const auto rows = index(n() - shift);
  const auto rest = index(shift);
  const ConstArray of_x(x_part_.data(), index(n()));
  const ConstArray of_y(y_part_.data(), index(n()));
  Array out(forms.data(), index(n()));
  out.head(rows) = of_x.head(rows) + of_y.tail(rows);
  out.tail(rest) = of_x.tail(rest) + of_y.head(rest);
  if (left_is_x_) {
    add_products(left_, right_, shift, forms);
    return;
  }
  // left has y's rows: row i of x goes with row i + shift of left
  add_products(right_, left_, shift, forms);
}

}  // namespace infoplane
