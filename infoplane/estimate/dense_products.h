#pragma once

#include <Eigen/Dense>
#include <cstddef>

namespace infoplane {

/// Products of dense matrices, column-major, by OpenBLAS on the calling thread: for those of
/// hundreds of columns, where vectors as wide as the machine's pay. Results depend on the machine's
/// OpenBLAS core alone.

/// a' b of (n, p) and (n, q) values, added to `out`, (p, q).
void add_cross_products(const double* a, const double* b, std::size_t n, Eigen::MatrixXd& out);

/// The lower triangle of a' a, added to `out`, (p, p), whose upper triangle stays as it is.
void add_own_products(const double* a, std::size_t n, Eigen::MatrixXd& out);

Eigen::MatrixXd multiply(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
/// a b'
Eigen::MatrixXd multiply_transposed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// b <- L^-1 b, L the lower triangle of `l`.
void solve_lower(const Eigen::MatrixXd& l, Eigen::MatrixXd& b);
/// b <- b L'^-1
void solve_lower_transposed_right(const Eigen::MatrixXd& l, Eigen::MatrixXd& b);

}  // namespace infoplane
