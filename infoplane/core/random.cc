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

float Stream::short_normal() {
  const double u = (static_cast<double>((*this)()) + 0.5) * 0x1p-32;
  const double q = u - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    const double above = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
    const double below = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1;
    return static_cast<float>(q * above / below);
  }
  double r = std::sqrt(-std::log(std::min(u, 1 - u)));
  double z = 0;
  if (r <= 5) {
    r -= 1.6;
    z = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
        ((0.12021132975 * r + 0.73700164250) * r + 1);
  } else {
    r -= 5;
    z = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
        ((0.012258202635 * r + 0.24197894225) * r + 1);
  }
  return static_cast<float>(q < 0 ? -z : z);
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
