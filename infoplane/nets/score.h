#pragma once

#include <cstdint>
#include <span>

#include "infoplane/nets/fused_network.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {

/// How well a network does on some rows.
struct Score {
  /// Mean loss without L2, evaluated in double from the float32 pre-activations of the output.
  double loss = 0;
  /// Share of rows whose largest output (the first of equals; for a single output, its sign) is
  /// right.
  double accuracy = 0;
};

/// Scores `rows` of the data as evaluation sees the network (running statistics, no dropout, the
/// units' noise from `noise`, of which null is none).
Score score(FusedNetwork& network, std::span<const float> parameters,
            std::span<const float> statistics, const TrainData& data,
            std::span<const std::uint32_t> rows, Stream* noise);

}  // namespace infoplane
