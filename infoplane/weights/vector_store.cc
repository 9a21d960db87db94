#include "infoplane/weights/vector_store.h"

#include <fmt/format.h>

#include <utility>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

// a row for each vector
NpyArray stacked(const std::vector<NetworkWeights>& vectors, std::size_t width,
                 std::vector<float> NetworkWeights::*which) {
  std::vector<float> values;
  values.reserve(vectors.size() * width);
  for (const NetworkWeights& vector : vectors) {
    values.insert(values.end(), (vector.*which).begin(), (vector.*which).end());
  }
  return {{vectors.size(), width}, std::move(values)};
}

void add_vectors(const std::vector<NetworkWeights>& vectors, NpzArrays& arrays) {
  const std::size_t n_parameters = vectors.front().parameters.size();
  const std::size_t n_statistics = vectors.front().statistics.size();
  arrays.emplace_back("parameters", stacked(vectors, n_parameters, &NetworkWeights::parameters));
  if (n_statistics == 0) return;
  arrays.emplace_back("statistics", stacked(vectors, n_statistics, &NetworkWeights::statistics));
}

// the other way round; false if there is no array of that size
bool unstack(const NpzArrays& arrays, const char* name, std::size_t width,
             std::vector<float> NetworkWeights::*which, std::vector<NetworkWeights>& out) {
  if (width == 0 || out.empty()) return true;
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

std::optional<std::vector<NetworkWeights>> find_vectors(const NpzArrays& arrays,
                                                        const ParameterLayout& layout,
                                                        std::size_t n) {
  std::vector<NetworkWeights> out(n);
  if (!unstack(arrays, "parameters", layout.n_parameters, &NetworkWeights::parameters, out) ||
      !unstack(arrays, "statistics", layout.n_statistics, &NetworkWeights::statistics, out)) {
    return std::nullopt;
  }
  return out;
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

std::filesystem::path VectorStore::unfinished_path() const { return folder_ / "unfinished.npz"; }

std::optional<std::vector<NetworkWeights>> VectorStore::load(const ParameterLayout& layout,
                                                             std::size_t n_vectors,
                                                             std::size_t epoch) const {
  return find_vectors(read_npz_or_nothing(path(epoch)), layout, n_vectors);
}

void VectorStore::save(std::size_t epoch, const std::vector<NetworkWeights>& vectors) const {
  NpzArrays arrays;
  add_vectors(vectors, arrays);
  write_file(path(epoch), format_npz(arrays));
}

std::optional<UnfinishedVectors> VectorStore::load_unfinished(const ParameterLayout& layout) const {
  const NpzArrays arrays = read_npz_or_nothing(unfinished_path());
  // epoch of the state, then epochs and numbers of vectors in turn
  const auto* counts = find_values<std::int64_t>(arrays, "counts");
  const auto* moments = find_values<float>(arrays, "moments");
  if (counts == nullptr || counts->size() % 2 != 1 || moments == nullptr) return std::nullopt;
  // the state's own vector is the first
  std::size_t n_vectors = 1;
  for (std::size_t i = 2; i < counts->size(); i += 2) {
    n_vectors += static_cast<std::size_t>((*counts)[i]);
  }
  auto vectors = find_vectors(arrays, layout, n_vectors);
  if (!vectors) return std::nullopt;
  UnfinishedVectors out;
  out.state = {static_cast<std::size_t>((*counts)[0]), (*vectors)[0].parameters,
               (*vectors)[0].statistics, *moments};
  auto at = vectors->begin() + 1;
  for (std::size_t i = 1; i < counts->size(); i += 2) {
    const auto end = at + (*counts)[i + 1];
    out.by_epoch[static_cast<std::size_t>((*counts)[i])].assign(at, end);
    at = end;
  }
  return out;
}

void VectorStore::save_unfinished(const UnfinishedVectors& unfinished) const {
  const TrainState& state = unfinished.state;
  std::vector<std::int64_t> counts{static_cast<std::int64_t>(state.epoch)};
  std::vector<NetworkWeights> vectors{{state.parameters, state.statistics}};
  for (const auto& [epoch, kept] : unfinished.by_epoch) {
    counts.push_back(static_cast<std::int64_t>(epoch));
    counts.push_back(static_cast<std::int64_t>(kept.size()));
    vectors.insert(vectors.end(), kept.begin(), kept.end());
  }
  NpzArrays arrays;
  arrays.emplace_back("counts", NpyArray{{counts.size()}, counts});
  arrays.emplace_back("moments", NpyArray{{state.moments.size()}, state.moments});
  add_vectors(vectors, arrays);
  write_file(unfinished_path(), format_npz(arrays));
}

void VectorStore::remove_unfinished() const { std::filesystem::remove(unfinished_path()); }

}  // namespace infoplane
