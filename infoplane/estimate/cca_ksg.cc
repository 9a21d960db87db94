#include "infoplane/estimate/cca_ksg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/canonical_candidates.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/side_states.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

constexpr std::size_t kFewestSamples = 10;

// standard errors by which one variable more must say more
constexpr double kClearly = 2;

// What so many variables say.
struct Variables {
  std::size_t r = 0;
  std::string dictionary;
  CanonicalKsg ksg;
};

Variables look_at(const CanonicalCandidate& candidate, const Work& work) {
  return {candidate.x.d, candidate.dictionary, canonical_ksg(candidate, work)};
}

// of 1, 2, ... variables, the last that clearly says more than the one chosen so far
std::size_t choose(const std::vector<Variables>& all) {
  std::size_t chosen = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const PairedDifference more = difference(all[i].ksg.information, all[chosen].ksg.information);
    const double doubt = std::hypot(more.std_error, all[i].ksg.reference_error);
    if (more.mean > kClearly * doubt) chosen = i;
  }
  return chosen;
}

std::string spec_of(const CcaKsgOptions& options) {
  std::string keys;
  if (options.r) keys += fmt::format("r={}", *options.r);
  if (!options.radial) keys += keys.empty() ? "radial=off" : ",radial=off";
  return keys.empty() ? "cca-ksg" : "cca-ksg:" + keys;
}

// One for each number of variables, above chance or not.
std::vector<CanonicalCandidate> candidates_of(const ContinuousPair& pair, bool radial,
                                              const Work& work) {
  if (pair.x.d() > 1 || pair.y.d() > 1) {
    return canonical_candidates(pair, ColumnPairs(pair.x, pair.y, work), radial, work);
  }
  return {{"the columns themselves", pair.x.density_scores(), pair.y.density_scores(), 0, false}};
}

// KSG on one variable, and on more where they are above chance; or on r, as far as there are so
// many
std::vector<Variables> look_at_all(const ContinuousPair& pair, const CcaKsgOptions& options,
                                   const Work& work) {
  const std::size_t most = std::min(pair.x.d(), pair.y.d());
  const auto asked = [&](const CanonicalCandidate& candidate) {
    const std::size_t r = candidate.x.d;
    return options.r ? r == std::min(*options.r, most) : r == 1 || candidate.above_chance;
  };
  std::vector<Variables> all;
  for (const auto& candidate : candidates_of(pair, options.radial, work)) {
    if (asked(candidate)) all.push_back(look_at(candidate, work));
  }
  return all;
}

void put_best(const std::vector<Variables>& all, Estimate& out) {
  const Variables& best = all[choose(all)];
  const LocalInformation& information = best.ksg.information;
  out.value = Nats(information.nats);
  out.std_error = Nats(std::hypot(best.ksg.std_error, best.ksg.reference_error));
  set_interval(out, std::nullopt);
  out.chosen = fmt::format("cca-ksg:r={}", best.r);
  out.why = fmt::format("{}, k = {}; what they leave out is not seen", best.dictionary, best.ksg.k);
  for (const Variables& one : all) {
    out.considered.push_back(
        {fmt::format("cca-ksg:r={}", one.r), one.dictionary, Nats(one.ksg.information.nats)});
  }
}

Estimate estimate(const Points& x, const Points& y, const CcaKsgOptions& options, Flags& flags,
                  const Work& work) {
  const std::size_t most = std::min(x.d, y.d);
  if (options.r && *options.r > most) {
    throw InvalidArgument(
        fmt::format("{}: r is {}, but must be in [1, {}], the columns of the smaller side",
                    spec_of(options), *options.r, most));
  }
  Estimate out;
  const auto refuse = [&](std::string why) {
    flags.insert(Flag::kUnresolved);
    out.why = std::move(why);
    return out;
  };
  flags.insert(Flag::kBiasedLowPossible);
  if (has_repeated_values(x) || has_repeated_values(y)) flags.insert(Flag::kTies);
  if (x.n < kFewestSamples) return refuse(fmt::format("fewer than {} samples", kFewestSamples));
  const ContinuousPair pair = continuous_pair(x, y, work);
  if (pair.x.d() == 0 || pair.y.d() == 0) {
    out.value = Nats(0);
    out.why = "a side is constant";
    return out;
  }
  if (states_of(x).is_discrete()) return refuse("x is discrete: `auto` and `exact` take that");
  if (states_of(y).is_discrete()) return refuse("y is discrete: `auto` and `exact` take that");
  const std::vector<Variables> all = look_at_all(pair, options, work);
  if (all.empty()) return refuse("the normal scores of the variables determine each other");
  put_best(all, out);
  return out;
}

class CcaKsgEstimator : public Estimator {
 public:
  explicit CcaKsgEstimator(const CcaKsgOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override { return spec_of(options_); }
  [[nodiscard]] bool uses_inputs() const override { return true; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      if (layer.inputs == nullptr) return out;
      out.i_xt = estimate(points_of(*layer.inputs), points_of(*layer.t), options_, out.flags, work);
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    if (sample.x_discrete || sample.y_discrete) {
      throw InvalidArgument(fmt::format(
          "{}: a side is names, but both must be numbers; `auto` and `ksg` take names", spec()));
    }
    const CheckedPair pair = check_pair(sample, spec());
    PairEstimate out;
    out.information = estimate(points_of(pair.x), points_of(pair.y), options_, out.flags, work);
    flag_pair(pair.n(), out);
    return out;
  }

 private:
  CcaKsgOptions options_;
};

}  // namespace

std::unique_ptr<const Estimator> make_cca_ksg(const CcaKsgOptions& options) {
  return std::make_unique<CcaKsgEstimator>(options);
}

}  // namespace infoplane
