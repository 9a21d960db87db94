#include "infoplane/estimate/dense_products.h"

#include <gtest/gtest.h>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

// whole numbers, so that sums are exact
Matrix numbers(Eigen::Index rows, Eigen::Index cols, std::uint32_t index) {
  Stream stream(9, 0, Purpose::kTest, index);
  Matrix out(rows, cols);
  for (double& v : out.reshaped()) v = static_cast<double>(stream.below(19)) - 9;
  return out;
}

TEST(DenseProducts, AreWhatEigenMakes) {
  const Matrix a = numbers(7, 5, 1);
  const Matrix b = numbers(5, 3, 2);
  const Matrix c = numbers(4, 5, 3);
  EXPECT_EQ(multiply(a, b), Matrix(a * b));
  EXPECT_EQ(multiply_transposed(a, c), Matrix(a * c.transpose()));
  EXPECT_EQ(multiply(numbers(1, 1, 4), numbers(1, 1, 5)),
            Matrix(numbers(1, 1, 4) * numbers(1, 1, 5)));
}

TEST(DenseProducts, AddToWhatIsThere) {
  const Matrix a = numbers(9, 4, 6);
  const Matrix b = numbers(9, 3, 7);
  Matrix cross = numbers(4, 3, 8);
  const Matrix expected = cross + a.transpose() * b;
  add_cross_products(a.data(), b.data(), 9, cross);
  EXPECT_EQ(cross, expected);
}

TEST(DenseProducts, LeaveTheUpperTriangleAsItIs) {
  const Matrix a = numbers(9, 4, 9);
  const Matrix before = numbers(4, 4, 10);
  Matrix own = before;
  add_own_products(a.data(), 9, own);
  const Matrix all = before + a.transpose() * a;
  EXPECT_EQ(Matrix(own.triangularView<Eigen::Lower>()), Matrix(all.triangularView<Eigen::Lower>()));
  EXPECT_EQ(Matrix(own.triangularView<Eigen::StrictlyUpper>()),
            Matrix(before.triangularView<Eigen::StrictlyUpper>()));
}

TEST(DenseProducts, SolveTriangles) {
  // L of powers of two on the diagonal: solutions are exact. What is above it is not read.
  Matrix l = numbers(3, 3, 11);
  l.diagonal() << 2, -0.5, 4;
  const Matrix lower = l.triangularView<Eigen::Lower>();
  const Matrix x = numbers(3, 4, 12);
  Matrix b = lower * x;
  solve_lower(l, b);
  EXPECT_EQ(b, x);
  const Matrix y = numbers(4, 3, 13);
  Matrix c = y * lower.transpose();
  solve_lower_transposed_right(l, c);
  EXPECT_EQ(c, y);
}

}  // namespace
}  // namespace infoplane
