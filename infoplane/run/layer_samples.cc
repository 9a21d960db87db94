#include "infoplane/run/layer_samples.h"

#include <algorithm>
#include <variant>

#include "infoplane/nets/kernels/kernels.h"

namespace infoplane {

void make_room(const NetworkSpec& network, std::size_t n, std::vector<SampleBuffer>& layers) {
  layers.resize(network.layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].rows = n;
    layers[l].cols = network.layers[l].width;
    if (!std::holds_alternative<std::vector<float>>(layers[l].columns)) {
      layers[l].columns = std::vector<float>();
    }
    std::get<std::vector<float>>(layers[l].columns).resize(n * layers[l].cols);
  }
}

void copy_tile(const float* tile, std::size_t first, std::size_t n, SampleBuffer& buffer) {
  float* columns = std::get<std::vector<float>>(buffer.columns).data();
  for (std::size_t u = 0; u < buffer.cols; ++u) {
    std::copy_n(tile + u * kTile, n, columns + u * buffer.rows + first);
  }
}

}  // namespace infoplane
