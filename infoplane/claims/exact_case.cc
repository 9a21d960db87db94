#include "infoplane/claims/exact_case.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "infoplane/claims/neuron.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec_keys.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostBins = 1000000;

template <class T>
T needed(const std::optional<T>& value, const SpecKeys& keys, std::string_view key) {
  if (!value) throw InvalidArgument(fmt::format("{} is not given", keys.what(key)));
  return *value;
}

Nats neuron(const SpecKeys& keys) {
  const std::string* name = keys.find("activation");
  if (name == nullptr) {
    throw InvalidArgument(fmt::format("{} is not given", keys.what("activation")));
  }
  return neuron_information(parse_activation(*name),
                            needed(keys.positive("weight"), keys, "weight"),
                            {keys.count("bins", kMostBins), keys.positive("width")});
}

Nats noisy_neuron(const SpecKeys& keys) {
  return noisy_neuron_information(needed(keys.positive("weight"), keys, "weight"),
                                  needed(keys.positive("noise"), keys, "noise"));
}

struct Known {
  const char* name;
  KnownKeys keys;
  Nats (*information)(const SpecKeys&);
};

}  // namespace

Nats exact_information(std::string_view spec) {
  static const std::array<Known, 2> all{
      {{"neuron", {{"activation", "weight", "bins", "width"}, {}}, neuron},
       {"noisy-neuron", {{"weight", "noise"}, {}}, noisy_neuron}}};
  const std::size_t colon = std::min(spec.find(':'), spec.size());
  const std::string_view text = spec.substr(std::min(colon + 1, spec.size()));
  for (const Known& known : all) {
    if (spec.substr(0, colon) != known.name) continue;
    return known.information(SpecKeys(known.name, text, known.keys));
  }
  throw InvalidArgument(fmt::format("unknown exact case '{}', expected neuron or noisy-neuron",
                                    spec.substr(0, colon)));
}

}  // namespace infoplane
