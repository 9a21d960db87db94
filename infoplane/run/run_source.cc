#include "infoplane/run/run_source.h"

#include <algorithm>

#include "infoplane/core/file.h"
#include "infoplane/nets/fused_network.h"
#include "infoplane/run/layer_samples.h"

namespace infoplane {
namespace {

template <class T>
std::vector<T> repeated(const std::vector<T>& values, std::size_t times) {
  std::vector<T> out;
  out.reserve(values.size() * times);
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), values.begin(), values.end());
  return out;
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
    : task_(task),
      directory_(directory),
      noisy_(is_noisy(task.network)),
      n_passes_(noisy_ ? task.config.record_draws : 1),
      replicas_(directory.finished_replicas(task)) {
  for (const LayerSpec& layer : task.network.layers) {
    // noise goes beyond the activation's range
    layers_.push_back({layer.width, std::string(activation_name(layer.activation)),
                       layer.noise > 0 ? std::nullopt : activation_range(layer.activation),
                       layer.noise});
  }
  const std::vector<std::uint32_t> ids = infoplane::input_ids(task.data.inputs());
  const bool shared = task.config.record_samples == RecordSamples::kAll || !task.config.vary.split;
  for (const std::uint32_t replica : replicas_) {
    if (shared && !recorded_.empty()) break;
    Recorded& part = recorded_[shared ? 0 : replica];
    part.rows = task.recorded_rows(replica);
    const std::vector<std::uint32_t> all = repeated(part.rows, n_passes_);
    part.labels = select_rows(task.data.labels, all);
    for (const std::uint32_t row : all) part.input_ids.push_back(ids[row]);
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
  const std::size_t n = n_passes_ * rows.size();
  const auto room_if = [&](bool asked, std::vector<SampleBuffer>& buffers) {
    if (asked) {
      make_room(task_.network, n, buffers);
    } else {
      buffers.clear();
    }
  };
  room_if(true, out.t);
  room_if(wanted.preactivations, out.preactivations);
  room_if(wanted.noiseless, out.noiseless);
  out.inputs.reset();
  if (wanted.inputs) out.inputs = select_rows(task_.data.inputs(), repeated(rows, n_passes_));
  for (std::size_t pass = 0; pass < n_passes_; ++pass) {
    add_pass(checkpoint, replica, pass, out);
  }
}

// the same noise at every epoch, so that epochs can be compared; pass 0 is the training log's
void RunSource::add_pass(const Checkpoint& checkpoint, std::uint32_t replica, std::size_t pass,
                         Activations& out) const {
  const std::vector<std::uint32_t>& rows = recorded(replica).rows;
  Stream noise(task_.config.seed, replica, Purpose::kEvaluationNoise,
               static_cast<std::uint32_t>(pass + 1));
  FusedNetwork network(task_.network);
  network.evaluate(checkpoint.parameters, checkpoint.statistics, task_.data.inputs(), rows,
                   noisy_ ? &noise : nullptr, [&](const EvaluatedTile& tile) {
                     const std::size_t first = pass * rows.size() + tile.first;
                     const auto copy = [&](const std::vector<const float*>& from,
                                           std::vector<SampleBuffer>& to) {
                       for (std::size_t l = 0; l < to.size(); ++l) {
                         copy_tile(from[l], first, tile.n_valid, to[l]);
                       }
                     };
                     copy(tile.t, out.t);
                     copy(tile.z, out.preactivations);
                     copy(tile.noiseless, out.noiseless);
                   });
}

}  // namespace infoplane
