#include "infoplane/nets/wide_products.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

// small whole numbers, so that float sums are exact in any order
void fill_integers(float* values, std::size_t n, std::uint32_t index) {
  Stream stream(2, 0, Purpose::kTest, index);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(stream.below(9)) - 4.0F;
}

// a layer's numbers, and the results of the products on them
struct Layer {
  Layer(std::size_t inputs, std::size_t units, std::size_t tiles)
      : n_inputs(inputs),
        width(units),
        n_tiles(tiles),
        weights(inputs * units),
        biases(units),
        gradient(inputs * units, -1.0F),
        bias_gradient(units, -1.0F) {
    fill_integers(weights.data(), weights.size(), 0);
    fill_integers(biases.data(), biases.size(), 1);
    const std::size_t inputs_size = n_tiles * n_inputs * kTile;
    const std::size_t units_size = n_tiles * width * kTile;
    for (TileBuffer* buffer : {&a, &below}) buffer->reserve(inputs_size);
    for (TileBuffer* buffer : {&z, &delta}) buffer->reserve(units_size);
    fill_integers(a.data(), inputs_size, 2);
    fill_integers(below.data(), inputs_size, 3);
    fill_integers(delta.data(), units_size, 4);
  }

  template <class Products>
  void apply(Products& products, bool with_biases) {
    const AffineMap map{n_inputs, width, weights.data(), with_biases ? biases.data() : nullptr};
    for (std::size_t tile = 0; tile < n_tiles; ++tile) {
      products.affine(map, a.data() + tile * n_inputs * kTile, z.data() + tile * width * kTile);
      products.backward(map, delta.data() + tile * width * kTile,
                        below.data() + tile * n_inputs * kTile);
    }
    products.weight_gradient(n_inputs, width, n_tiles, a.data(), delta.data(), gradient.data(),
                             bias_gradient.data());
  }

  [[nodiscard]] std::vector<float> results() const {
    std::vector<float> all(z.data(), z.data() + n_tiles * width * kTile);
    all.insert(all.end(), below.data(), below.data() + n_tiles * n_inputs * kTile);
    all.insert(all.end(), gradient.begin(), gradient.end());
    all.insert(all.end(), bias_gradient.begin(), bias_gradient.end());
    return all;
  }

  std::size_t n_inputs;
  std::size_t width;
  std::size_t n_tiles;
  std::vector<float> weights;
  std::vector<float> biases;
  TileBuffer a;
  TileBuffer below;
  TileBuffer z;
  TileBuffer delta;
  std::vector<float> gradient;
  std::vector<float> bias_gradient;
};

TEST(WideProducts, AreExactlyThoseOfTheKernelsOnWholeNumbers) {
  WideProducts wide;
  Kernels kernels = best_kernels();
  for (const bool with_biases : {true, false}) {
    for (const std::size_t n_inputs : {1U, 17U, 64U, 300U}) {
      for (const std::size_t width : {1U, 3U, 130U}) {
        SCOPED_TRACE(testing::Message() << n_inputs << " inputs, " << width << " units");
        Layer by_blas(n_inputs, width, 3);
        Layer by_kernels(n_inputs, width, 3);
        by_blas.apply(wide, with_biases);
        by_kernels.apply(kernels, with_biases);
        EXPECT_EQ(by_blas.results(), by_kernels.results());
      }
    }
  }
}

TEST(WideProducts, AreInTheNameOfTheTargetWhereALayerIsWide) {
  const auto target = [](const std::string& hidden) {
    return network_target(make_network(784, parse_hidden_layers(hidden, Activation::kTanh), 10,
                                       Loss::kCrossEntropy, Initialiser::kGlorotUniform));
  };
  EXPECT_EQ(target("10-20"), simd_target());
  EXPECT_THAT(target("10-1024-20"), testing::StrEq(simd_target()));
  EXPECT_THAT(target("1024-20"),
              testing::StartsWith(std::string(simd_target()) + " with OpenBLAS "));
}

}  // namespace
}  // namespace infoplane
