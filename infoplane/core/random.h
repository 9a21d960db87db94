#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <span>
#include <vector>

namespace infoplane {

/// What a stream of random numbers is for. The values are part of the file format: never renumber.
enum class Purpose : std::uint32_t {
  kInitialisation = 1,
  kSplit = 2,
  kBatchOrder = 3,
  kDropout = 4,
  kLabels = 6,
  kShuffledLabels = 7,
  kTest = 8,
  /// Samples of tasks whose mutual information is known, and such tasks' networks.
  kTask = 9,
  /// What estimators draw: subsamples, noise.
  kEstimate = 10,
  /// Noise of a network's units: in the epochs of training, in passes through the trained network.
  kTrainingNoise = 11,
  kEvaluationNoise = 12,
  /// Chains of Langevin dynamics.
  kLangevin = 13,
  /// Weights drawn from a law around a trained network's, and batches drawn to measure them.
  kWeightNoise = 14,
  /// Inputs and targets of infinitely wide ensembles.
  kWideData = 15,
  /// Weights drawn about a network's own, and the layers that they make.
  kNoisyWeights = 16,
  /// Noise of the steps of stochastic gradient Langevin dynamics, in the epochs of training.
  kStepNoise = 17,
  /// Vectors of a normal law of the weights.
  kLawVectors = 18,
};

/// A stream of random numbers that depends on (seed, replica, purpose, index) alone: counter-based
/// (Philox4x32-10, Salmon et al. 2011), so any stream can be opened anywhere, at any time, on any
/// thread, and nothing needs to be saved to go on. `index` numbers streams of one purpose, such as
/// the epochs of a training. Satisfies UniformRandomBitGenerator. Not thread-safe; copies are
/// independent and go on from the same place.
class Stream {
 public:
  using result_type = std::uint32_t;

  Stream(std::uint64_t seed, std::uint32_t replica, Purpose purpose, std::uint32_t index = 0);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffU; }
  /// 32 random bits.
  result_type operator()() {
    if (next_ == 4) refill();
    return block_[next_++];
  }

  /// Fills with random bits, 32 each.
  void fill(std::span<std::uint32_t> words) {
    for (std::uint32_t& word : words) word = (*this)();
  }

  /// Uniform on [0, n), exactly (Lemire 2019, multiply and reject). n > 0.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) {
        product = std::uint64_t{(*this)()} * n;
      }
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  /// Uniform on the open interval (0, 1), 52 bits.
  double uniform();
  /// Standard normal, by inverting the distribution function: one uniform each, the same
  /// everywhere.
  double normal();
  /// Standard normal conditioned on |z| <= bound, by rejection. bound > 0.
  double truncated_normal(double bound);

 private:
  void refill();

  r123::Philox4x32 philox_;
  r123::Philox4x32::ctr_type counter_;
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type block_;
  int next_ = 4;
};

/// Shuffles in place (Fisher-Yates): every order is equally likely.
void shuffle(std::vector<std::uint32_t>& values, Stream& stream);

}  // namespace infoplane
