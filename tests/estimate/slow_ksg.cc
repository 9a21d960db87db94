#include "tests/estimate/slow_ksg.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <limits>

namespace infoplane {
namespace {

double psi(std::size_t n) { return boost::math::digamma(static_cast<double>(n)); }

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t j = 0; j < a.size(); ++j) largest = std::max(largest, std::fabs(a[j] - b[j]));
  return largest;
}

double distance(std::uint32_t a, std::uint32_t b) {
  return a == b ? 0 : std::numeric_limits<double>::infinity();
}

// distances of sample i to all others
template <class Rows>
std::vector<double> distances_from(const Rows& rows, std::size_t i) {
  std::vector<double> out;
  for (std::size_t j = 0; j < rows.size(); ++j) {
    if (j != i) out.push_back(distance(rows[i], rows[j]));
  }
  return out;
}

std::vector<double> larger_of(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t j = 0; j < a.size(); ++j) a[j] = std::max(a[j], b[j]);
  return a;
}

double kth(std::vector<double> values, std::size_t k) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::size_t n_below(const std::vector<double>& values, double bound) {
  std::size_t n = 0;
  for (const double value : values) n += value < bound ? 1 : 0;
  return n;
}

std::size_t n_up_to(const std::vector<double>& values, double bound) {
  std::size_t n = 0;
  for (const double value : values) n += value <= bound ? 1 : 0;
  return n;
}

// samples that share their class with another one
std::vector<std::size_t> not_alone(const Classes& y) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (std::count(y.begin(), y.end(), y[i]) > 1) rows.push_back(i);
  }
  return rows;
}

}  // namespace

double slow_ksg_1(const Table& x, const Table& y, std::size_t k) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto d_x = distances_from(x, i);
    const auto d_y = distances_from(y, i);
    const double eps = kth(larger_of(d_x, d_y), k);
    sum += psi(n_below(d_x, eps) + 1) + psi(n_below(d_y, eps) + 1);
  }
  return psi(k) + psi(x.size()) - sum / static_cast<double>(x.size());
}

double slow_ksg_2(const Table& x, const Table& y, std::size_t k) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto d_x = distances_from(x, i);
    const auto d_y = distances_from(y, i);
    const auto d_xy = larger_of(d_x, d_y);
    const double eps = kth(d_xy, k);
    double eps_x = 0;
    double eps_y = 0;
    for (std::size_t j = 0; j < d_xy.size(); ++j) {
      if (d_xy[j] > eps) continue;
      eps_x = std::max(eps_x, d_x[j]);
      eps_y = std::max(eps_y, d_y[j]);
    }
    sum += psi(n_up_to(d_x, eps_x)) + psi(n_up_to(d_y, eps_y));
  }
  return psi(k) - 1.0 / static_cast<double>(k) + psi(x.size()) -
         sum / static_cast<double>(x.size());
}

double slow_ross(const Table& x, const Classes& y, std::size_t k) {
  Table all;
  Classes classes;
  for (const std::size_t i : not_alone(y)) {
    all.push_back(x[i]);
    classes.push_back(y[i]);
  }
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto d_all = distances_from(all, i);
    std::vector<double> d_class;
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (j != i && classes[j] == classes[i]) d_class.push_back(distance(all[i], all[j]));
    }
    std::size_t k_i = std::min(k, d_class.size());
    const double eps = kth(d_class, k_i);
    std::size_t m = n_below(d_all, eps) + 1;
    if (eps == 0) {
      k_i = n_up_to(d_class, 0);
      m = n_up_to(d_all, 0);
    }
    sum += psi(k_i) - psi(d_class.size() + 1) - psi(m);
  }
  return psi(all.size()) + sum / static_cast<double>(all.size());
}

namespace {

template <class XRows, class YRows>
double slow_mixed_rows(const XRows& x, const YRows& y, std::size_t k) {
  const auto n = static_cast<double>(x.size());
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto d_x = distances_from(x, i);
    const auto d_y = distances_from(y, i);
    const auto d_xy = larger_of(d_x, d_y);
    const std::size_t n_finite = n_below(d_xy, std::numeric_limits<double>::infinity());
    std::size_t k_i = std::min(k, n_finite);
    const double rho = kth(d_xy, k_i);
    if (rho == 0) k_i = n_up_to(d_xy, 0);
    sum += psi(k_i) + std::log(n) - std::log(static_cast<double>(n_up_to(d_x, rho)) + 1) -
           std::log(static_cast<double>(n_up_to(d_y, rho)) + 1);
  }
  return sum / n;
}

}  // namespace

double slow_mixed(const Table& x, const Table& y, std::size_t k) {
  return slow_mixed_rows(x, y, k);
}

double slow_mixed(const Table& x, const Classes& y, std::size_t k) {
  Table all;
  Classes classes;
  for (const std::size_t i : not_alone(y)) {
    all.push_back(x[i]);
    classes.push_back(y[i]);
  }
  return slow_mixed_rows(all, classes, k);
}

}  // namespace infoplane
