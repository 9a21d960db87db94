#include "infoplane/estimate/neighbour_estimator.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/normal_scores.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

// the samples of a part, in units of k
constexpr std::size_t kPartsNeighbourhoods = 8;

Names names_of(const Labels& labels) { return {labels.n_classes, labels.classes}; }

Side scored(const Side& side, const Work& work) {
  const auto* points = std::get_if<Points>(&side);
  if (points == nullptr) return side;
  return Points{points->n, points->d, normal_scores(points->values, points->n, work)};
}

// Whether the formulas take it for draws from a density though it cannot be.
bool has_ties(const Side& side) {
  const auto* points = std::get_if<Points>(&side);
  return points != nullptr && has_repeated_values(*points);
}

std::string k_text(const KsgOptions& options) {
  return options.choose_k ? "auto" : fmt::format("{}", options.k);
}

// KSG-1 of numbers with the k that they choose, on normal scores with a Gaussian reference or not.
struct Choice {
  std::size_t k = 0;
  double nats = 0;
  bool repeated_pairs = false;
  std::string why;
};

Choice choose(const Points& x, const Points& y, bool gaussian_reference, const Work& work) {
  const auto why = [&](std::size_t k) {
    return fmt::format("k = {} of {}: no smaller k differs from it by more than {} standard errors",
                       k, fmt::join(k_ladder(x.d + y.d), ", "), kLepskiErrors);
  };
  if (!gaussian_reference) {
    const ChosenK chosen = ksg_with_chosen_k(x, y, work);
    return {chosen.k, chosen.information.nats, chosen.repeated_pairs, why(chosen.k)};
  }
  const ReferencedKsg chosen = referenced_ksg(x, y, work);
  return {chosen.k, chosen.information.nats, chosen.repeated_pairs,
          fmt::format("{}; {:+.4f} nats subtracted, the bias for Gaussian samples of the same "
                      "correlations",
                      why(chosen.k), chosen.correction)};
}

}  // namespace

NeighbourEstimator::NeighbourEstimator(const KsgOptions& options, Scale scale)
    : options_(options), scale_(scale) {
  if (options.k == 0)
    throw InvalidArgument(fmt::format("{}: k is 0, but must be in [1, N)", name()));
  const bool second_or_mixed =
      options.variant == KsgVariant::kTwo || options.variant == KsgVariant::kMixed;
  if (options.choose_k && second_or_mixed) {
    throw InvalidArgument(fmt::format("{}: k is auto, but must be a number for variant={}", name(),
                                      options.variant == KsgVariant::kTwo ? "2" : "mixed"));
  }
  if (options.gaussian_reference && (!options.choose_k || scale != Scale::kNormalScores)) {
    throw InvalidArgument(
        fmt::format("{}: reference is gaussian, but that goes with rank-ksg:k=auto alone", name()));
  }
}

const char* NeighbourEstimator::name() const { return scale_ == Scale::kAsIs ? "ksg" : "rank-ksg"; }

std::string NeighbourEstimator::spec() const {
  std::string spec = fmt::format("{}:k={}", name(), k_text(options_));
  switch (options_.variant) {
    case KsgVariant::kAutomatic:
      break;
    case KsgVariant::kOne:
      spec += ",variant=1";
      break;
    case KsgVariant::kTwo:
      spec += ",variant=2";
      break;
    case KsgVariant::kMixed:
      spec += ",variant=mixed";
      break;
  }
  if (options_.gaussian_reference) spec += ",reference=gaussian";
  return options_.std_error ? spec : spec + ",error=none";
}

KsgValue NeighbourEstimator::value(const Side& x, const Side& y, const Work& work) const {
  if (scale_ == Scale::kAsIs) return ksg_value(x, y, options_.k, options_.variant, work);
  return ksg_value(scored(x, work), scored(y, work), options_.k, options_.variant, work);
}

std::optional<SubsampleError> NeighbourEstimator::standard_error(const Side& x, const Side& y,
                                                                 const Work& work) const {
  // small parts are estimated side by side; large ones in turn, so that memory stays that of one
  constexpr std::size_t kLarge = 20000;
  const std::size_t n = n_rows(x);
  const Work one_thread{.n_threads = 1, .progress = {}, .stop = work.stop};
  const Work of_part{
      .n_threads = n < kLarge ? 1 : work.n_threads, .progress = {}, .stop = work.stop};
  const auto of_rows = [&](std::span<const std::uint32_t> rows) -> std::optional<double> {
    // hardly more than k samples have hardly any spread
    if (rows.size() < kPartsNeighbourhoods * options_.k) return std::nullopt;
    return value(select_rows(x, rows), select_rows(y, rows), of_part).nats;
  };
  return subsample_error(n, of_rows, n < kLarge ? work : one_thread);
}

Estimate NeighbourEstimator::estimate(const Side& x, const Side& y, Flags& flags,
                                      const Work& work) const {
  if (options_.choose_k) return estimate_choosing_k(x, y, flags, work);
  const std::size_t n = n_rows(x);
  if (options_.k >= n) {
    throw InvalidArgument(fmt::format("{}: k is {}, but must be in [1, N) with N = {} samples",
                                      name(), options_.k, n));
  }
  Estimate out;
  const KsgValue all = value(x, y, work);
  if (all.left_out) flags.insert(Flag::kUnresolved);
  // `mixed` is made for equal values
  if (options_.variant != KsgVariant::kMixed &&
      (all.zero_distances || has_ties(x) || has_ties(y))) {
    flags.insert(Flag::kTies);
  }
  if (!all.nats) return out;
  out.value = Nats(*all.nats);
  if (!options_.std_error) return out;
  set_error(out, standard_error(x, y, work));
  return out;
}

NeighbourEstimator NeighbourEstimator::with_k(std::size_t k) const {
  KsgOptions fixed = options_;
  fixed.k = k;
  fixed.choose_k = false;
  fixed.gaussian_reference = false;
  return {fixed, scale_};
}

Estimate NeighbourEstimator::estimate_choosing_k(const Side& x, const Side& y, Flags& flags,
                                                 const Work& work) const {
  const bool numbers = std::holds_alternative<Points>(x) && std::holds_alternative<Points>(y);
  if (!numbers) {
    const NeighbourEstimator fixed =
        with_k(std::clamp<std::size_t>(n_rows(x) - 1, 1, kDiscreteNeighbours));
    Estimate out = fixed.estimate(x, y, flags, work);
    out.chosen = fixed.spec();
    out.why = fmt::format("with a discrete side k is {}", kDiscreteNeighbours);
    return out;
  }
  const bool as_is = scale_ == Scale::kAsIs;
  const Side of_x = as_is ? x : scored(x, work);
  const Side of_y = as_is ? y : scored(y, work);
  const Choice choice =
      choose(std::get<Points>(of_x), std::get<Points>(of_y), options_.gaussian_reference, work);
  if (choice.repeated_pairs || has_ties(x) || has_ties(y)) flags.insert(Flag::kTies);
  Estimate out;
  out.value = Nats(choice.nats);
  out.chosen = with_k(choice.k).spec();
  out.why = choice.why;
  if (!options_.std_error) return out;
  // that of the smallest k, which spreads most: the choice has a spread of its own; what is
  // subtracted is the same for all parts
  set_error(out, with_k(kFewestChosen).standard_error(x, y, work));
  return out;
}

NetworkEstimate NeighbourEstimator::network(const NetworkSample& sample, const Work& work) const {
  return estimate_layers(sample, [&](const CheckedLayer& layer) {
    LayerEstimate out;
    const Side t = points_of(*layer.t);
    if (layer.inputs != nullptr) {
      out.i_xt = estimate(points_of(*layer.inputs), t, out.flags, work);
    }
    if (layer.labels != nullptr) out.i_ty = estimate(t, names_of(*layer.labels), out.flags, work);
    return out;
  });
}

PairEstimate NeighbourEstimator::pair(const PairSample& sample, const Work& work) const {
  const CheckedPair pair = check_pair(sample, spec());
  // variants 1 and 2 take names for the numbers that they are written as
  const bool as_numbers =
      options_.variant == KsgVariant::kOne || options_.variant == KsgVariant::kTwo;
  const auto side = [&](const Columns& columns, bool discrete) -> Side {
    if (discrete && !as_numbers) return names_of(classes_of_rows(columns));
    return points_of(columns);
  };
  PairEstimate out;
  out.information =
      estimate(side(pair.x, sample.x_discrete), side(pair.y, sample.y_discrete), out.flags, work);
  flag_pair(pair.n(), out);
  return out;
}

}  // namespace infoplane
