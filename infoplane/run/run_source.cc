#include "infoplane/run/run_source.h"

#include <algorithm>

#include "infoplane/core/file.h"
#include "infoplane/nets/fused_network.h"

namespace infoplane {
namespace {

// sizes the buffer for n samples of every layer
void resize(std::vector<SampleBuffer>& buffers, const NetworkSpec& network, std::size_t n) {
  buffers.resize(network.layers.size());
  for (std::size_t l = 0; l < buffers.size(); ++l) {
    buffers[l].rows = n;
    buffers[l].cols = network.layers[l].width;
    if (!std::holds_alternative<std::vector<float>>(buffers[l].columns)) {
      buffers[l].columns = std::vector<float>();
    }
    std::get<std::vector<float>>(buffers[l].columns).resize(n * buffers[l].cols);
  }
}

// a tile [unit][kTile] into its place in column-major storage
void copy_tile(const float* tile, const EvaluatedTile& place, SampleBuffer& buffer) {
  float* columns = std::get<std::vector<float>>(buffer.columns).data();
  for (std::size_t u = 0; u < buffer.cols; ++u) {
    std::copy_n(tile + u * kTile, place.n_valid, columns + u * buffer.rows + place.first);
  }
}

SampleBuffer select_rows(const MatrixView<float>& x, const std::vector<std::uint32_t>& rows) {
  std::vector<float> columns;
  columns.reserve(rows.size() * x.cols);
  for (std::size_t j = 0; j < x.cols; ++j) {
    for (const std::uint32_t row : rows) columns.push_back(x(row, j));
  }
  return {rows.size(), x.cols, std::move(columns)};
}

}  // namespace

RunSource::RunSource(const Task& task, const RunDirectory& directory)
    : task_(task), directory_(directory), replicas_(directory.finished_replicas(task)) {
  for (const LayerSpec& layer : task.network.layers) {
    layers_.push_back({layer.width, std::string(activation_name(layer.activation)),
                       activation_range(layer.activation)});
  }
  const std::vector<std::uint32_t> ids = infoplane::input_ids(task.data.inputs());
  const bool shared = task.config.record_samples == RecordSamples::kAll || !task.config.vary.split;
  for (const std::uint32_t replica : replicas_) {
    if (shared && !recorded_.empty()) break;
    Recorded& part = recorded_[shared ? 0 : replica];
    part.rows = task.recorded_rows(replica);
    part.labels = select_rows(task.data.labels, part.rows);
    for (const std::uint32_t row : part.rows) part.input_ids.push_back(ids[row]);
  }
}

const RunSource::Recorded& RunSource::recorded(std::uint32_t replica) const {
  const auto own = recorded_.find(replica);
  return own != recorded_.end() ? own->second : recorded_.at(0);
}

const Labels& RunSource::labels(std::uint32_t replica) const { return recorded(replica).labels; }

std::span<const std::uint32_t> RunSource::input_ids(std::uint32_t replica) const {
  return recorded(replica).input_ids;
}

std::string RunSource::fingerprint(std::uint32_t replica) const {
  const std::string last = read_file(directory_.checkpoint_path(replica, task_.epochs.back()));
  return sha256_hex(last + program_version() + network_target(task_.network));
}

void RunSource::read(std::uint32_t replica, std::size_t epoch, const Wanted& wanted,
                     Activations& out) const {
  const Checkpoint checkpoint = directory_.read_checkpoint(task_, replica, epoch);
  const std::vector<std::uint32_t>& rows = recorded(replica).rows;
  resize(out.t, task_.network, rows.size());
  if (wanted.preactivations) {
    resize(out.preactivations, task_.network, rows.size());
  } else {
    out.preactivations.clear();
  }
  out.inputs.reset();
  if (wanted.inputs) out.inputs = select_rows(task_.data.inputs(), rows);
  FusedNetwork network(task_.network);
  network.evaluate(checkpoint.parameters, checkpoint.statistics, task_.data.inputs(), rows,
                   [&](const EvaluatedTile& tile) {
                     for (std::size_t l = 0; l < out.t.size(); ++l) {
                       copy_tile(tile.t[l], tile, out.t[l]);
                       if (wanted.preactivations) copy_tile(tile.z[l], tile, out.preactivations[l]);
                     }
                   });
}

}  // namespace infoplane
