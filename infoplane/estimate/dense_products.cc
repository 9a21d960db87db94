#include "infoplane/estimate/dense_products.h"

#include <cblas.h>

namespace infoplane {
namespace {

// threads are started above these products, not by them
void use_one_thread() {
  static const bool done = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  (void)done;
}

int n(Eigen::Index i) { return static_cast<int>(i); }

}  // namespace

void add_cross_products(const double* a, const double* b, std::size_t rows, Eigen::MatrixXd& out) {
  use_one_thread();
  const int k = static_cast<int>(rows);
  cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n(out.rows()), n(out.cols()), k, 1, a, k, b,
              k, 1, out.data(), n(out.rows()));
}

void add_own_products(const double* a, std::size_t rows, Eigen::MatrixXd& out) {
  use_one_thread();
  const int k = static_cast<int>(rows);
  cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, n(out.rows()), k, 1, a, k, 1, out.data(),
              n(out.rows()));
}

Eigen::MatrixXd multiply(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  use_one_thread();
  Eigen::MatrixXd out(a.rows(), b.cols());
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n(a.rows()), n(b.cols()), n(a.cols()), 1,
              a.data(), n(a.rows()), b.data(), n(b.rows()), 0, out.data(), n(out.rows()));
  return out;
}

Eigen::MatrixXd multiply_transposed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  use_one_thread();
  Eigen::MatrixXd out(a.rows(), b.rows());
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n(a.rows()), n(b.rows()), n(a.cols()), 1,
              a.data(), n(a.rows()), b.data(), n(b.rows()), 0, out.data(), n(out.rows()));
  return out;
}

void solve_lower(const Eigen::MatrixXd& l, Eigen::MatrixXd& b) {
  use_one_thread();
  cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n(b.rows()),
              n(b.cols()), 1, l.data(), n(l.rows()), b.data(), n(b.rows()));
}

void solve_lower_transposed_right(const Eigen::MatrixXd& l, Eigen::MatrixXd& b) {
  use_one_thread();
  cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, n(b.rows()),
              n(b.cols()), 1, l.data(), n(l.rows()), b.data(), n(b.rows()));
}

}  // namespace infoplane
