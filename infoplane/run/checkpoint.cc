#include "infoplane/run/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <span>

#include "infoplane/core/errors.h"
#include "infoplane/core/npy.h"

namespace infoplane {
namespace {

template <class T>
NpyArray vector_array(std::span<const T> values) {
  return {{values.size()}, std::vector<T>(values.begin(), values.end())};
}

NpyArray matrix_array(std::span<const float> values, std::size_t rows, std::size_t cols) {
  return {{rows, cols}, std::vector<float>(values.begin(), values.end())};
}

NpyArray epoch_array(std::size_t epoch) {
  return {{1}, std::vector<std::int64_t>{static_cast<std::int64_t>(epoch)}};
}

// looks arrays up by name and checks what they are
class Arrays {
 public:
  Arrays(std::string_view bytes, std::string path) : path_(std::move(path)) {
    for (auto& [name, array] : parse_npz(bytes, path_)) arrays_[name] = std::move(array);
  }

  template <class T>
  const std::vector<T>& values(const std::string& name) const {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) {
      throw DataError(fmt::format("{}: array '{}' is missing", path_, name));
    }
    const auto* values = std::get_if<std::vector<T>>(&found->second.values);
    if (values == nullptr) {
      throw DataError(
          fmt::format("{}: array '{}' has another type of number than expected", path_, name));
    }
    return *values;
  }

  template <class T>
  const std::vector<T>& values(const std::string& name, std::vector<std::size_t> shape) const {
    const std::vector<T>& result = values<T>(name);
    const NpyArray& array = arrays_.at(name);
    if (array.shape != shape) {
      throw DataError(fmt::format("{}: array '{}' has shape ({}), expected ({})", path_, name,
                                  fmt::join(array.shape, ", "), fmt::join(shape, ", ")));
    }
    return result;
  }

  std::size_t epoch() const {
    const std::int64_t epoch = values<std::int64_t>("epoch", {1})[0];
    if (epoch < 0) throw DataError(fmt::format("{}: epoch is {}", path_, epoch));
    return static_cast<std::size_t>(epoch);
  }

 private:
  std::string path_;
  std::map<std::string, NpyArray> arrays_;
};

void place(const std::vector<float>& values, std::vector<float>& whole, std::size_t offset) {
  std::ranges::copy(values, whole.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

std::string format_checkpoint(const NetworkSpec& network, const Checkpoint& checkpoint) {
  const ParameterLayout layout(network);
  const std::span<const float> parameters(checkpoint.parameters);
  const std::span<const float> statistics(checkpoint.statistics);
  const TrainMetrics& m = checkpoint.metrics;
  NpzArrays arrays;
  arrays.emplace_back("epoch", epoch_array(checkpoint.epoch));
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const LayerParameters& p = layout.layers[l];
    const auto add = [&](const char* name, NpyArray array) {
      arrays.emplace_back(fmt::format("layer{}.{}", l + 1, name), std::move(array));
    };
    add("weight",
        matrix_array(parameters.subspan(p.weights, p.width * p.n_inputs), p.width, p.n_inputs));
    add("bias", vector_array(parameters.subspan(p.biases, p.width)));
    if (!network.layers[l].batch_norm) continue;
    add("gain", vector_array(parameters.subspan(p.gains, p.width)));
    add("running_mean", vector_array(statistics.subspan(p.statistics, p.width)));
    add("running_variance", vector_array(statistics.subspan(p.statistics + p.width, p.width)));
  }
  std::vector<double> scores{m.train_loss, m.train_accuracy};
  if (m.test_accuracy) scores.push_back(*m.test_accuracy);
  arrays.emplace_back("scores", vector_array<double>(scores));
  arrays.emplace_back("weight_norm", vector_array<double>(m.weight_norm));
  arrays.emplace_back("gradient_mean_norm", vector_array<double>(m.gradient_mean_norm));
  arrays.emplace_back("gradient_std_norm", vector_array<double>(m.gradient_std_norm));
  return format_npz(arrays);
}

Checkpoint parse_checkpoint(const NetworkSpec& network, std::string_view bytes,
                            const std::string& path) {
  const ParameterLayout layout(network);
  const Arrays arrays(bytes, path);
  Checkpoint checkpoint;
  checkpoint.epoch = arrays.epoch();
  checkpoint.parameters.resize(layout.n_parameters);
  checkpoint.statistics.resize(layout.n_statistics);
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const LayerParameters& p = layout.layers[l];
    const auto name = [l](const char* part) { return fmt::format("layer{}.{}", l + 1, part); };
    place(arrays.values<float>(name("weight"), {p.width, p.n_inputs}), checkpoint.parameters,
          p.weights);
    place(arrays.values<float>(name("bias"), {p.width}), checkpoint.parameters, p.biases);
    if (!network.layers[l].batch_norm) continue;
    place(arrays.values<float>(name("gain"), {p.width}), checkpoint.parameters, p.gains);
    place(arrays.values<float>(name("running_mean"), {p.width}), checkpoint.statistics,
          p.statistics);
    place(arrays.values<float>(name("running_variance"), {p.width}), checkpoint.statistics,
          p.statistics + p.width);
  }
  const std::vector<double>& scores = arrays.values<double>("scores");
  if (scores.size() != 2 && scores.size() != 3) {
    throw DataError(
        fmt::format("{}: array 'scores' has {} numbers, expected 2 or 3", path, scores.size()));
  }
  TrainMetrics& m = checkpoint.metrics;
  m.train_loss = scores[0];
  m.train_accuracy = scores[1];
  if (scores.size() == 3) m.test_accuracy = scores[2];
  m.weight_norm = arrays.values<double>("weight_norm", {layout.layers.size()});
  m.gradient_mean_norm = arrays.values<double>("gradient_mean_norm");
  m.gradient_std_norm = arrays.values<double>("gradient_std_norm");
  return checkpoint;
}

std::string format_state(const TrainState& state) {
  NpzArrays arrays;
  arrays.emplace_back("epoch", epoch_array(state.epoch));
  arrays.emplace_back("parameters", vector_array<float>(state.parameters));
  arrays.emplace_back("statistics", vector_array<float>(state.statistics));
  arrays.emplace_back("moments", vector_array<float>(state.moments));
  return format_npz(arrays);
}

TrainState parse_state(std::string_view bytes, const std::string& path) {
  const Arrays arrays(bytes, path);
  TrainState state;
  state.epoch = arrays.epoch();
  state.parameters = arrays.values<float>("parameters");
  state.statistics = arrays.values<float>("statistics");
  state.moments = arrays.values<float>("moments");
  return state;
}

}  // namespace infoplane
