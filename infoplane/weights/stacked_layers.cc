#include "infoplane/weights/stacked_layers.h"

#include <algorithm>
#include <variant>

#include "infoplane/run/layer_samples.h"
#include "infoplane/weights/alignment.h"

namespace infoplane {

StackedLayers::StackedLayers(const Task& task, const WeightLaw& law, bool preactivations)
    : task_(task),
      law_(law),
      preactivations_(preactivations),
      rows_(law.rows()),
      network_(task.network) {}

void StackedLayers::read(std::size_t epoch) {
  const std::vector<NetworkWeights> vectors = law_.vectors(epoch);
  make_room(task_.network, vectors.size() * rows_.size(), layers_);
  for (std::size_t r = 0; r < vectors.size(); ++r) {
    network_.evaluate(vectors[r].parameters, vectors[r].statistics, task_.data.inputs(), rows_,
                      nullptr, [&](const EvaluatedTile& tile) {
                        const auto& from = preactivations_ ? tile.z : tile.t;
                        for (std::size_t l = 0; l < layers_.size(); ++l) {
                          copy_tile(from[l], r * rows_.size() + tile.first, tile.n_valid,
                                    layers_[l]);
                        }
                      });
  }
}

// the units of every vector in the places of those of the first one
void StackedLayers::align(std::size_t layer) {
  SampleBuffer& stacked = layers_[layer];
  const std::size_t n = rows_.size();
  auto& values = std::get<std::vector<float>>(stacked.columns);
  const auto block = [&](std::size_t r) {
    return MatrixView<float>{values.data() + r * n, n, stacked.cols, 1, stacked.rows};
  };
  const bool odd = is_odd(task_.network.layers[layer].activation);
  std::vector<float> moved;
  for (std::size_t r = 1; r * n < stacked.rows; ++r) {
    const MatrixView<float> units = block(r);
    const UnitMatch match = match_units(block(0), units, odd);
    moved.clear();
    for (std::size_t u = 0; u < stacked.cols; ++u) {
      for (const float t : units.column(match.units[u])) moved.push_back(match.signs[u] * t);
    }
    for (std::size_t u = 0; u < stacked.cols; ++u) {
      std::copy_n(&moved[u * n], n, &values[u * stacked.rows + r * n]);
    }
  }
}

NetworkSample StackedLayers::sample(std::size_t epoch) {
  read(epoch);
  NetworkSample sample;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    // the output's units have names
    if (law_.aligned() && l + 1 < layers_.size()) align(l);
    LayerSample layer{.t = layers_[l].view(),
                      .activation_range = activation_range(task_.network.layers[l].activation)};
    if (preactivations_) layer.preactivation = layer.t;
    sample.layers.push_back(layer);
  }
  return sample;
}

}  // namespace infoplane
