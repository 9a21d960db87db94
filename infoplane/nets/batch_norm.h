#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace infoplane {

/// The parts of one batch-norm layer on tiles (nets/kernels/kernels.h): n samples in
/// ceil(n / kTile) tiles of [width][kTile]. Plain loops with double sums: it is not where time
/// goes.
struct BatchNormTiles {
  std::size_t n = 0;
  std::size_t width = 0;
};

/// Training: u, the affine output, becomes the normalised (u - mean)/sqrt(var + eps) in
/// `normalised` and z = g normalised + b in place. The running (mean, variance) in `statistics`
/// move on, and inverse_deviation keeps 1/sqrt(var + eps). Source: Ioffe & Szegedy 2015,
/// Algorithm 1.
void batch_norm_forward(const BatchNormTiles& tiles, const float* gains, const float* biases,
                        std::span<float> statistics, float* u, float* normalised,
                        std::vector<double>& inverse_deviation);

/// delta = dLoss/dz becomes dLoss/du in place; gives the gradients of gains and biases.
void batch_norm_backward(const BatchNormTiles& tiles, const float* gains, const float* normalised,
                         const std::vector<double>& inverse_deviation, float* delta,
                         float* gain_gradient, float* bias_gradient);

/// Evaluation: u becomes z by the running statistics, one tile.
void batch_norm_evaluate(std::size_t width, const float* gains, const float* biases,
                         std::span<const float> statistics, float* u);

}  // namespace infoplane
