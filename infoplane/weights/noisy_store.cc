#include "infoplane/weights/noisy_store.h"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"
#include "infoplane/core/text.h"
#include "infoplane/weights/asked_lines.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

// numbers and their standard errors; the optional ones follow, each led by 1, or 0 where it is not
// there
constexpr std::size_t kPlain = 13;
constexpr std::size_t kFields = kPlain + 2 + 2 + 3 + 2 + 2;

void append(std::vector<double>& row, const std::optional<Nats>& nats) {
  row.push_back(nats ? 1 : 0);
  row.push_back(nats ? nats->value() : 0);
}

std::optional<Nats> optional_nats(double is_there, double value) {
  return is_there == 0 ? std::nullopt : std::optional(Nats(value));
}

std::vector<double> pack(const NoisyLayer& layer) {
  std::vector<double> row{static_cast<double>(layer.layer),
                          layer.linearised.value.value(),
                          layer.linearised.std_error.value(),
                          static_cast<double>(layer.linearised.n_supports),
                          static_cast<double>(layer.linearised.smallest_rank),
                          layer.gaussian.value.value(),
                          layer.gaussian.std_error.value(),
                          layer.mean_difference,
                          layer.covariance_difference,
                          layer.variance_difference,
                          layer.information_difference.value.value(),
                          layer.information_difference.std_error.value(),
                          (layer.linearisation_fails ? 1.0 : 0.0) + (layer.unresolved ? 2.0 : 0.0)};
  append(row, layer.linearised.lower);
  append(row, layer.linearised.upper);
  append(row, layer.drawn ? std::optional(layer.drawn->value) : std::nullopt);
  row.push_back(layer.drawn ? layer.drawn->std_error.value() : 0);
  append(row, layer.drawn_lower);
  append(row, layer.drawn_upper);
  return row;
}

NoisyLayer unpack(std::span<const double> row) {
  NoisyLayer layer;
  layer.layer = static_cast<std::size_t>(row[0]);
  layer.linearised = {Nats(row[1]), Nats(row[2])};
  layer.linearised.n_supports = static_cast<std::size_t>(row[3]);
  layer.linearised.smallest_rank = static_cast<std::size_t>(row[4]);
  layer.gaussian = {Nats(row[5]), Nats(row[6])};
  layer.mean_difference = row[7];
  layer.covariance_difference = row[8];
  layer.variance_difference = row[9];
  layer.information_difference = {Nats(row[10]), Nats(row[11])};
  const auto flags = static_cast<unsigned>(row[12]);
  layer.linearisation_fails = (flags & 1U) != 0;
  layer.unresolved = (flags & 2U) != 0;
  const std::span<const double> rest = row.subspan(kPlain);
  layer.linearised.lower = optional_nats(rest[0], rest[1]);
  layer.linearised.upper = optional_nats(rest[2], rest[3]);
  if (rest[4] != 0) layer.drawn = NoisyInformation{Nats(rest[5]), Nats(rest[6])};
  layer.drawn_lower = optional_nats(rest[7], rest[8]);
  layer.drawn_upper = optional_nats(rest[9], rest[10]);
  return layer;
}

// as asked.txt has it
std::string line_of(const NoisyQuestion& question) {
  return fmt::format("{} {}", question.law, question.n_inputs);
}

}  // namespace

std::filesystem::path NoisyStore::path(const NoisyQuestion& question) const {
  return folder_ / (sha256_hex(line_of(question)).substr(0, kHashDigits) + ".npz");
}

void NoisyStore::save(const NoisyQuestion& question, const NoisyNetwork& network,
                      const std::string& fingerprint) const {
  std::vector<double> layers;
  for (const NoisyLayer& layer : network.layers) {
    const std::vector<double> row = pack(layer);
    layers.insert(layers.end(), row.begin(), row.end());
  }
  const std::vector<std::int64_t> print = text_values(fingerprint);
  const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(network.epoch),
                                        static_cast<std::int64_t>(network.n_inputs)};
  NpzArrays arrays;
  arrays.emplace_back("fingerprint", NpyArray{{print.size()}, print});
  arrays.emplace_back("sizes", NpyArray{{sizes.size()}, sizes});
  arrays.emplace_back("layers", NpyArray{{network.layers.size(), kFields}, layers});
  make_directory(folder_);
  write_file(path(question), format_npz(arrays));
}

std::optional<NoisyNetwork> NoisyStore::load(const NoisyQuestion& question,
                                             const std::string& fingerprint) const {
  const NpzArrays arrays = read_npz_or_nothing(path(question));
  const auto* origin = find_values<std::int64_t>(arrays, "fingerprint", fingerprint.size());
  const auto* sizes = find_values<std::int64_t>(arrays, "sizes", 2);
  const auto* layers = find_values<double>(arrays, "layers");
  if (origin == nullptr || *origin != text_values(fingerprint) || sizes == nullptr ||
      layers == nullptr || layers->empty() || layers->size() % kFields != 0) {
    return std::nullopt;
  }
  NoisyNetwork network{question.law,
                       static_cast<std::size_t>((*sizes)[0]),
                       static_cast<std::size_t>((*sizes)[1]),
                       {}};
  for (std::size_t i = 0; i < layers->size(); i += kFields) {
    network.layers.push_back(unpack(std::span<const double>(*layers).subspan(i, kFields)));
  }
  return network;
}

std::vector<NoisyQuestion> NoisyStore::asked() const {
  std::vector<NoisyQuestion> out;
  for (const std::string& line : asked_lines(folder_)) {
    const std::vector<std::string> parts = split(line, ' ');
    if (parts.size() != 2) continue;
    out.push_back({parts[0], parse_count(parts[1], "weights/noisy/asked.txt: inputs", 1)});
  }
  return out;
}

void NoisyStore::ask(const NoisyQuestion& question) const {
  ask_lines(folder_, {line_of(question)});
}

}  // namespace infoplane
