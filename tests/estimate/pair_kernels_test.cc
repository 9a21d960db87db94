#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/kernels/gaussian_sums.h"
#include "infoplane/estimate/kernels/pair_exponents.h"
#include "tests/every_target.h"

namespace infoplane::kernels {
namespace {

constexpr std::array<std::size_t, 9> kDimensions = {1, 3, 7, 8, 17, 40, 255, 256, 257};
constexpr std::array<std::size_t, 4> kWidths = {16, 48, 80, 128};
// columns that leave parts of all vectors
constexpr std::array<std::size_t, 11> kCounts = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64};

// Whole numbers so small that products and sums are exact in float.
template <class T>
std::vector<T> small_integers(std::size_t n, std::uint32_t index) {
  Stream stream(4, 0, Purpose::kTest, index);
  std::vector<T> values(n);
  for (T& value : values) value = static_cast<T>(static_cast<int>(stream.below(9)) - 4);
  return values;
}

template <class T>
void expect_exact_pairs() {
  for (const std::size_t d : kDimensions) {
    for (const std::size_t width : kWidths) {
      const std::vector<T> a = small_integers<T>(d * 32, 1);
      const std::vector<T> b = small_integers<T>(d * width, 2);
      constexpr std::size_t kFirst = 4;
      constexpr std::size_t kRows = 24;
      std::vector<float> x(kRows * width + 1, 77);
      pair_exponents(PointBlock<T>{a.data(), d, 32, 32}, kFirst, kRows,
                     PointBlock<T>{b.data(), d, width, width}, -0.25, x.data());
      for (std::size_t i = 0; i < kRows; ++i) {
        for (std::size_t j = 0; j < width; ++j) {
          double square = 0;
          for (std::size_t k = 0; k < d; ++k) {
            square += std::pow(a[k * 32 + kFirst + i] - b[k * width + j], 2);
          }
          ASSERT_EQ(x[i * width + j], -0.25 * square) << "d " << d << " row " << i << " " << j;
        }
      }
      EXPECT_EQ(x.back(), 77) << "wrote beyond the tile";
    }
  }
}

TEST(PairExponents, EqualTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    expect_exact_pairs<float>();
    expect_exact_pairs<double>();
  });
}

TEST(PairExponents, KeepSmallDifferencesFarFromZero) {
  // the difference is one unit in the last place of 1: |a|^2 + |b|^2 - 2ab would have nothing of it
  at_every_target([] {
    const float step = std::numeric_limits<float>::epsilon();
    const std::vector<float> a(16, 1.0F);
    const std::vector<float> b(16, 1.0F + step);
    std::vector<float> x(64);
    pair_exponents(PointBlock<float>{a.data(), 1, 16, 16}, 0, 4,
                   PointBlock<float>{b.data(), 1, 16, 16}, -1, x.data());
    EXPECT_EQ(x[0], -step * step);
  });
}

template <class T>
void expect_exact_draws() {
  for (const std::size_t d : kDimensions) {
    for (const std::size_t n_draws : {1, 3, 4, 5, 8}) {
      constexpr std::size_t kWidth = 48;
      const std::vector<T> a = small_integers<T>(d, 1);
      const std::vector<T> z = small_integers<T>(d * n_draws, 2);
      const std::vector<T> b = small_integers<T>(d * kWidth, 3);
      std::vector<float> x((1 + n_draws) * kWidth + 1, 77);
      draw_exponents(a.data(), z.data(), n_draws, PointBlock<T>{b.data(), d, kWidth, kWidth}, 0.5,
                     x.data());
      for (std::size_t j = 0; j < kWidth; ++j) {
        for (std::size_t p = 0; p < n_draws; ++p) {
          // |u - z|^2 - |z|^2
          double expected = 0;
          for (std::size_t k = 0; k < d; ++k) {
            const double u = b[k * kWidth + j] - a[k];
            const double own = z[p * d + k];
            expected += (u - own) * (u - own) - own * own;
          }
          ASSERT_EQ(x[j] + x[(1 + p) * kWidth + j], -0.5 * expected) << "d " << d << " draw " << p;
        }
      }
      EXPECT_EQ(x.back(), 77) << "wrote beyond the rows";
    }
  }
}

TEST(DrawExponents, EqualTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    expect_exact_draws<float>();
    expect_exact_draws<double>();
  });
}

TEST(DrawExponents, OfPointsThatAreTooFarForFloatAreNoInfinities) {
  at_every_target([] {
    const double a = 0;
    const double z = 1e10;
    const std::vector<double> b(16, 1e200);
    std::array<float, 32> x{};
    draw_exponents(&a, &z, 1, PointBlock<double>{b.data(), 1, 16, 16}, 1, x.data());
    EXPECT_LT(x[0] + x[16], -1e29);
    EXPECT_LT(x[0] - x[16], -1e29);
  });
}

std::vector<float> exponents(std::size_t n, double lowest) {
  Stream stream(5, 0, Purpose::kTest);
  std::vector<float> x(n);
  for (float& value : x) value = static_cast<float>(lowest * stream.uniform());
  return x;
}

// Relative error of 2^x in float: 9.3e-8 of the polynomial, 6e-8 of each of the last roundings; of
// its fourth power: four times that and two more roundings.
constexpr double kError = 2.5e-7;
constexpr double kFourthError = 1.2e-6;

TEST(TileKernels, AreAPowerOfTwoAndItsFourthPowerAtEveryTarget) {
  at_every_target([] {
    constexpr std::size_t kCount = 4096;
    const std::vector<float> x = exponents(kCount, -125);
    std::vector<float> e = x;
    std::vector<float> fourth(kCount);
    tile_kernels(kCount, e.data(), fourth.data());
    for (std::size_t i = 0; i < kCount; ++i) {
      const double expected = std::exp2(static_cast<double>(x[i]));
      EXPECT_NEAR(e[i] / expected, 1, kError) << x[i];
      if (x[i] > -30) {
        EXPECT_NEAR(fourth[i] / std::pow(expected, 4), 1, kFourthError) << x[i];
      } else {
        EXPECT_LE(fourth[i], 0x1p-119F) << x[i];
      }
    }
  });
}

TEST(TileKernels, AreExactAtWholeNumbers) {
  at_every_target([] {
    std::vector<float> e(16);
    for (std::size_t i = 0; i < 16; ++i) e[i] = -static_cast<float>(i);
    std::vector<float> fourth(16);
    tile_kernels(16, e.data(), fourth.data());
    for (int i = 0; i < 16; ++i) {
      EXPECT_EQ(e[static_cast<std::size_t>(i)], std::ldexp(1.0, -i));
      EXPECT_EQ(fourth[static_cast<std::size_t>(i)], std::ldexp(1.0, -4 * i));
    }
  });
}

// All sums of a tile, for tests: rows, then columns.
struct Sums {
  std::vector<double> rows_wide, rows_narrow, columns_wide, columns_narrow;
};

Sums sums_of(const std::vector<float>& x, std::size_t n_rows, std::size_t n_columns,
             std::size_t width) {
  std::vector<double> wide(n_rows * kSumParts, 0.0);
  std::vector<double> narrow = wide;
  Sums out;
  out.columns_wide.assign(width, 0.0);
  out.columns_narrow.assign(width, 0.0);
  tile_sums(x.data(), n_rows, n_columns, width,
            {wide.data(), narrow.data(), out.columns_wide.data(), out.columns_narrow.data()});
  for (std::size_t i = 0; i < n_rows; ++i) {
    double sum_wide = 0;
    double sum_narrow = 0;
    for (std::size_t part = 0; part < kSumParts; ++part) {
      sum_wide += wide[i * kSumParts + part];
      sum_narrow += narrow[i * kSumParts + part];
    }
    out.rows_wide.push_back(sum_wide);
    out.rows_narrow.push_back(sum_narrow);
  }
  return out;
}

void expect_tile_sums(std::size_t n_rows, std::size_t n_columns) {
  const std::size_t width = (n_columns + 15) / 16 * 16;
  const std::vector<float> x = exponents(n_rows * width, -6);
  const Sums sums = sums_of(x, n_rows, n_columns, width);
  std::vector<double> columns(n_columns, 0.0);
  std::vector<double> columns_fourth(n_columns, 0.0);
  for (std::size_t i = 0; i < n_rows; ++i) {
    double row = 0;
    double row_fourth = 0;
    for (std::size_t j = 0; j < n_columns; ++j) {
      const double e = std::exp2(static_cast<double>(x[i * width + j]));
      row += e;
      columns[j] += e;
      row_fourth += std::pow(e, 4);
      columns_fourth[j] += std::pow(e, 4);
    }
    // sums of n positive floats add at most n roundings of 6e-8; n <= 32 a lane
    EXPECT_NEAR(sums.rows_wide[i] / row, 1, kError + 1e-6);
    EXPECT_NEAR(sums.rows_narrow[i] / row_fourth, 1, kFourthError + 1e-6);
  }
  for (std::size_t j = 0; j < n_columns; ++j) {
    EXPECT_NEAR(sums.columns_wide[j] / columns[j], 1, kError + 2e-6);
    EXPECT_NEAR(sums.columns_narrow[j] / columns_fourth[j], 1, kFourthError + 2e-6);
  }
}

TEST(TileSums, EqualTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    for (const std::size_t n_rows : {1, 2, 3, 4, 5, 32}) {
      for (const std::size_t n_columns : kCounts) {
        SCOPED_TRACE(testing::Message() << n_rows << " x " << n_columns);
        expect_tile_sums(n_rows, n_columns);
      }
    }
  });
}

TEST(TileSums, CountEqualPointsExactly) {
  at_every_target([] {
    const Sums sums = sums_of(std::vector<float>(4096, -0.0F), 32, 127, 128);
    EXPECT_EQ(sums.rows_wide, std::vector<double>(32, 127));
    EXPECT_EQ(sums.rows_narrow, std::vector<double>(32, 127));
    EXPECT_EQ(sums.columns_wide[126], 32);
    EXPECT_EQ(sums.columns_narrow[0], 32);
  });
}

TEST(TileSums, MakeNothingOfPointsThatAreFar) {
  at_every_target([] {
    for (const float x : {-1e3F, -1e30F, -std::numeric_limits<float>::infinity()}) {
      const Sums sums = sums_of(std::vector<float>(128, x), 4, 32, 32);
      for (const double sum : {sums.rows_wide[0], sums.rows_narrow[3], sums.columns_wide[31]}) {
        EXPECT_GE(sum, 0);
        EXPECT_LT(sum, 1e-35);
      }
    }
  });
}

TEST(WeightedSums, EqualTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    constexpr std::size_t kRows = 5;
    for (const std::size_t width : kWidths) {
      // whole numbers: float is exact
      const std::vector<float> e = small_integers<float>(kRows * width, 1);
      const std::vector<float> row_weights = small_integers<float>(kRows, 2);
      const std::vector<float> column_weights = small_integers<float>(width, 3);
      std::vector<double> rows(kRows, 1000);
      std::vector<double> columns(width, 2000);
      weighted_sums(e.data(), kRows, width, row_weights.data(), column_weights.data(), rows.data(),
                    columns.data());
      weighted_sums(e.data(), kRows, width, row_weights.data(), column_weights.data(), rows.data(),
                    nullptr);
      std::vector<double> expected_columns(width, 2000);
      for (std::size_t i = 0; i < kRows; ++i) {
        double row = 0;
        for (std::size_t j = 0; j < width; ++j) {
          row += static_cast<double>(column_weights[j]) * e[i * width + j];
          expected_columns[j] += static_cast<double>(row_weights[i]) * e[i * width + j];
        }
        EXPECT_EQ(rows[i], 1000 + 2 * row);
      }
      EXPECT_EQ(columns, expected_columns);
    }
  });
}

TEST(DrawSums, EqualTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    constexpr std::size_t kDraws = 3;
    constexpr std::size_t kWidth = 64;
    std::vector<float> x = exponents((1 + kDraws) * kWidth, -6);
    std::vector<float> kernels(2 * kDraws * kWidth);
    draw_kernels(x.data(), kDraws, kWidth, kernels.data());
    for (const std::size_t n_columns : kCounts) {
      std::vector<double> sums(2 * kDraws, 10);
      draw_sums(x.data(), kDraws, n_columns, kWidth, sums.data());
      for (std::size_t s = 0; s < 2 * kDraws; ++s) {
        double expected = 0;
        for (std::size_t j = 0; j < n_columns; ++j) {
          const float product = x[(1 + s / 2) * kWidth + j];
          const float sum = s % 2 == 0 ? x[j] + product : x[j] - product;
          const double e = std::exp2(static_cast<double>(sum));
          EXPECT_NEAR(kernels[s * kWidth + j] / e, 1, kError);
          expected += e;
        }
        EXPECT_NEAR((sums[s] - 10) / expected, 1, kError + 1e-6) << n_columns << " columns";
      }
    }
  });
}

TEST(DrawSums, LimitExponentsOnBothSides) {
  at_every_target([] {
    std::vector<float> x(32, 0);
    std::fill(x.begin() + 16, x.end(), 200.0F);
    std::array<double, 2> sums{};
    draw_sums(x.data(), 1, 1, 16, sums.data());
    EXPECT_EQ(sums[0], 0x1p125);
    EXPECT_EQ(sums[1], 0x1p-125);
  });
}

}  // namespace
}  // namespace infoplane::kernels
