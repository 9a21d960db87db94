#include "infoplane/estimate/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/adaptive.h"
#include "infoplane/estimate/auto.h"
#include "infoplane/estimate/bins.h"
#include "infoplane/estimate/cca_ksg.h"
#include "infoplane/estimate/copula.h"
#include "infoplane/estimate/counting.h"
#include "infoplane/estimate/edge.h"
#include "infoplane/estimate/exact.h"
#include "infoplane/estimate/gaussian.h"
#include "infoplane/estimate/idnns.h"
#include "infoplane/estimate/kde.h"
#include "infoplane/estimate/ksg.h"
#include "infoplane/estimate/noisy.h"
#include "infoplane/estimate/rank_ksg.h"
#include "infoplane/estimate/renyi.h"
#include "infoplane/estimate/spec_keys.h"
#include "infoplane/estimate/tcopula.h"

namespace infoplane {
namespace {

constexpr std::size_t kMaxBins = std::size_t{1} << 20;
constexpr std::size_t kMaxBits = 32;
constexpr std::size_t kMaxDraws = std::size_t{1} << 20;
constexpr std::size_t kMaxNeighbours = std::size_t{1} << 20;

using Made = std::unique_ptr<const Estimator>;
using Cut = std::unique_ptr<const Discretiser>;

Made counting(Cut discretiser) {
  return std::make_unique<CountingEstimator>(std::move(discretiser));
}

// lo:hi, or nothing for auto
std::optional<Range> parse_range(const SpecKeys& keys, std::size_t n_bins) {
  const std::string* text = keys.find("range");
  if (text == nullptr || *text == "auto") return std::nullopt;
  const std::vector<std::string> ends = split(*text, ':');
  if (ends.size() != 2) {
    throw InvalidArgument(
        fmt::format("{} is '{}', but must be LOW:HIGH or auto", keys.what("range"), *text));
  }
  // adding 0 makes -0 the same as 0
  const Range range{parse_real(ends[0], keys.what("range's low end")) + 0.0,
                    parse_real(ends[1], keys.what("range's high end")) + 0.0};
  const double cells = (range.high - range.low) * static_cast<double>(n_bins);
  if (!(range.low < range.high) || !std::isfinite(cells)) {
    throw InvalidArgument(
        fmt::format("{} is '{}', but the low end must be below the high end, and both "
                    "within what can be binned",
                    keys.what("range"), *text));
  }
  return range;
}

Cut parse_bins(const SpecKeys& keys) {
  for (const char* key : {"bins", "range", "mass"}) keys.refuse_both("width", key);
  keys.refuse_both("mass", "range");
  BinsOptions options;
  options.n_bins = keys.count("bins", kMaxBins).value_or(options.n_bins);
  options.range = parse_range(keys, options.n_bins);
  options.mass = keys.is("mass", "true", "false");
  options.preactivation = keys.is("of", "preactivation", "activation");
  options.width = keys.positive("width");
  return make_bins(options);
}

Cut parse_exact(const SpecKeys& keys) {
  const std::optional<std::size_t> n_bits = keys.count("bits", kMaxBits);
  return n_bits ? make_quantised(*n_bits) : make_exact();
}

Made parse_kde(const SpecKeys& keys) {
  KdeOptions options;
  options.variance = keys.positive("var").value_or(options.variance);
  return make_kde(options);
}

Made parse_noisy(const SpecKeys& keys) {
  NoisyOptions options;
  options.sigma = keys.positive("sigma").value_or(options.sigma);
  options.n_draws = keys.count("draws", kMaxDraws).value_or(options.n_draws);
  return make_noisy(options);
}

KsgOptions ksg_options(const SpecKeys& keys) {
  KsgOptions options;
  const std::string* k = keys.find("k");
  options.choose_k = k != nullptr && *k == "auto";
  if (!options.choose_k) options.k = keys.count("k", kMaxNeighbours).value_or(options.k);
  options.gaussian_reference = keys.is("reference", "gaussian", "none");
  if (const std::string* variant = keys.find("variant")) {
    if (*variant == "1") {
      options.variant = KsgVariant::kOne;
    } else if (*variant == "2") {
      options.variant = KsgVariant::kTwo;
    } else if (*variant == "mixed") {
      options.variant = KsgVariant::kMixed;
    } else {
      throw InvalidArgument(
          fmt::format("{} is '{}', but must be 1, 2 or mixed", keys.what("variant"), *variant));
    }
  }
  options.std_error = !keys.is("error", "none", "subsamples");
  return options;
}

// null if it does not count
Cut parse_adaptive_bins(const SpecKeys& keys) {
  for (const char* key : {"var", "kde"}) keys.refuse_both("bins", key);
  if (keys.is("kde", "true", "false")) return nullptr;
  if (keys.find("var") != nullptr) {
    throw InvalidArgument("adaptive: 'var' goes with kde: adaptive:kde,var=...");
  }
  return make_adaptive_bins(keys.count("bins", kMaxBins).value_or(kAdaptiveBins));
}

Made parse_adaptive_kde(const SpecKeys& keys) {
  return make_adaptive_kde(keys.positive("var").value_or(kAdaptiveVariance));
}

Made parse_renyi(const SpecKeys& keys) {
  RenyiOptions options;
  options.alpha = keys.positive("alpha").value_or(options.alpha);
  options.width = keys.positive("width");
  return make_renyi(options);
}

ChoiceOptions choice_options(const SpecKeys& keys) {
  return {.t_copula = !keys.is("t", "off", "on"), .radial = !keys.is("radial", "off", "on")};
}

constexpr std::size_t kMostVariables = 3;

CcaKsgOptions cca_ksg_options(const SpecKeys& keys) {
  return {.r = keys.count("r", kMostVariables), .radial = !keys.is("radial", "off", "on")};
}

// An estimator's name, its keys and what makes it: the cells that it counts, or null; else itself.
struct Known {
  EstimatorInfo info;
  KnownKeys keys;
  Cut (*cut)(const SpecKeys& keys);
  Made (*make)(const SpecKeys& keys);
};

const std::vector<Known>& known() {
  static const std::vector<Known> all = {
      {{"auto", "auto[:t=off][,radial=off]",
        "chooses among counting, Ross, copulas, KSG and KSG on canonical variables, and says why",
        "docs/methods.md section 29"},
       {{"t", "radial"}, {}},
       nullptr,
       [](const SpecKeys& keys) { return make_auto(choice_options(keys)); }},
      {{"bins", "bins:N[,range=LOW:HIGH|auto][,mass][,of=preactivation] or bins:width=W",
        "plug-in on the cells of a grid over all units (N = 30; range=auto)",
        "Shwartz-Ziv & Tishby 2017, arXiv 1703.00810"},
       {{"bins", "range", "width", "of"}, {"mass"}},
       parse_bins,
       nullptr},
      {{"idnns", "idnns",
        "the public code of that paper as it is: 29 intervals, +1 alone, below -1 wrapped",
        "github.com/ravidziv/IDNNs"},
       {},
       [](const SpecKeys&) { return make_idnns(); },
       nullptr},
      {{"exact", "exact[:bits=K]",
        "plug-in on distinct rows as they are, or quantised to 2^K levels",
        "Lorenzen et al. 2022, arXiv 2106.12912"},
       {{"bits"}, {}},
       parse_exact,
       nullptr},
      {{"kde", "kde:var=V",
        "bounds for activations with Gaussian noise of variance V added (V = 0.1)",
        "Kolchinsky & Tracey 2017, arXiv 1706.02419; Saxe et al. 2018, openreview ry_WPG-A-"},
       {{"var"}, {}},
       nullptr,
       parse_kde},
      {{"noisy", "noisy:sigma=S[,draws=M]",
        "Monte Carlo for activations with Gaussian noise of standard deviation S (S = 0.1, M = 24)",
        "Goldfeld et al. 2019, arXiv 1810.05728"},
       {{"sigma", "draws"}, {}},
       nullptr,
       parse_noisy},
      {{"ksg", "ksg:k=K|auto[,variant=1|2|mixed][,error=none]",
        "k nearest neighbours (K = 3): KSG-1, with a discrete side Ross; error=none saves time",
        "Kraskov et al. 2004, arXiv cond-mat/0305641; Ross 2014; Gao et al. 2017, arXiv "
        "1709.06212"},
       {{"k", "variant", "error", "reference"}, {}},
       nullptr,
       [](const SpecKeys& keys) { return make_ksg(ksg_options(keys)); }},
      {{"rank-ksg", "rank-ksg:k=K|auto[,variant=1|2|mixed][,reference=gaussian][,error=none]",
        "the same on normal scores of each column", "Kraskov et al. 2004, arXiv cond-mat/0305641"},
       {{"k", "variant", "error", "reference"}, {}},
       nullptr,
       [](const SpecKeys& keys) { return make_rank_ksg(ksg_options(keys)); }},
      {{"gaussian", "gaussian", "log-determinants of covariances, bias corrected",
        "Misra et al. 2005, J. Multivariate Analysis 92:324"},
       {},
       nullptr,
       [](const SpecKeys&) { return make_gaussian(); }},
      {{"copula", "copula", "the same on normal scores of each column",
        "Ince et al. 2017, Human Brain Mapping 38:1541"},
       {},
       nullptr,
       [](const SpecKeys&) { return make_copula(); }},
      {{"tcopula", "tcopula", "as if the copula were a t copula, its degrees of freedom fitted",
        "Demarta & McNeil 2005, Int. Statistical Review 73:111"},
       {},
       nullptr,
       [](const SpecKeys&) { return make_tcopula(); }},
      {{"cca-ksg", "cca-ksg[:r=R][,radial=off]",
        "KSG between canonical variables of nonlinear features, fitted without the pairs they "
        "serve",
        "Hotelling 1936, Biometrika 28:321; docs/methods.md section 28"},
       {{"r", "radial"}, {}},
       nullptr,
       [](const SpecKeys& keys) { return make_cca_ksg(cca_ksg_options(keys)); }},
      {{"adaptive", "adaptive:bins=N or adaptive:kde[,var=V]",
        "maximum-entropy bins of each layer (N = 30), or KDE with noise scaled to the layer",
        "Chelombiev et al. 2019, arXiv 1902.09037"},
       {{"bins", "var"}, {"kde"}},
       parse_adaptive_bins,
       parse_adaptive_kde},
      {{"edge", "edge[:width=W]", "dependence graph by locality-sensitive hashing",
        "Noshad et al. 2018, arXiv 1801.09125"},
       {{"width"}, {}},
       nullptr,
       [](const SpecKeys& keys) { return make_edge({.width = keys.positive("width")}); }},
      {{"renyi", "renyi:alpha=A[,width=W]",
        "matrix-based Renyi information (A = 1.01), not Shannon's; slow: for hundreds of samples",
        "Giraldo et al. 2015, arXiv 1211.2459; Wickstrom et al. 2019, arXiv 1909.11396"},
       {{"alpha", "width"}, {}},
       nullptr,
       parse_renyi},
  };
  return all;
}

// the estimator of a specification, with the keys that it gives
std::pair<const Known&, SpecKeys> look_up(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  const std::string name(spec.substr(0, colon));
  std::vector<std::string> names;
  for (const Known& estimator : known()) {
    names.push_back(estimator.info.name);
    if (estimator.info.name != name) continue;
    const std::string_view text = colon == std::string_view::npos ? "" : spec.substr(colon + 1);
    if (colon != std::string_view::npos && text.empty()) {
      throw InvalidArgument(
          fmt::format("estimator '{}' ends in a colon, but nothing follows", spec));
    }
    return {estimator, SpecKeys(name, text, estimator.keys)};
  }
  if (name.empty()) throw InvalidArgument("an estimator without a name (infoplane estimators)");
  throw InvalidArgument(
      fmt::format("unknown estimator '{}'; did you mean '{}'?", name, nearest_word(name, names)));
}

}  // namespace

std::unique_ptr<const Estimator> make_estimator(std::string_view spec) {
  const auto [estimator, keys] = look_up(spec);
  Cut cells = estimator.cut == nullptr ? nullptr : estimator.cut(keys);
  return cells ? counting(std::move(cells)) : estimator.make(keys);
}

std::unique_ptr<const Discretiser> make_discretiser(std::string_view spec) {
  const auto [estimator, keys] = look_up(spec);
  Cut cells = estimator.cut == nullptr ? nullptr : estimator.cut(keys);
  if (!cells) {
    throw InvalidArgument(
        fmt::format("estimator '{}' has no cells to count, but must be one that does: bins, idnns, "
                    "exact, adaptive",
                    spec));
  }
  return cells;
}

std::vector<std::unique_ptr<const Estimator>> make_estimators(std::span<const std::string> specs) {
  std::vector<std::unique_ptr<const Estimator>> estimators;
  estimators.reserve(specs.size());
  for (const std::string& spec : specs) estimators.push_back(make_estimator(spec));
  return estimators;
}

const std::vector<EstimatorInfo>& known_estimators() {
  static const std::vector<EstimatorInfo> infos = [] {
    std::vector<EstimatorInfo> out;
    for (const Known& estimator : known()) out.push_back(estimator.info);
    return out;
  }();
  return infos;
}

}  // namespace infoplane
