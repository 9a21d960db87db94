#include "infoplane/weights/vector_store.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

// a row for each vector
NpyArray stacked(const std::vector<NetworkWeights>& vectors,
                 std::vector<float> NetworkWeights::*which) {
  std::vector<float> values;
  for (const NetworkWeights& vector : vectors) {
    values.insert(values.end(), (vector.*which).begin(), (vector.*which).end());
  }
  const std::size_t width = (vectors.front().*which).size();
  return {{vectors.size(), width}, std::move(values)};
}

// the other way round; false if the array is not of that shape
bool unstack(const std::map<std::string, NpyArray>& arrays, const std::string& name,
             std::size_t width, std::vector<float> NetworkWeights::*which,
             std::vector<NetworkWeights>& out) {
  if (width == 0) return true;
  const auto found = arrays.find(name);
  if (found == arrays.end()) return false;
  const auto* values = std::get_if<std::vector<float>>(&found->second.values);
  if (values == nullptr || values->size() != out.size() * width) return false;
  auto at = values->begin();
  for (NetworkWeights& vector : out) {
    const auto end = at + static_cast<std::ptrdiff_t>(width);
    (vector.*which).assign(at, end);
    at = end;
  }
  return true;
}

}  // namespace

VectorStore::VectorStore(const std::filesystem::path& run, const std::string& law,
                         const std::string& fingerprint)
    : folder_(run / "weights" / sha256_hex(law + "\n" + fingerprint).substr(0, kHashDigits)) {
  make_directory(folder_);
  write_file(folder_ / "spec.txt", law + "\n");
}

std::filesystem::path VectorStore::path(std::size_t epoch) const {
  return folder_ / fmt::format("{:08}.npz", epoch);
}

std::optional<SampledVectors> VectorStore::load(const ParameterLayout& layout,
                                                std::size_t n_vectors, std::size_t epoch) const {
  if (!std::filesystem::exists(path(epoch))) return std::nullopt;
  try {
    std::map<std::string, NpyArray> arrays;
    for (auto& [name, array] : parse_npz(read_file(path(epoch)), path(epoch).string())) {
      arrays[name] = std::move(array);
    }
    SampledVectors out;
    out.vectors.resize(n_vectors);
    if (!unstack(arrays, "parameters", layout.n_parameters, &NetworkWeights::parameters,
                 out.vectors) ||
        !unstack(arrays, "statistics", layout.n_statistics, &NetworkWeights::statistics,
                 out.vectors)) {
      return std::nullopt;
    }
    const auto state = arrays.find("state");
    if (state == arrays.end()) return out;
    // parameters, statistics, moments
    const auto* values = std::get_if<std::vector<float>>(&state->second.values);
    const std::size_t n_fixed = layout.n_parameters + layout.n_statistics;
    if (values == nullptr || values->size() < n_fixed) return std::nullopt;
    const auto at = [&](std::size_t i) { return values->begin() + static_cast<std::ptrdiff_t>(i); };
    out.state = TrainState{epoch,
                           {at(0), at(layout.n_parameters)},
                           {at(layout.n_parameters), at(n_fixed)},
                           {at(n_fixed), values->end()}};
    return out;
  } catch (const DataError&) {
    return std::nullopt;
  }
}

void VectorStore::save(std::size_t epoch, const SampledVectors& sampled) const {
  NpzArrays arrays;
  arrays.emplace_back("parameters", stacked(sampled.vectors, &NetworkWeights::parameters));
  if (!sampled.vectors.front().statistics.empty()) {
    arrays.emplace_back("statistics", stacked(sampled.vectors, &NetworkWeights::statistics));
  }
  if (sampled.state) {
    const TrainState& state = *sampled.state;
    std::vector<float> values = state.parameters;
    values.insert(values.end(), state.statistics.begin(), state.statistics.end());
    values.insert(values.end(), state.moments.begin(), state.moments.end());
    arrays.emplace_back("state", NpyArray{{values.size()}, std::move(values)});
  }
  write_file(path(epoch), format_npz(arrays));
}

}  // namespace infoplane
