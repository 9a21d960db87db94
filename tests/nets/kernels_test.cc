#include "infoplane/nets/kernels/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/tile_buffer.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

// small whole numbers, so that float sums are exact in any order
void fill_integers(float* values, std::size_t n, std::uint32_t index) {
  Stream stream(1, 0, Purpose::kTest, index);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = static_cast<float>(stream.below(9)) - 4.0f;
  }
}

struct Aligned : TileBuffer {
  Aligned(std::size_t n, std::uint32_t index) {
    reserve(n);
    fill_integers(data(), n, index);
  }
};

// applies the activation kernel to n values (a multiple of kTile)
void apply(Activation activation, const std::vector<float>& z, std::vector<float>& t,
           std::vector<float>& slope) {
  const std::size_t n = (z.size() + kTile - 1) / kTile * kTile;
  TileBuffer values;
  TileBuffer slopes;
  values.reserve(n);
  slopes.reserve(n);
  std::copy(z.begin(), z.end(), values.data());
  best_kernels().activate(activation, n, values.data(), slopes.data());
  t.assign(values.data(), values.data() + z.size());
  slope.assign(slopes.data(), slopes.data() + z.size());
}

constexpr Activation kElementwise[] = {
    Activation::kTanh, Activation::kRelu,    Activation::kLeakyRelu, Activation::kElu,
    Activation::kGelu, Activation::kSigmoid, Activation::kSoftsign,  Activation::kSoftplus,
    Activation::kErf,  Activation::kLinear};

// every kernel value is within a few roundings of the double function: 4 ulp of max(1, |z|) * 2^-24
TEST(Kernels, ActivationsMatchTheDoubleFunctionsOnEveryTarget) {
  std::vector<float> z;
  for (int i = -4000; i <= 4000; ++i) z.push_back(0.00501f * static_cast<float>(i));
  std::vector<float> t;
  std::vector<float> slope;
  at_every_target([&] {
    for (const Activation activation : kElementwise) {
      SCOPED_TRACE(activation_name(activation));
      apply(activation, z, t, slope);
      for (std::size_t i = 0; i < z.size(); ++i) {
        const double tolerance = 4 * 0x1p-24 * std::max(1.0, std::abs(static_cast<double>(z[i])));
        ASSERT_NEAR(t[i], activate(activation, z[i]), tolerance) << z[i];
        ASSERT_NEAR(slope[i], activation_slope(activation, z[i]), 2 * tolerance) << z[i];
      }
    }
  });
}

// exp(-z^2/2) of a rounded square is off by z^2 roundings
TEST(Kernels, GeluKeepsItsRelativePrecisionInTheTail) {
  std::vector<float> z;
  for (int i = 1; i <= 1200; ++i) z.push_back(-0.01f * static_cast<float>(i));
  std::vector<float> t;
  std::vector<float> slope;
  at_every_target([&] {
    apply(Activation::kGelu, z, t, slope);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double truth = activate(Activation::kGelu, z[i]);
      const double tolerance = (8 + 2.0 * z[i] * z[i]) * 0x1p-24;
      ASSERT_NEAR(t[i], truth, tolerance * std::abs(truth) + 1e-37) << z[i];
    }
  });
}

// an error of e in z moves the distribution function by e times the density
TEST(Kernels, NormalsInvertTheDistributionFunctionOnEveryTarget) {
  std::vector<std::uint32_t> words(20011);
  Stream stream(4, 0, Purpose::kTest);
  stream.fill(words);
  // the ends, and both sides of where the two approximations meet
  for (const std::uint32_t word :
       {0U, 1U, 2U, 0xfffffffeU, 0xffffffffU, 0x13333332U, 0x13333334U}) {
    words.push_back(word);
  }
  at_every_target([&] {
    std::vector<float> z(words.size());
    best_kernels().normals(words.size(), 2, words.data(), z.data());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double p = (static_cast<double>(words[i] >> 1U) + 0.5) * 0x1p-32;
      const double magnitude = std::abs(z[i]) / 2;
      EXPECT_EQ(std::signbit(z[i]), (words[i] & 1U) != 0);
      const double density = std::exp(-magnitude * magnitude / 2) / std::sqrt(2 * M_PI);
      ASSERT_NEAR(std::erfc(magnitude / std::sqrt(2.0)) / 2, p,
                  4e-7 * std::max(1.0, magnitude) * density)
          << words[i];
    }
  });
}

TEST(Kernels, SaturatedTanhIsExactlyOneWhereTheNearestFloatIs) {
  std::vector<float> z = {7.0f};
  while (z.back() < 12.0f) z.push_back(std::nextafter(z.back() + 1e-5f, 100.0f));
  z.push_back(1e30f);
  std::vector<float> t;
  std::vector<float> slope;
  at_every_target([&] {
    apply(Activation::kTanh, z, t, slope);
    for (std::size_t i = 0; i < z.size(); ++i) {
      ASSERT_LE(t[i], 1.0f) << z[i];
      ASSERT_GE(slope[i], 0.0f) << z[i];
      if (z[i] > 9.02f) {
        ASSERT_EQ(t[i], 1.0f) << z[i];
      } else if (z[i] < 7.5f) {  // 1 - tanh 7.5 is ten roundings
        ASSERT_LT(t[i], 1.0f) << z[i];
      }
    }
  });
}

TEST(Kernels, TanhIsOddAndKeepsSmallNumbers) {
  const std::vector<float> z{0.0f, -0.0f, 1e-30f, -1e-30f, 1e-5f, -1e-5f, 0.3f, -0.3f, 20.f, -20.f};
  std::vector<float> t;
  std::vector<float> slope;
  at_every_target([&] {
    apply(Activation::kTanh, z, t, slope);
    for (std::size_t i = 0; i < z.size(); i += 2) EXPECT_EQ(t[i], -t[i + 1]);
    EXPECT_EQ(t[2], 1e-30f);
    EXPECT_EQ(t[4], 1e-5f);
  });
}

TEST(Kernels, LoadRowsTransposesAndLeavesThePadding) {
  at_every_target([] {
    for (const std::size_t n_columns : {1, 3, 4, 5, 8, 12, 15}) {
      for (const std::size_t n_rows : {1, 3, 4, 5, 63, 64}) {
        const Aligned x(100 * n_columns, 1);
        Stream stream(2, 0, Purpose::kTest);
        std::vector<std::uint32_t> rows(n_rows);
        for (std::uint32_t& row : rows) row = stream.below(100);
        TileBuffer tile;
        tile.reserve(n_columns * kTile);
        best_kernels().load_rows(x.data(), n_columns, n_columns, rows.data(), n_rows, tile.data());
        for (std::size_t c = 0; c < n_columns; ++c) {
          for (std::size_t s = 0; s < kTile; ++s) {
            const float expected = s < n_rows ? x.data()[rows[s] * n_columns + c] : 0.0f;
            ASSERT_EQ(tile.data()[c * kTile + s], expected) << c << ", " << s;
          }
        }
      }
    }
  });
}

// all combinations of widths around the register blocks
constexpr std::size_t kWidths[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17};

TEST(Kernels, AffineMatchesThePlainSumAtTailWidths) {
  at_every_target([] {
    for (const std::size_t n_in : kWidths) {
      for (const std::size_t width : kWidths) {
        const Aligned w(n_in * width, 1);
        const Aligned b(width, 2);
        const Aligned a(n_in * kTile, 3);
        Aligned z(width * kTile, 4);
        best_kernels().affine({n_in, width, w.data(), b.data()}, a.data(), z.data());
        for (std::size_t j = 0; j < width; ++j) {
          for (std::size_t s = 0; s < kTile; ++s) {
            float sum = b.data()[j];
            for (std::size_t i = 0; i < n_in; ++i) {
              sum += w.data()[j * n_in + i] * a.data()[i * kTile + s];
            }
            ASSERT_EQ(z.data()[j * kTile + s], sum) << n_in << "->" << width;
          }
        }
      }
    }
  });
}

TEST(Kernels, BackwardMultipliesTheSlopeByTheTransposedSum) {
  at_every_target([] {
    for (const std::size_t n_in : kWidths) {
      for (const std::size_t width : kWidths) {
        const Aligned w(n_in * width, 1);
        const Aligned delta(width * kTile, 2);
        const Aligned slope(n_in * kTile, 3);
        Aligned below(n_in * kTile, 3);
        best_kernels().backward({n_in, width, w.data(), nullptr}, delta.data(), below.data());
        for (std::size_t i = 0; i < n_in; ++i) {
          for (std::size_t s = 0; s < kTile; ++s) {
            float sum = 0;
            for (std::size_t j = 0; j < width; ++j) {
              sum += w.data()[j * n_in + i] * delta.data()[j * kTile + s];
            }
            ASSERT_EQ(below.data()[i * kTile + s], slope.data()[i * kTile + s] * sum);
          }
        }
      }
    }
  });
}

TEST(Kernels, WeightGradientSumsOverTilesAtTailWidths) {
  constexpr std::size_t kTiles = 3;
  at_every_target([] {
    for (const std::size_t n_in : kWidths) {
      for (const std::size_t width : kWidths) {
        const Aligned a(kTiles * n_in * kTile, 1);
        const Aligned delta(kTiles * width * kTile, 2);
        std::vector<float> gradient(n_in * width);
        std::vector<float> bias(width);
        best_kernels().weight_gradient(n_in, width, kTiles, a.data(), delta.data(), gradient.data(),
                                       bias.data());
        for (std::size_t j = 0; j < width; ++j) {
          for (std::size_t i = 0; i <= n_in; ++i) {
            float sum = 0;
            for (std::size_t t = 0; t < kTiles * kTile; ++t) {
              const std::size_t tile = t / kTile;
              const std::size_t s = t % kTile;
              const float d = delta.data()[(tile * width + j) * kTile + s];
              sum += d * (i == n_in ? 1.0f : a.data()[(tile * n_in + i) * kTile + s]);
            }
            ASSERT_EQ(i == n_in ? bias[j] : gradient[j * n_in + i], sum) << n_in << "->" << width;
          }
        }
      }
    }
  });
}

TEST(Kernels, SoftmaxIsAProbabilityEvenForHugeLogits) {
  at_every_target([] {
    TileBuffer z;
    z.reserve(3 * kTile);
    for (std::size_t s = 0; s < kTile; ++s) {
      z.data()[s] = 1000.0f;
      z.data()[kTile + s] = static_cast<float>(s);
      z.data()[2 * kTile + s] = 1000.0f;
    }
    best_kernels().softmax(3, z.data());
    for (std::size_t s = 0; s < kTile; ++s) {
      EXPECT_EQ(z.data()[s], 0.5f);
      EXPECT_EQ(z.data()[kTile + s], 0.0f);
      EXPECT_EQ(z.data()[2 * kTile + s], 0.5f);
    }
  });
}

TEST(Kernels, LossGradientIsZeroForThePadding) {
  at_every_target([] {
    TileBuffer a;
    TileBuffer delta;
    a.reserve(2 * kTile);
    delta.reserve(2 * kTile);
    alignas(kTileAlignment) std::uint32_t labels[kTile] = {1, 0, 1};
    for (std::size_t i = 0; i < 2 * kTile; ++i) a.data()[i] = 0.25f;
    best_kernels().loss_gradient(2, a.data(), labels, 3, 0.5f, delta.data());
    EXPECT_EQ(delta.data()[0], 0.125f);
    EXPECT_EQ(delta.data()[1], -0.375f);
    EXPECT_EQ(delta.data()[kTile], -0.375f);
    for (std::size_t s = 3; s < kTile; ++s) EXPECT_EQ(delta.data()[s], 0.0f);
  });
}

TEST(Kernels, AdamFollowsAlgorithmOne) {
  constexpr std::size_t kCount = 37;
  at_every_target([] {
    std::vector<float> gradient(kCount);
    std::vector<float> first(kCount);
    std::vector<float> second(kCount);
    std::vector<float> parameters(kCount);
    std::vector<double> m(kCount);
    std::vector<double> v(kCount);
    std::vector<double> p(kCount);
    Stream stream(5, 0, Purpose::kTest);
    for (int t = 1; t <= 50; ++t) {
      // the step size of Kingma & Ba 2015, section 2, just before Algorithm 1's closing remark
      const double root = std::sqrt(1 - std::pow(0.999, t));
      for (float& g : gradient) g = static_cast<float>(stream.normal());
      best_kernels().adam(kCount, static_cast<float>(1e-2 * root / (1 - std::pow(0.9, t))),
                          static_cast<float>(1e-8 * root), gradient.data(), first.data(),
                          second.data(), parameters.data());
      for (std::size_t i = 0; i < kCount; ++i) {
        const double g = gradient[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        p[i] -= 1e-2 * (m[i] / (1 - std::pow(0.9, t))) /
                (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-8);
      }
    }
    // 50 steps, each rounded to about 1e-7 of a step of 1e-2 and of a parameter below 1
    for (std::size_t i = 0; i < kCount; ++i) EXPECT_NEAR(parameters[i], p[i], 5e-6);
  });
}

}  // namespace
}  // namespace infoplane
