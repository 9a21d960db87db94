#include "infoplane/core/random.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>
#include <utility>

namespace infoplane {

Stream::Stream(std::uint64_t seed, std::uint32_t replica, Purpose purpose, std::uint32_t index)
    // the seed is the key; the counter holds what distinguishes streams, its low word counts blocks
    : counter_{{0, index, static_cast<std::uint32_t>(purpose), replica}},
      key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}} {}

void Stream::refill() {
  block_ = philox_(counter_, key_);
  // 2^32 blocks would be needed to run into the next stream
  ++counter_[0];
  next_ = 0;
}

double Stream::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t low = (*this)();
  // the middle of one of 2^52 equal intervals, exactly: never 0, never 1
  return (static_cast<double>((high << 20) | (low >> 12)) + 0.5) * 0x1p-52;
}

double Stream::normal() {
  // z = -sqrt(2) erfc^-1(2u)
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * uniform());
}

double Stream::truncated_normal(double bound) {
  double z = normal();
  while (std::abs(z) > bound) z = normal();
  return z;
}

void shuffle(std::vector<std::uint32_t>& values, Stream& stream) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[stream.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace infoplane
