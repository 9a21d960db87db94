#include "infoplane/report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "infoplane/core/units.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

std::string layers_text(const std::vector<std::size_t>& layers) {
  return fmt::format("{} {}", layers.size() == 1 ? "layer" : "layers", join_numbers(layers));
}

std::string headline(const PlaneResult& result) {
  const auto fitting = fitting_layers(result);
  const auto compressing = compressing_layers(result);
  const auto unresolved = layers_with(result, Verdict::kUnresolved, Verdict::kUnresolved);
  if (unresolved.size() == result.phases.size()) return "No layer gives a verdict";
  if (fitting.empty() && compressing.empty()) return "Neither fitting nor compression is seen";
  if (fitting == compressing) return "Fitting and compression in " + layers_text(fitting);
  const std::string first =
      fitting.empty() ? "No fitting is seen" : "Fitting in " + layers_text(fitting);
  const std::string second =
      compressing.empty() ? "no compression is seen" : "compression in " + layers_text(compressing);
  return first + "; " + second;
}

// why there is no verdict on some layers
std::string why_unresolved(const PlaneResult& result, const std::vector<std::size_t>& layers) {
  const std::string subject = fmt::format("No verdict on {}: ", layers_text(layers));
  const bool has_drop = std::ranges::all_of(
      result.summary, [](const SummaryPoint& point) { return point.i_xt_bits.has_value(); });
  const bool has_rise = std::ranges::all_of(
      result.summary, [](const SummaryPoint& point) { return point.i_ty_bits.has_value(); });
  if (!has_drop) return subject + "this estimator gives no I(X;T) here.";
  if (!has_rise) return subject + "this estimator gives no I(T;Y) here.";
  if (result.plane.replicas.size() < 2) return subject + "one replica gives no interval.";
  return subject +
         "the estimator is saturated there. It tells nearly every input from all others, so that "
         "I(X;T) stands near log₂ N and I(T;Y) near H(Y) whatever the network does.";
}

std::string largest_drop(const PlaneResult& result) {
  const auto largest = std::ranges::max_element(
      result.phases, {}, [](const LayerPhases& phases) { return phases.drop_bits.mean; });
  if (largest->drop_bits.mean < 0.005) return "I(X;T) falls in no layer.";
  const auto layer = static_cast<std::size_t>(largest - result.phases.begin()) + 1;
  return fmt::format(
      "I(X;T) falls most in layer {}: by {} bits, from {} at epoch {} (median of the peaks) to {}.",
      layer, with_interval(largest->drop_bits, 2), fixed(largest->peak_bits.mean, 2),
      fixed(largest->peak_epoch_median, 0), fixed(largest->final_bits.mean, 2));
}

std::string final_output(const PlaneResult& result) {
  const MeanInterval& value = result.phases.back().final_ty_bits;
  double h_y = 0;
  for (const auto& point : result.plane.points) h_y += Bits(point.h_y).value();
  h_y /= static_cast<double>(result.plane.points.size());
  return fmt::format("At the end, the last layer’s I(T;Y) is {} bits, with H(Y) = {}.",
                     with_interval(value, 3), fixed(h_y, 3));
}

// a run in which this estimator found a phase, or did not
struct Seen {
  std::string label;
  std::vector<std::size_t> fitting;
  std::vector<std::size_t> compressing;
};

// "in all 4 runs", "in 2 of 4 runs (a and b)", "in no run"
std::string in_runs(const std::vector<Seen>& runs, std::vector<std::size_t> Seen::*phase) {
  std::vector<std::string> with;
  for (const Seen& run : runs) {
    if (!(run.*phase).empty()) with.push_back(run.label);
  }
  if (with.empty()) return "in no run";
  if (with.size() == runs.size()) return fmt::format("in all {} runs", runs.size());
  return fmt::format("in {} of {} runs ({})", with.size(), runs.size(), join_words(with));
}

std::string stability_headline(const std::vector<Seen>& runs) {
  const auto count = [&](std::vector<std::size_t> Seen::*phase) {
    return static_cast<std::size_t>(
        std::ranges::count_if(runs, [&](const Seen& run) { return !(run.*phase).empty(); }));
  };
  const std::size_t fitting = count(&Seen::fitting);
  const std::size_t compressing = count(&Seen::compressing);
  const std::size_t all = runs.size();
  if (fitting == all && compressing == all) return "The two phases are stable";
  if (fitting == 0 && compressing == 0) return "Neither phase is seen in any run";
  if (fitting == all && compressing == 0)
    return "Fitting is seen in every run, compression in none";
  if (fitting == 0 && compressing == all)
    return "Compression is seen in every run, fitting in none";
  return "The two phases are not stable";
}

// layers that have the phase in every run
std::vector<std::size_t> in_every_run(const std::vector<Seen>& runs,
                                      std::vector<std::size_t> Seen::*phase) {
  std::vector<std::size_t> common = runs.front().*phase;
  for (const Seen& run : runs) {
    std::erase_if(common, [&](std::size_t layer) {
      return std::ranges::find(run.*phase, layer) == (run.*phase).end();
    });
  }
  return common;
}

}  // namespace

std::vector<std::size_t> layers_with(const PlaneResult& result, Verdict one, Verdict other) {
  std::vector<std::size_t> layers;
  for (std::size_t l = 0; l < result.phases.size(); ++l) {
    const Verdict verdict = result.phases[l].verdict;
    if (verdict == one || verdict == other) layers.push_back(l + 1);
  }
  return layers;
}

std::vector<std::size_t> fitting_layers(const PlaneResult& result) {
  return layers_with(result, Verdict::kFits, Verdict::kBoth);
}

std::vector<std::size_t> compressing_layers(const PlaneResult& result) {
  return layers_with(result, Verdict::kCompresses, Verdict::kBoth);
}

std::string with_interval(const MeanInterval& interval, int decimals) {
  if (!interval.low) return fixed(interval.mean, decimals);
  return fmt::format("{} ({} to {})", fixed(interval.mean, decimals),
                     fixed(*interval.low, decimals), fixed(*interval.high, decimals));
}

Findings describe_plane(const PlaneResult& result) {
  if (result.phases.empty() || result.plane.points.empty()) return {"Nothing was estimated", {}};
  Findings findings{headline(result), {}};
  if (result.summary.front().i_xt_bits) findings.sentences.push_back(largest_drop(result));
  if (result.summary.front().i_ty_bits) findings.sentences.push_back(final_output(result));
  const auto unresolved = layers_with(result, Verdict::kUnresolved, Verdict::kUnresolved);
  if (!unresolved.empty()) findings.sentences.push_back(why_unresolved(result, unresolved));
  return findings;
}

const PlaneResult* find_plane(const RunReport& run, std::string_view estimator) {
  for (const auto& result : run.planes) {
    if (result.plane.estimator == estimator) return &result;
  }
  return nullptr;
}

std::vector<std::string> all_estimators(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const auto& run : comparison.runs) {
    for (const auto& result : run.planes) {
      if (std::ranges::find(names, result.plane.estimator) == names.end()) {
        names.push_back(result.plane.estimator);
      }
    }
  }
  return names;
}

Findings describe_stability(const Comparison& comparison, std::string_view estimator) {
  std::vector<Seen> seen;
  std::vector<std::string> missing;
  std::vector<std::string> undecided;
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    const PlaneResult* result = find_plane(comparison.runs[i], estimator);
    if (result == nullptr || result->phases.empty()) {
      missing.push_back(comparison.labels[i]);
    } else if (layers_with(*result, Verdict::kUnresolved, Verdict::kUnresolved).size() ==
               result->phases.size()) {
      undecided.push_back(comparison.labels[i]);
    } else {
      seen.push_back({comparison.labels[i], fitting_layers(*result), compressing_layers(*result)});
    }
  }
  Findings findings{seen.empty() ? "No run gives a verdict" : stability_headline(seen), {}};
  if (!seen.empty()) {
    findings.sentences.push_back(fmt::format("Some layer fits {}, and some layer compresses {}.",
                                             in_runs(seen, &Seen::fitting),
                                             in_runs(seen, &Seen::compressing)));
    const auto common = in_every_run(seen, &Seen::compressing);
    if (seen.size() > 1 && !common.empty()) {
      findings.sentences.push_back(fmt::format("In every run, {} {}.", layers_text(common),
                                               common.size() == 1 ? "compresses" : "compress"));
    }
  }
  const auto name = [&](std::string_view what, const std::vector<std::string>& runs) {
    if (runs.empty()) return;
    findings.sentences.push_back(fmt::format("{}: {}.", what, join_words(runs)));
  };
  name("No verdict on any layer", undecided);
  name("Not estimated", missing);
  return findings;
}

}  // namespace infoplane
