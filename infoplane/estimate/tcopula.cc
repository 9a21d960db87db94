#include "infoplane/estimate/tcopula.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/gaussian_copula.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/t_copula_fit.h"
#include "infoplane/estimate/t_copula_model.h"
#include "infoplane/estimate/uncertainty.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

bool is_constant(std::span<const double> column) {
  return std::ranges::all_of(column, [&](double v) { return v == column[0]; });
}

// whether the ranks are those of the same or of the opposite order
bool is_copy(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  const auto last = static_cast<std::uint32_t>(a.size() - 1);
  return std::ranges::equal(a, b) ||
         std::ranges::equal(a, b, [&](std::uint32_t r, std::uint32_t s) { return r == last - s; });
}

// One side: the ranks of its columns that say anything.
struct RankedSide {
  Ranks ranks;
  bool ties = false;
};

RankedSide ranked(const Columns& columns, std::size_t first_column, const Work& work) {
  const Points points = points_of(columns);
  const Ranks all = untied_ranks(points, first_column, work);
  RankedSide side{{all.n, 0, {}}, has_equal_values(points, all)};
  for (std::size_t j = 0; j < all.d; ++j) {
    if (is_constant(points.column(j))) continue;
    bool copy = false;
    for (std::size_t k = 0; k < side.ranks.d && !copy; ++k) {
      copy = is_copy(side.ranks.column(k), all.column(j));
    }
    if (copy) continue;
    const auto column = all.column(j);
    side.ranks.values.insert(side.ranks.values.end(), column.begin(), column.end());
    ++side.ranks.d;
  }
  return side;
}

// A value with what is to be said of it.
struct Described {
  LocalInformation information;
  bool bound = false;
  std::string why;
};

Described describe(const TCopulaModel& model) {
  std::string why = fmt::format(
      "t copula of {:.3g} degrees of freedom, {:.0f} nats of log-likelihood above the Gaussian one",
      model.nu, model.gain);
  if (!model.closed_form_holds) {
    why += fmt::format(
        ", but its {:.3g} nats are not what its terms say: their mean, less {:.3g} nats that they "
        "promise too much, is a lower bound",
        model.closed_form, model.penalty.applied());
  }
  return {model.information, !model.closed_form_holds, why};
}

std::optional<Described> describe(const Ranks& x, const Ranks& y, const Work& work) {
  if (const std::optional<TCopulaModel> model = t_copula_model(x, y, work)) return describe(*model);
  const std::optional<CopulaInformation> gaussian =
      gaussian_copula_information(normal_scores(x, work), normal_scores(y, work), work);
  if (!gaussian) return std::nullopt;
  std::string why =
      kRowsPerColumn * (x.d + y.d) > x.n
          ? fmt::format("Gaussian copula: a t copula of {} columns needs {} samples", x.d + y.d,
                        kRowsPerColumn * (x.d + y.d))
          : fmt::format("Gaussian copula: no t copula is {} nats of log-likelihood above it",
                        kNeededGain);
  const bool bound = gaussian->penalty > 0;
  if (bound) {
    why += fmt::format(
        ", but its terms promise {:.3g} nats too much: less these, it is a lower "
        "bound",
        gaussian->penalty);
  }
  return Described{gaussian->information, bound, why};
}

// The spread of the terms, and what is left of that of the correlations where there are none: (TC9)
double standard_error(const LocalInformation& information, std::size_t dx, std::size_t dy) {
  const auto n = static_cast<double>(information.n());
  const double of_correlations = static_cast<double>(dx * dy) / (2 * n * n);
  return std::sqrt(std::pow(std_error(information), 2) + of_correlations);
}

Estimate estimate(const Ranks& x, const Ranks& y, Flags& flags, const Work& work) {
  Estimate out;
  if (x.n > 1 && (x.d == 0 || y.d == 0)) {
    out.value = Nats(0);
    return out;
  }
  const std::optional<Described> found = x.n > 1 ? describe(x, y, work) : std::nullopt;
  if (!found) {
    flags.insert(Flag::kUnresolved);
    return out;
  }
  if (found->bound) flags.insert(Flag::kBiasedLowPossible);
  out.value = Nats(found->information.nats);
  out.why = found->why;
  out.std_error = Nats(standard_error(found->information, x.d, y.d));
  set_interval(out, std::nullopt);
  return out;
}

class TCopulaEstimator : public Estimator {
 public:
  [[nodiscard]] std::string spec() const override { return "tcopula"; }
  [[nodiscard]] bool uses_inputs() const override { return true; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    std::optional<RankedSide> inputs;
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      out.flags.insert(Flag::kModelBased);
      if (layer.inputs == nullptr) return out;
      if (!inputs) inputs = ranked(*layer.inputs, 0, work);
      const RankedSide t = ranked(*layer.t, layer.inputs->n_units(), work);
      if (inputs->ties || t.ties) out.flags.insert(Flag::kTies);
      out.i_xt = estimate(inputs->ranks, t.ranks, out.flags, work);
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    if (sample.x_discrete || sample.y_discrete) {
      throw InvalidArgument(
          "tcopula: a side is discrete, but both must be numbers; `copula` takes one discrete "
          "side");
    }
    const CheckedPair pair = check_pair(sample, spec());
    const RankedSide x = ranked(pair.x, 0, work);
    const RankedSide y = ranked(pair.y, pair.x.n_units(), work);
    PairEstimate out;
    out.flags.insert(Flag::kModelBased);
    if (x.ties || y.ties) out.flags.insert(Flag::kTies);
    out.information = estimate(x.ranks, y.ranks, out.flags, work);
    flag_pair(pair.n(), out);
    return out;
  }
};

}  // namespace

std::unique_ptr<const Estimator> make_tcopula() { return std::make_unique<TCopulaEstimator>(); }

}  // namespace infoplane
