#include "infoplane/claims/claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {
namespace {

std::vector<Claim> read_claims() {
  std::vector<Claim> all;
  for (const auto& [file, toml] : embedded_claims()) {
    const std::string name(file.substr(0, file.rfind('.')));
    all.push_back(parse_claim(toml, name, fmt::format("claim {}", name)));
  }
  return all;
}

std::string layers_text(const std::string& layers) {
  if (layers == "hidden") return "the hidden layers";
  if (layers == "output") return "the output layer";
  return layers.find(',') == std::string::npos ? "layer " + layers : "layers " + layers;
}

}  // namespace

std::string quantity_name(const Quantity& quantity) {
  const bool several = quantity.layers == "hidden" || quantity.layers.find(',') < std::string::npos;
  if (quantity.kind == Quantity::Kind::kCompresses) {
    return "share of networks in which I(X;T) drops by more than 0.1 bit in " +
           layers_text(quantity.layers);
  }
  if (quantity.kind == Quantity::Kind::kCrosses) {
    return "share of networks whose gradients go from drift to diffusion in " +
           layers_text(quantity.layers);
  }
  if (quantity.kind == Quantity::Kind::kGeneralises) {
    return "fall of the generalisation error (half the logarithm of its ratio)";
  }
  if (quantity.kind == Quantity::Kind::kLawMargin) {
    return "margin by which one of " + layers_text(quantity.layers) +
           " does what the hypothesis of random weights says";
  }
  const std::string of = (several ? " summed over " : " of ") + layers_text(quantity.layers);
  switch (quantity.kind) {
    case Quantity::Kind::kDrop:
      return "drop of I(X;T)" + of;
    case Quantity::Kind::kRise:
      return "rise of I(X;T)" + of;
    case Quantity::Kind::kCorrelation:
      return "correlation of test accuracy and the drop of I(X;T)" + of;
    case Quantity::Kind::kClusters:
      return "correlation, after the peak, of I(X;T) and the classes' distances within over "
             "between "
             "in " +
             layers_text(quantity.layers);
    case Quantity::Kind::kLawFall:
      return "fall of I(X;T)" + of + " after its peak under random weights";
    case Quantity::Kind::kFinalXt:
      return "final I(X;T)" + of;
    case Quantity::Kind::kExact:
      return "I(X;T)";
    default:
      break;
  }
  return "final I(T;Y) of " + layers_text(quantity.layers);
}

bool is_share(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::kCompresses || quantity.kind == Quantity::Kind::kCrosses;
}

bool is_of_law(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::kLawMargin || quantity.kind == Quantity::Kind::kLawFall;
}

bool is_information(const Quantity& quantity) {
  return !is_share(quantity) && quantity.kind != Quantity::Kind::kCorrelation &&
         quantity.kind != Quantity::Kind::kClusters;
}

std::vector<std::size_t> chosen_layers(const Quantity& quantity, std::size_t n_layers) {
  std::vector<std::size_t> chosen;
  if (quantity.layers == "output") return {n_layers - 1};
  if (quantity.layers == "hidden") {
    for (std::size_t l = 0; l + 1 < n_layers; ++l) chosen.push_back(l);
  } else {
    for (const std::string& text : split(quantity.layers, ',')) {
      std::size_t layer = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), layer);
      if (error != std::errc() || end != text.data() + text.size() || layer == 0 ||
          layer > n_layers) {
        throw InvalidArgument(
            fmt::format("claim: layer '{}', but must be in 1 to {}", text, n_layers));
      }
      chosen.push_back(layer - 1);
    }
  }
  if (chosen.empty()) throw InvalidArgument("claim: a network without hidden layers");
  return chosen;
}

std::span<const Claim> claims() {
  static const std::vector<Claim> all = read_claims();
  return all;
}

const Claim& find_claim(std::string_view name) {
  const auto found = std::ranges::find(claims(), name, &Claim::name);
  if (found != claims().end()) return *found;
  std::vector<std::string> names;
  for (const Claim& claim : claims()) names.push_back(claim.name);
  throw InvalidArgument(
      fmt::format("unknown claim '{}'; did you mean '{}'?", name, nearest_word(name, names)));
}

}  // namespace infoplane
