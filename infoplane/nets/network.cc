#include "infoplane/nets/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/nets/names.h"

namespace infoplane {
namespace {

// both in the order of their enumerations
std::span<const std::string> loss_names() {
  static const std::vector<std::string> names{"cross-entropy", "logistic", "squared-error"};
  return names;
}
std::span<const std::string> initialiser_names() {
  static const std::vector<std::string> names{"truncated-normal-fan-in",
                                              "truncated-normal-fan-out",
                                              "glorot-uniform",
                                              "glorot-normal",
                                              "he-uniform",
                                              "he-normal",
                                              "orthogonal",
                                              "ntk"};
  return names;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// the activation whose outputs `loss` is about
Activation output_activation(Loss loss) {
  switch (loss) {
    case Loss::kCrossEntropy:
      return Activation::kSoftmax;
    case Loss::kLogistic:
      return Activation::kSigmoid;
    case Loss::kSquaredError:
      break;
  }
  return Activation::kLinear;
}

/// Reads "10-leaky-relu-Dr.2-8-BN" part by part.
class HiddenLayersParser {
 public:
  HiddenLayersParser(std::string_view text, Activation default_activation)
      : text_(text), parts_(split(text, '-')), default_activation_(default_activation) {}

  std::vector<LayerSpec> parse() {
    while (at_ < parts_.size()) {
      const std::string& part = parts_[at_];
      if (part.empty()) fail("a part is empty");
      if (is_digit(part[0])) {
        read_width();
      } else if (layers_.empty()) {
        fail(fmt::format("'{}' comes before any width", part));
      } else if (part == "BN") {
        read_batch_norm();
      } else if (is_dropout(part)) {
        read_dropout();
      } else {
        read_activation();
      }
    }
    return layers_;
  }

 private:
  struct ActivationMatch {
    Activation activation;
    std::size_t n_parts;
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw InvalidArgument(fmt::format("hidden layers '{}': {}", text_, what));
  }

  // marks a word of the current layer as said
  void say(bool& said, std::string_view what) {
    if (said) fail(fmt::format("layer {} says {} twice", layers_.size(), what));
    said = true;
  }

  // Dr.2, Dr0.2
  static bool is_dropout(std::string_view part) {
    return part.size() > 2 && part.starts_with("Dr") && (is_digit(part[2]) || part[2] == '.');
  }

  // the activation whose name begins at a part; a name may be of several parts
  [[nodiscard]] std::optional<ActivationMatch> match_activation(std::size_t at) const {
    std::string name;
    for (std::size_t end = at; end < parts_.size(); ++end) {
      name += (end > at ? "-" : "") + parts_[end];
      for (const std::string& known : hidden_activation_names()) {
        if (name == known) return ActivationMatch{parse_activation(known), end + 1 - at};
      }
    }
    return std::nullopt;
  }

  // the unknown word that begins here: all parts up to the next that is known
  [[nodiscard]] std::string unknown_word() const {
    std::string word = parts_[at_];
    for (std::size_t i = at_ + 1; i < parts_.size(); ++i) {
      const std::string& part = parts_[i];
      if (part.empty() || is_digit(part[0]) || part == "BN" || is_dropout(part)) break;
      if (match_activation(i)) break;
      word += "-" + part;
    }
    return word;
  }

  void read_width() {
    const std::size_t width =
        parse_count(parts_[at_++], fmt::format("hidden layers '{}': a width", text_), 1);
    if (width > kLargestWidth) {
      fail(fmt::format("a width is {}, but must be at most {}", width, kLargestWidth));
    }
    layers_.push_back({.width = width, .activation = default_activation_});
    said_activation_ = said_batch_norm_ = said_dropout_ = false;
  }

  void read_batch_norm() {
    say(said_batch_norm_, "BN");
    layers_.back().batch_norm = true;
    ++at_;
  }

  void read_dropout() {
    say(said_dropout_, "its dropout");
    const std::string_view number = std::string_view(parts_[at_++]).substr(2);
    const double p = parse_real(number, fmt::format("hidden layers '{}': a dropout", text_));
    if (p < 0 || p >= 1) fail(fmt::format("a dropout is {}, but must be in [0, 1)", number));
    layers_.back().dropout = p;
  }

  void read_activation() {
    const std::optional<ActivationMatch> match = match_activation(at_);
    if (!match) {
      std::vector<std::string> words{"Dr.2", "BN"};
      std::ranges::copy(hidden_activation_names(), std::back_inserter(words));
      const std::string word = unknown_word();
      fail(fmt::format("unknown word '{}'; did you mean '{}'?", word, nearest_word(word, words)));
    }
    say(said_activation_, "its activation");
    layers_.back().activation = match->activation;
    at_ += match->n_parts;
  }

  std::string_view text_;
  std::vector<std::string> parts_;
  Activation default_activation_;
  std::size_t at_ = 0;
  std::vector<LayerSpec> layers_;
  // what the current layer has said
  bool said_activation_ = false;
  bool said_batch_norm_ = false;
  bool said_dropout_ = false;
};

void check_layer(const LayerSpec& layer, std::size_t number, bool is_output) {
  if (layer.width == 0) throw InvalidArgument(fmt::format("network: layer {} has width 0", number));
  if (layer.activation == Activation::kSoftmax && !is_output) {
    throw InvalidArgument(
        fmt::format("network: layer {} is softmax, but only the output can be", number));
  }
  // written so that NaN fails
  if (!(layer.dropout >= 0 && layer.dropout < 1)) {
    throw InvalidArgument(fmt::format(
        "network: the dropout of layer {} is {}, but must be in [0, 1)", number, layer.dropout));
  }
  if (!(layer.noise >= 0 && std::isfinite(layer.noise))) {
    throw InvalidArgument(
        fmt::format("network: the noise of layer {} is {}, but must be finite and not negative",
                    number, layer.noise));
  }
  if (is_output && (layer.dropout != 0 || layer.noise != 0)) {
    throw InvalidArgument(
        fmt::format("network: the output layer has {}, but only hidden layers can",
                    layer.dropout != 0 ? "dropout" : "noise"));
  }
}

}  // namespace

std::string_view loss_name(Loss loss) { return loss_names()[static_cast<std::size_t>(loss)]; }

Loss parse_loss(std::string_view name) { return parse_name<Loss>("loss", name, loss_names()); }

std::string_view initialiser_name(Initialiser initialiser) {
  return initialiser_names()[static_cast<std::size_t>(initialiser)];
}

Initialiser parse_initialiser(std::string_view name) {
  return parse_name<Initialiser>("initialiser", name, initialiser_names());
}

std::vector<LayerSpec> parse_hidden_layers(std::string_view text, Activation default_activation) {
  return HiddenLayersParser(text, default_activation).parse();
}

NetworkSpec make_network(std::size_t n_inputs, std::vector<LayerSpec> hidden, std::size_t n_classes,
                         Loss loss, Initialiser init) {
  if (n_classes < 2) {
    throw InvalidArgument(
        fmt::format("network: the data have {} classes, but a network needs 2", n_classes));
  }
  const bool one_output = loss == Loss::kLogistic && n_classes == 2;
  NetworkSpec spec{.n_inputs = n_inputs, .layers = std::move(hidden), .loss = loss, .init = init};
  spec.layers.push_back(
      {.width = one_output ? 1 : n_classes, .activation = output_activation(loss)});
  check_network(spec);
  return spec;
}

void check_network(const NetworkSpec& spec) {
  if (spec.n_inputs == 0) throw InvalidArgument("network: it has no inputs");
  if (spec.layers.empty()) throw InvalidArgument("network: it has no output layer");
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    check_layer(spec.layers[l], l + 1, l + 1 == spec.layers.size());
  }
  const LayerSpec& output = spec.layers.back();
  if (output.activation != output_activation(spec.loss)) {
    throw InvalidArgument(fmt::format("network: the output is {}, but {} needs {}",
                                      activation_name(output.activation), loss_name(spec.loss),
                                      activation_name(output_activation(spec.loss))));
  }
  if (output.width == 1 && spec.loss != Loss::kLogistic) {
    throw InvalidArgument(fmt::format("network: it has 1 output, but {} needs one for each class",
                                      loss_name(spec.loss)));
  }
}

bool is_noisy(const NetworkSpec& spec) {
  return std::ranges::any_of(spec.layers, [](const LayerSpec& layer) { return layer.noise > 0; });
}

std::size_t class_count(const NetworkSpec& spec) {
  const std::size_t n_outputs = spec.layers.back().width;
  return n_outputs == 1 ? 2 : n_outputs;
}

ParameterLayout::ParameterLayout(const NetworkSpec& spec) {
  std::size_t n_inputs = spec.n_inputs;
  for (const LayerSpec& layer : spec.layers) {
    LayerParameters p{.n_inputs = n_inputs, .width = layer.width};
    p.weights = n_parameters;
    p.biases = p.weights + p.width * p.n_inputs;
    p.gains = p.biases + p.width;
    p.statistics = n_statistics;
    if (spec.init == Initialiser::kNtk) {
      p.weight_scale = 1 / std::sqrt(static_cast<double>(n_inputs));
    }
    n_parameters = p.gains + (layer.batch_norm ? p.width : 0);
    n_statistics += layer.batch_norm ? 2 * p.width : 0;
    layers.push_back(p);
    n_inputs = layer.width;
  }
}

}  // namespace infoplane
