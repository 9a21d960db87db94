#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"
#include "infoplane/core/range.h"
#include "infoplane/core/units.h"
#include "infoplane/core/work.h"

namespace infoplane {

/// What makes an estimate weak. A weak estimate is not an error: it is flagged. docs/methods.md
/// says what each one means.
enum class Flag {
  kSaturated,      ///< I(X;T) within 2% of H(X) (ln N if all differ), I(X;Y) of ln N
  kSingletons,     ///< more than half of the occupied cells hold one sample
  kOverHY,         ///< I(T;Y) above H(Y), which cannot be
  kDpi,            ///< information rises from a layer to the next, which cannot be
  kTies,           ///< equal values where the estimator assumes a density
  kOutOfRange,     ///< activations outside of the binned range were moved into its end cells
  kRangeOfSample,  ///< no other checkpoint was known: the range is this sample's own min and max
  kAboveLnN,       ///< above ln N: no distribution-free lower bound can be this high
  kModelBased,     ///< right only as far as the model of the distribution is
  kNotShannon,     ///< not Shannon's mutual information: compare it with its own kind only
  kUnresolved,     ///< too few samples for a value, or an infinite one
  kBiasedLowPossible,  ///< there may be more than was found: the estimate says why
};

/// "saturated", "singletons", "over-H(Y)", "dpi", "ties", "out-of-range", "range-of-sample",
/// "above-ln-N", "model-based", "not-shannon", "unresolved", "biased-low-possible".
std::string_view flag_name(Flag flag);
using Flags = std::set<Flag>;
/// Names joined by ';', in the order of the enumeration.
std::string format_flags(const Flags& flags);

/// A confidence interval.
struct Interval {
  Nats low;
  Nats high;
};

/// One of the estimates that an estimator has chosen from.
struct Considered {
  /// As a specification.
  std::string spec;
  /// What it saw of the sample, in words; empty if the columns themselves.
  std::string seen{};
  Nats value{};
};

/// One of the informations whose sum an estimate is.
struct InformationPart {
  /// What of the two sides, in words.
  std::string what;
  Nats value{};
};

/// One estimated information. What the estimator cannot give is empty. Never clipped: a negative
/// value stays negative. `lower` and `upper` are bounds in the mean, not a confidence interval.
struct Estimate {
  std::optional<Nats> value{};
  std::optional<Nats> std_error{};
  /// 95% interval of the estimator's own mean over samples of this size: it knows nothing of bias.
  std::optional<Interval> ci95{};
  std::optional<Nats> lower{};
  std::optional<Nats> upper{};
  /// What an estimator that chooses has chosen, as a specification; empty where there is no choice.
  std::string chosen{};
  /// Why, and what is to be known about it, in words; empty where there is nothing to say.
  std::string why{};
  /// All that it was chosen from, in the order in which they were made.
  std::vector<Considered> considered{};
  /// What it is the sum of, where the chain rule has taken it apart; they sum to more where that is
  /// above the entropy of a side, which is `value` then (kOverHY).
  std::vector<InformationPart> parts{};
};

/// One layer at one checkpoint.
struct LayerEstimate {
  Estimate i_xt;
  Estimate i_ty;
  /// H(Y) of the same samples, the ceiling of i_ty.
  Nats h_y;
  /// Occupied cells, where the estimator counts.
  std::optional<std::size_t> cells{};
  /// i_ty after the labels were shuffled (one fixed shuffle): what the counting alone makes of
  /// nothing.
  std::optional<Nats> i_ty_shuffled{};
  /// i_xt from half of each input's passes through a network with noise: what it differs by is of
  /// the size of i_xt's own bias.
  std::optional<Nats> i_xt_half_passes{};
  Flags flags;
};

/// All layers of a network at one checkpoint; between[l] is I(T_l;T_{l+1}), one less than layers
/// (entries without a value where the estimator does not offer it).
struct NetworkEstimate {
  std::vector<LayerEstimate> layers;
  std::vector<Estimate> between;
};

/// One layer's activations of N samples, and what is known about them beforehand.
struct LayerSample {
  /// (N, d): row = sample, column = unit.
  Samples t;
  /// What enters the activation, (N, d), where it was recorded.
  std::optional<Samples> preactivation{};
  /// The activation's own range ([-1, 1] for tanh); empty if unbounded or unknown.
  std::optional<Range> activation_range{};
  /// Standard deviation of the layer's own Gaussian noise, which is in t.
  double noise = 0;
  /// t without it, (N, d), where there is noise and it was recorded.
  std::optional<Samples> noiseless{};
};

/// What a network makes of N samples: layers from the first hidden one to the output.
struct NetworkSample {
  /// The inputs themselves, (N, d_x), for estimators that compare them with the activations; where
  /// they are not known, those have no i_xt.
  std::optional<Samples> inputs{};
  /// Which input each row came from: equal numbers, equal inputs. One a row; empty: all differ.
  std::span<const std::uint32_t> input_ids;
  /// Of each row. May be null: then i_ty is empty and H(Y) zero.
  const Labels* labels = nullptr;
  std::vector<LayerSample> layers;
};

/// Two paired samples, (N, d_x) and (N, d_y).
struct PairSample {
  Samples x;
  Samples y;
  /// Whether a side's rows are names, not numbers: equal or different, but no further or nearer.
  bool x_discrete = false;
  bool y_discrete = false;
};

/// What an estimator says of a pair.
struct PairEstimate {
  Estimate information;
  /// Occupied cells of the joint sample, where the estimator counts.
  std::optional<std::size_t> cells{};
  Flags flags;
};

/// Calls a function with every checkpoint of one replica in turn. What it is given lives until the
/// function returns.
using EachCheckpoint = std::function<void(const std::function<void(const NetworkSample&)>&)>;

/// A way to estimate mutual information. Immutable and thread-safe once made.
class Estimator {
 public:
  virtual ~Estimator() = default;

  /// The canonical specification: two estimators with the same one give the same numbers.
  [[nodiscard]] virtual std::string spec() const = 0;

  /// Whether it reads LayerSample::preactivation.
  [[nodiscard]] virtual bool needs_preactivation() const { return false; }

  /// Whether it reads LayerSample::noiseless of networks with noise.
  [[nodiscard]] virtual bool uses_noiseless() const { return false; }

  /// Whether it reads NetworkSample::inputs where they are known.
  [[nodiscard]] virtual bool uses_inputs() const { return false; }

  /// Why it has no I(X;T) of a layer that is a function of the input, in a sentence; empty if it
  /// has one, or none for other reasons.
  [[nodiscard]] virtual std::string_view why_no_i_xt() const { return ""; }

  /// An estimator that has seen all checkpoints of a replica must use the same grid at each of
  /// them: one that moved with the epoch would make compression out of nothing. Returns the
  /// estimator to use for that replica, or null if this one needs to see nothing. Throws
  /// InvalidArgument where what it needs was not recorded (pre-activations of a trace).
  [[nodiscard]] virtual std::unique_ptr<const Estimator> fitted(const EachCheckpoint& all) const {
    (void)all;
    return nullptr;
  }

  /// Estimates all layers of one checkpoint. The same bits for any number of threads. Throws
  /// InvalidArgument if the sample does not suit, Interrupted if asked to stop.
  [[nodiscard]] virtual NetworkEstimate network(const NetworkSample& sample,
                                                const Work& work) const = 0;

  /// I(X;Y) between two paired samples. The same bits for any number of threads. Throws
  /// InvalidArgument if rows differ, or if the estimator makes no sense for it, saying where it
  /// belongs; Interrupted if asked to stop.
  [[nodiscard]] virtual PairEstimate pair(const PairSample& sample, const Work& work) const = 0;
};

}  // namespace infoplane
