#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/embedded.h"

namespace infoplane {

/// What is measured of every network of a variant: bits, or 1 if it does what is asked and 0 else;
/// or one number of all its networks together.
struct Quantity {
  enum class Kind {
    /// Peak of I(X;T) minus its final value, added up over the layers.
    kDrop,
    /// Final I(X;T), added up over the layers.
    kFinalXt,
    /// Final I(X;T) less that of the first epoch, added up over the layers.
    kRise,
    /// Final I(T;Y) of the last of the layers.
    kFinalTy,
    /// I(X;T) of exact cases.
    kExact,
    /// Whether I(X;T) drops by more than 0.1 bit in every one of the layers.
    kCompresses,
    /// Whether the gradients of every one of the layers go from drift to diffusion: the norm of the
    /// mean over an epoch's minibatches is above that of the standard deviation at some recorded
    /// epoch, and below it at a later one.
    kCrosses,
    /// Of linear students: half the logarithm of the first generalisation error over the final one.
    kGeneralises,
    /// Over the networks: Pearson's correlation of kDrop and the test accuracy at the last epoch.
    kCorrelation,
    /// Pearson's correlation over the epochs from the peak of I(X;T) on, of I(X;T) and the ratio of
    /// mean squared distances within and between classes; the mean over the layers.
    kClusters,
    /// Of a layer under a law of random weights: by how much the one of the layers that does it
    /// best does what the hypothesis says, (L9).
    kLawMargin,
    /// Likewise: peak of I(X;T) minus its final value, added up over the layers.
    kLawFall
  };
  Kind kind = Kind::kDrop;
  /// "hidden" (all but the last), "output" (the last) or a list, "1,2,5", counted from 1.
  std::string layers = "hidden";

  friend bool operator==(const Quantity&, const Quantity&) = default;
};
/// "drop of I(X;T) summed over the hidden layers".
std::string quantity_name(const Quantity& quantity);
/// Whether it is 1 or 0, so that its mean is a share of the networks.
bool is_share(const Quantity& quantity);
/// Whether it is of random weights, and needs a law.
bool is_of_law(const Quantity& quantity);
/// Whether it has a unit: shares and correlations have none.
bool is_information(const Quantity& quantity);

/// The quantity's layers, from 0, as they are listed. Throws InvalidArgument: a layer that is not
/// among the n_layers, none.
std::vector<std::size_t> chosen_layers(const Quantity& quantity, std::size_t n_layers);

/// How a verdict follows from the variants' numbers. docs/methods.md section 17.
struct Rule {
  enum class Kind {
    /// Of what is there in one variant, every other has at least a share.
    kAgree,
    /// Every variant has more than a threshold.
    kExceed,
    /// Every variant has less than a threshold.
    kBelow,
    /// Every variant has more than the next one.
    kDecrease
  };
  Kind kind = Kind::kAgree;
  /// kAgree: what the largest must have; kExceed, kBelow: what all must have more or less than;
  /// kDecrease: how much more; in the quantity's unit.
  double threshold = 0;
  /// kAgree alone.
  double share = 0.5;

  friend bool operator==(const Rule&, const Rule&) = default;
};

/// One of the cases that a claim compares: networks and how they are looked at, or an exact case.
struct Variant {
  std::string label;
  /// As exact_information() takes it; then there is nothing else. Or a linear student as
  /// parse_linear_case() takes it; then there are replicas.
  std::string exact;
  /// As `infoplane run` takes them: a preset and key=value settings.
  std::string preset;
  std::vector<std::string> settings;
  /// Empty where the quantity needs none.
  std::string estimator;
  std::size_t replicas = 0;
  /// With --quick.
  std::size_t quick_replicas = 0;
  /// kCorrelation alone: settings of the conditions whose networks are taken together, each added
  /// to those above and with as many replicas; empty if there is one.
  std::vector<std::vector<std::string>> conditions{};
  /// is_of_law() alone: the law of the weights as parse_law() takes it.
  std::string law{};
  /// With --quick.
  std::string quick_law{};

  friend bool operator==(const Variant&, const Variant&) = default;
};

/// A published claim as an experiment: a file claims/NAME.toml, written before its numbers were
/// known.
struct Claim {
  std::string name;
  /// What is claimed, a sentence; who claims it, and where.
  std::string statement;
  std::string by;
  std::string source;
  /// What the variants differ in: "the estimator", "the activation".
  std::string varied;
  Quantity quantity;
  Rule rule;
  std::vector<Variant> variants;

  friend bool operator==(const Claim&, const Claim&) = default;
};

/// Reads a claim's file; docs/formats.md, "Claims". `name` is the claim's, `where` what errors call
/// the file. Presets, settings, estimators and laws are not looked at. Throws DataError: not TOML,
/// an unknown or missing key, a value of the wrong type or out of bounds.
Claim parse_claim(std::string_view toml, const std::string& name, const std::string& where);

/// All claims that the program carries with it, in the order in which they are told.
std::span<const Claim> claims();

/// Throws InvalidArgument with the nearest known name.
const Claim& find_claim(std::string_view name);

/// Name and text of each file of claims/, as the build embeds them.
EmbeddedFiles embedded_claims();

}  // namespace infoplane
