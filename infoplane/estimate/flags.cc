#include "infoplane/estimate/flags.h"

#include <cmath>

namespace infoplane {
namespace {

bool exceeds(const Estimate& a, const Estimate& b) {
  return a.value && b.value && a.value->value() > b.value->value() + kFlagTolerance;
}

bool above_ln_n(const Estimate& e, std::size_t n) {
  return exceeds(e, {.value = Nats(std::log(static_cast<double>(n)))});
}

bool saturated(const Estimate& e, Nats ceiling) {
  return ceiling > Nats(0) && e.value && e.value->value() >= kSaturatedShare * ceiling.value();
}

}  // namespace

void flag_values(Nats h_x, std::size_t n, NetworkEstimate& network) {
  const LayerEstimate* before = nullptr;
  for (LayerEstimate& layer : network.layers) {
    if (saturated(layer.i_xt, h_x)) {
      layer.flags.insert(Flag::kSaturated);
    }
    if (above_ln_n(layer.i_xt, n)) layer.flags.insert(Flag::kAboveLnN);
    if (exceeds(layer.i_ty, {.value = layer.h_y})) layer.flags.insert(Flag::kOverHY);
    if (before != nullptr &&
        (exceeds(layer.i_xt, before->i_xt) || exceeds(layer.i_ty, before->i_ty))) {
      layer.flags.insert(Flag::kDpi);
    }
    before = &layer;
  }
}

void flag_pair(std::size_t n, PairEstimate& pair) {
  if (above_ln_n(pair.information, n)) pair.flags.insert(Flag::kAboveLnN);
  if (saturated(pair.information, Nats(std::log(static_cast<double>(n))))) {
    pair.flags.insert(Flag::kSaturated);
  }
}

double flag_bits(const Flags& flags) {
  unsigned bits = 0;
  for (const Flag flag : flags) bits |= 1U << static_cast<unsigned>(flag);
  return bits;
}

Flags flags_of_bits(double bits) {
  Flags flags;
  for (unsigned i = 0; i <= static_cast<unsigned>(Flag::kBiasedLowPossible); ++i) {
    if ((static_cast<unsigned>(bits) >> i & 1U) != 0) flags.insert(static_cast<Flag>(i));
  }
  return flags;
}

}  // namespace infoplane
