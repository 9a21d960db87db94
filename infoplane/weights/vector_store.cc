#include "infoplane/weights/vector_store.h"

#include <fmt/format.h>

#include <utility>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"

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

// the other way round; false if there is no array of that size
bool unstack(const NpzArrays& arrays, const std::string& name, std::size_t width,
             std::vector<float> NetworkWeights::*which, std::vector<NetworkWeights>& out) {
  if (width == 0) return true;
  const auto* values = find_values<float>(arrays, name, out.size() * width);
  if (values == nullptr) return false;
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
  const NpzArrays arrays = read_npz_or_nothing(path(epoch));
  SampledVectors out;
  out.vectors.resize(n_vectors);
  if (!unstack(arrays, "parameters", layout.n_parameters, &NetworkWeights::parameters,
               out.vectors) ||
      !unstack(arrays, "statistics", layout.n_statistics, &NetworkWeights::statistics,
               out.vectors)) {
    return std::nullopt;
  }
  const auto* state = find_values<float>(arrays, "state");
  const std::size_t n_fixed = layout.n_parameters + layout.n_statistics;
  if (state == nullptr || state->size() < n_fixed) return out;
  // parameters, statistics, moments
  const auto at = [&](std::size_t i) { return state->begin() + static_cast<std::ptrdiff_t>(i); };
  out.state = TrainState{epoch,
                         {at(0), at(layout.n_parameters)},
                         {at(layout.n_parameters), at(n_fixed)},
                         {at(n_fixed), state->end()}};
  return out;
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
