#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/kernels/pair_exponents.h"
#include "tests/every_target.h"

namespace infoplane::kernels {
namespace {

// n_points points of d integers each, as PointBlock has them.
struct IntegerPoints {
  IntegerPoints(std::size_t d, std::size_t n, std::uint32_t index, int largest)
      : n_points(n), coordinates(d * n), values((d + 1) / 2 * n) {
    Stream stream(4, 0, Purpose::kTest, index);
    for (std::size_t k = 0; k < d; ++k) {
      for (std::size_t j = 0; j < n_points; ++j) {
        const int v = static_cast<int>(stream.below(2 * static_cast<std::uint32_t>(largest) + 1));
        set(k, j, v - largest);
      }
    }
  }

  void set(std::size_t k, std::size_t j, int value) {
    coordinates[k * n_points + j] = value;
    std::int32_t& pair = values[k / 2 * n_points + j];
    pair = k % 2 == 0 ? value & 0xffff : pair | value << 16;
  }

  PointBlock<std::int32_t> block() {
    half_squares.assign(n_points, 0);
    for (std::size_t j = 0; j < n_points; ++j) {
      half_squares[j] = static_cast<std::int32_t>((square(j) + 1) / 2);
    }
    return {values.data(), values.size() / n_points, n_points, n_points, half_squares.data()};
  }

  [[nodiscard]] std::int64_t square(std::size_t j) const {
    std::int64_t sum = 0;
    for (std::size_t at = j; at < coordinates.size(); at += n_points) {
      sum += coordinates[at] * coordinates[at];
    }
    return sum;
  }

  std::size_t n_points;
  std::vector<std::int64_t> coordinates;
  std::vector<std::int32_t> values;
  std::vector<std::int32_t> half_squares;
};

// all rows of a against b; within the last two bits of the square, and float's rounding
void expect_squares(IntegerPoints& a, IntegerPoints& b) {
  std::vector<float> x(a.n_points * b.n_points + 1, 77);
  pair_exponents(a.block(), 0, a.n_points, b.block(), -0.25, x.data());
  for (std::size_t i = 0; i < a.n_points; ++i) {
    for (std::size_t j = 0; j < b.n_points; ++j) {
      double square = 0;
      for (std::size_t at = 0; at * b.n_points < b.coordinates.size(); ++at) {
        square += std::pow(static_cast<double>(a.coordinates[at * a.n_points + i] -
                                               b.coordinates[at * b.n_points + j]),
                           2);
      }
      ASSERT_NEAR(-4 * x[i * b.n_points + j], square, 2 + square * 6e-8) << i << " " << j;
    }
  }
  EXPECT_EQ(x.back(), 77) << "wrote beyond the tile";
}

TEST(IntegerExponents, EqualSquaredDistancesAtEveryTarget) {
  at_every_target([] {
    for (const std::size_t d : {1, 2, 17, 64, 65, 511, 512, 513, 514, 1030}) {
      for (const std::size_t width : {16, 48, 80, 128}) {
        SCOPED_TRACE(testing::Message() << "d " << d << " width " << width);
        // sqrt(2^31 / d), and what 16 bits hold
        const int largest = std::min(32767, static_cast<int>(46340 / std::sqrt(d)));
        IntegerPoints a(d, 32, 1, largest);
        IntegerPoints b(d, width, 2, largest);
        expect_squares(a, b);
      }
    }
  });
}

TEST(IntegerExponents, HoldTheLargestDistance) {
  at_every_target([] {
    IntegerPoints a(2, 16, 1, 0);
    IntegerPoints b(2, 16, 2, 0);
    for (std::size_t j = 0; j < 16; ++j) {
      for (std::size_t k = 0; k < 2; ++k) {
        a.set(k, j, 32767);
        b.set(k, j, j % 2 == 0 ? 32767 : -32767);
      }
    }
    expect_squares(a, b);
  });
}

TEST(IntegerExponents, AreZeroForEqualPoints) {
  at_every_target([] {
    IntegerPoints a(65, 16, 1, 5000);
    for (std::size_t k = 0; k < 65; ++k) {
      for (std::size_t j = 1; j < 16; ++j) {
        a.set(k, j, static_cast<int>(a.coordinates[k * 16]));
      }
    }
    std::vector<float> x(a.n_points * a.n_points, 77);
    pair_exponents(a.block(), 0, 16, a.block(), -1, x.data());
    for (const float value : x) EXPECT_EQ(value, 0);
  });
}

}  // namespace
}  // namespace infoplane::kernels
