#include "infoplane/estimate/flags.h"

namespace infoplane {
namespace {

bool exceeds(const Estimate& a, const Estimate& b) {
  return a.value && b.value && a.value->value() > b.value->value() + kFlagTolerance;
}

}  // namespace

void flag_values(Nats h_x, NetworkEstimate& network) {
  const LayerEstimate* before = nullptr;
  for (LayerEstimate& layer : network.layers) {
    if (layer.i_xt.value && layer.i_xt.value->value() >= kSaturatedShare * h_x.value()) {
      layer.flags.insert(Flag::kSaturated);
    }
    if (exceeds(layer.i_ty, {.value = layer.h_y})) layer.flags.insert(Flag::kOverHY);
    if (before != nullptr &&
        (exceeds(layer.i_xt, before->i_xt) || exceeds(layer.i_ty, before->i_ty))) {
      layer.flags.insert(Flag::kDpi);
    }
    before = &layer;
  }
}

}  // namespace infoplane
