#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/estimate/estimator.h"
#include "infoplane/nets/fused_network.h"
#include "infoplane/run/task.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// The layers of a network under all vectors of a law, one below the other: row r N + i is input i
/// under vector r. Where the law is aligned, the hidden units of every vector stand in the places
/// of those of the first one that they match (weights/alignment.h), at each epoch anew. Keeps its
/// memory from call to call; one a thread.
class StackedLayers {
 public:
  /// Of what enters the activations, or of the activations. Task and law must outlive this.
  StackedLayers(const Task& task, const WeightLaw& law, bool preactivations);

  /// As estimators see them, valid until the next call. Throws as WeightLaw::vectors().
  NetworkSample sample(std::size_t epoch);

 private:
  void read(std::size_t epoch);
  void align(std::size_t layer);

  const Task& task_;
  const WeightLaw& law_;
  bool preactivations_;
  std::vector<std::uint32_t> rows_;
  FusedNetwork network_;
  std::vector<SampleBuffer> layers_;
};

}  // namespace infoplane
