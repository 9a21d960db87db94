#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// Makes room for n samples of every layer of a network, float, columns contiguous.
void make_room(const NetworkSpec& network, std::size_t n, std::vector<SampleBuffer>& layers);

/// Copies n samples of a tile [unit][kTile] (nets/fused_network.h) into a layer's buffer, from row
/// `first` on.
void copy_tile(const float* tile, std::size_t first, std::size_t n, SampleBuffer& buffer);

}  // namespace infoplane
