#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/nets/network.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {

/// A network at a recorded epoch, with what training said of itself then. On disk an .npz archive
/// that NumPy reads: docs/formats.md, "Checkpoints".
struct Checkpoint {
  std::size_t epoch = 0;
  std::vector<float> parameters;
  std::vector<float> statistics;
  TrainMetrics metrics;
};

/// The bytes of the checkpoint's file: the same for the same checkpoint.
std::string format_checkpoint(const NetworkSpec& network, const Checkpoint& checkpoint);
/// The inverse. Throws DataError naming `path`, the array, the expected and the found shape.
Checkpoint parse_checkpoint(const NetworkSpec& network, std::string_view bytes,
                            const std::string& path);

/// What training needs to go on, likewise.
std::string format_state(const TrainState& state);
TrainState parse_state(std::string_view bytes, const std::string& path);

}  // namespace infoplane
