#include "infoplane/plane/replica_reader.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// what the estimators see of one checkpoint
NetworkSample network_sample(const ActivationSource& source, std::uint32_t replica,
                             const Activations& activations) {
  NetworkSample sample;
  sample.input_ids = source.input_ids(replica);
  sample.labels = &source.labels(replica);
  if (activations.inputs) sample.inputs = activations.inputs->view();
  for (std::size_t l = 0; l < activations.t.size(); ++l) {
    LayerSample layer;
    layer.t = activations.t[l].view();
    if (!activations.preactivations.empty()) {
      layer.preactivation = activations.preactivations[l].view();
    }
    if (!activations.noiseless.empty()) layer.noiseless = activations.noiseless[l].view();
    layer.activation_range = source.layers()[l].activation_range;
    layer.noise = source.layers()[l].noise;
    sample.layers.push_back(layer);
  }
  return sample;
}

}  // namespace

const NetworkSample& ReplicaReader::read(std::size_t epoch) {
  source_.read(replica_, epoch, wanted_, activations_);
  sample_ = network_sample(source_, replica_, activations_);
  return sample_;
}

std::unique_ptr<const Estimator> ReplicaReader::fitted(const Estimator& estimator) {
  return estimator.fitted([this](const auto& visit) {
    for (const std::size_t epoch : source_.epochs()) visit(read(epoch));
  });
}

Wanted wanted_by(const std::vector<const Estimator*>& estimators) {
  Wanted wanted;
  for (const Estimator* estimator : estimators) {
    wanted.preactivations |= estimator->needs_preactivation();
    wanted.noiseless |= estimator->uses_noiseless();
    wanted.inputs |= estimator->uses_inputs();
  }
  return wanted;
}

void naming_place(const std::string& where, const std::function<void()>& estimate) {
  try {
    estimate();
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(fmt::format("{}: {}", where, error.what()));
  }
}

void check_suits(const ActivationSource& source,
                 const std::vector<std::unique_ptr<const Estimator>>& estimators) {
  for (const auto& estimator : estimators) {
    if (!estimator->needs_preactivation() || source.has_preactivations()) continue;
    throw InvalidArgument(
        fmt::format("{}: needs pre-activations, which were not recorded", estimator->spec()));
  }
}

}  // namespace infoplane
