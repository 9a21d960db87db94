#include "infoplane/plane/estimate_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"
#include "infoplane/estimate/flags.h"

namespace infoplane {
namespace {

// value, standard error, ends of the interval, lower, upper in nats; NaN stands for "none", in the
// file alone
constexpr std::size_t kEstimateFields = 6;
// i_xt, i_ty, H(Y), cells, shuffled-label i_ty, i_xt of half the passes, flags as bits
constexpr std::size_t kLayerFields = 2 * kEstimateFields + 5;

double pack(const std::optional<Nats>& nats) {
  return nats ? nats->value() : std::numeric_limits<double>::quiet_NaN();
}

std::optional<Nats> unpack(double value) {
  if (std::isnan(value)) return std::nullopt;
  return Nats(value);
}

void append(const Estimate& e, std::vector<double>& out) {
  std::optional<Nats> low;
  std::optional<Nats> high;
  if (e.ci95) {
    low = e.ci95->low;
    high = e.ci95->high;
  }
  out.insert(out.end(), {pack(e.value), pack(e.std_error), pack(low), pack(high), pack(e.lower),
                         pack(e.upper)});
}

Estimate estimate_from(std::span<const double> fields) {
  Estimate e{.value = unpack(fields[0]), .std_error = unpack(fields[1])};
  if (!std::isnan(fields[2])) e.ci95 = Interval{Nats(fields[2]), Nats(fields[3])};
  e.lower = unpack(fields[4]);
  e.upper = unpack(fields[5]);
  return e;
}

void append(const LayerEstimate& e, std::vector<double>& out) {
  append(e.i_xt, out);
  append(e.i_ty, out);
  std::optional<Nats> cells;
  if (e.cells) cells = Nats(static_cast<double>(*e.cells));
  out.insert(out.end(), {e.h_y.value(), pack(cells), pack(e.i_ty_shuffled),
                         pack(e.i_xt_half_passes), flag_bits(e.flags)});
}

LayerEstimate layer_from(std::span<const double> fields) {
  LayerEstimate e;
  e.i_xt = estimate_from(fields.subspan(0, kEstimateFields));
  e.i_ty = estimate_from(fields.subspan(kEstimateFields, kEstimateFields));
  const auto rest = fields.subspan(2 * kEstimateFields);
  e.h_y = Nats(rest[0]);
  if (!std::isnan(rest[1])) e.cells = static_cast<std::size_t>(rest[1]);
  e.i_ty_shuffled = unpack(rest[2]);
  e.i_xt_half_passes = unpack(rest[3]);
  e.flags = flags_of_bits(rest[4]);
  return e;
}

}  // namespace

EstimateStore::EstimateStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

std::filesystem::path EstimateStore::folder(const std::string& spec) const {
  return directory_ / sha256_hex(spec).substr(0, 8);
}

std::optional<ReplicaEstimates> EstimateStore::load(const std::string& spec, std::uint32_t replica,
                                                    const std::string& fingerprint,
                                                    std::size_t n_epochs,
                                                    std::size_t n_layers) const {
  const std::filesystem::path file = folder(spec) / fmt::format("{:04}.npz", replica);
  const NpzArrays arrays = read_npz_or_nothing(file);
  const auto* origin = find_values<std::int64_t>(arrays, "fingerprint", fingerprint.size());
  const auto* all_layers =
      find_values<double>(arrays, "layers", n_epochs * n_layers * kLayerFields);
  const auto* all_pairs =
      find_values<double>(arrays, "between", n_epochs * (n_layers - 1) * kEstimateFields);
  if (origin == nullptr || all_layers == nullptr || all_pairs == nullptr ||
      *origin != text_values(fingerprint)) {
    return std::nullopt;
  }
  const std::span<const double> layers(*all_layers);
  const std::span<const double> between(*all_pairs);
  ReplicaEstimates estimates(n_epochs);
  for (std::size_t e = 0; e < n_epochs; ++e) {
    for (std::size_t l = 0; l < n_layers; ++l) {
      const std::size_t row = e * n_layers + l;
      estimates[e].layers.push_back(layer_from(layers.subspan(row * kLayerFields, kLayerFields)));
      if (l + 1 == n_layers) break;
      const std::size_t pair = e * (n_layers - 1) + l;
      estimates[e].between.push_back(
          estimate_from(between.subspan(pair * kEstimateFields, kEstimateFields)));
    }
  }
  return estimates;
}

void EstimateStore::save(const std::string& spec, std::uint32_t replica,
                         const std::string& fingerprint, const ReplicaEstimates& estimates) const {
  std::vector<double> layers;
  std::vector<double> between;
  for (const NetworkEstimate& network : estimates) {
    for (const LayerEstimate& layer : network.layers) append(layer, layers);
    for (const Estimate& pair : network.between) append(pair, between);
  }
  const std::size_t n_rows = layers.size() / kLayerFields;
  const std::size_t n_pairs = between.size() / kEstimateFields;
  make_directory(folder(spec));
  if (!std::filesystem::exists(folder(spec) / "spec.txt")) {
    write_file(folder(spec) / "spec.txt", spec + "\n");
  }
  write_file(folder(spec) / fmt::format("{:04}.npz", replica),
             format_npz({{"fingerprint", {{fingerprint.size()}, text_values(fingerprint)}},
                         {"layers", {{n_rows, kLayerFields}, std::move(layers)}},
                         {"between", {{n_pairs, kEstimateFields}, std::move(between)}}}));
}

}  // namespace infoplane
