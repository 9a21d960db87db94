#include "infoplane/estimate/noisy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/mixture_draws.h"
#include "infoplane/estimate/nested_noise.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

// What is averaged over a component's pairs of draws: its mean and its products of deviations.
struct Variable {
  double DrawMoments::*mean;
  double DrawMoments::*square;
  double DrawMoments::*with_r;
};
constexpr Variable kAll{&DrawMoments::g, &DrawMoments::gg, &DrawMoments::gr};
constexpr Variable kLabel{&DrawMoments::f, &DrawMoments::ff, &DrawMoments::fr};

struct Mean {
  double value = 0;
  std::optional<double> std_error{};
};

// 1/N^2 sum_i s_i^2 / m over the components, (M5)
double stratified_variance(const std::vector<DrawMoments>& strata, const Variable& v, double b) {
  const auto n = static_cast<double>(strata.size());
  double sum = 0;
  for (const DrawMoments& s : strata) {
    const auto m = static_cast<double>(s.n_pairs);
    sum += (s.*v.square - 2 * b * s.*v.with_r + b * b * s.rr) / (m - 1) / m;
  }
  return std::max(sum, 0.0) / (n * n);
}

// With one pair each, the variance over components is an upper limit.
std::optional<double> overall_variance(const std::vector<DrawMoments>& strata, const Variable& v,
                                       double mean) {
  const auto n = static_cast<double>(strata.size());
  if (strata.size() < 2) return std::nullopt;
  double sum = 0;
  for (const DrawMoments& s : strata) sum += (s.*v.mean - mean) * (s.*v.mean - mean);
  return sum / (n - 1) / n;
}

// the b of least variance of v - b r
double control_factor(const std::vector<DrawMoments>& strata, const Variable& v) {
  double with_r = 0;
  double rr = 0;
  for (const DrawMoments& s : strata) {
    with_r += s.*v.with_r;
    rr += s.rr;
  }
  return rr > 0 ? with_r / rr : 0;
}

// mean of v - b r, (M4)
Mean controlled_mean(const std::vector<DrawMoments>& strata, const Variable& v) {
  const double b = control_factor(strata, v);
  // from the first, so that the mean of equal numbers is that number
  const double first = strata[0].*v.mean - b * strata[0].r;
  double sum = 0;
  for (const DrawMoments& s : strata) sum += s.*v.mean - b * s.r - first;
  Mean out;
  out.value = first + sum / static_cast<double>(strata.size());
  const std::optional<double> variance = strata[0].n_pairs > 1
                                             ? stratified_variance(strata, v, b)
                                             : overall_variance(strata, v, out.value);
  if (variance) out.std_error = std::sqrt(*variance);
  return out;
}

Estimate estimate_of(double value, const std::optional<double>& std_error) {
  Estimate out;
  out.value = Nats(value);
  if (std_error) out.std_error = Nats(*std_error);
  set_interval(out, std::nullopt);
  return out;
}

Estimate label_information(const std::vector<DrawMoments>& strata) {
  const Mean f = controlled_mean(strata, kLabel);
  return estimate_of(f.value, f.std_error);
}

// Of passes through a network: rows of an input differ by chance, and the error is theirs. ids: the
// input of each row.
Estimate label_information_of_passes(const std::vector<DrawMoments>& strata,
                                     const std::vector<std::uint32_t>& ids) {
  const Mean f = controlled_mean(strata, kLabel);
  const double b = control_factor(strata, kLabel);
  struct Moments {
    double n = 0;
    double mean = 0;
    double squares = 0;
  };
  std::unordered_map<std::uint32_t, Moments> inputs;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    Moments& of_input = inputs[ids[row]];
    const double before = strata[row].f - b * strata[row].r - of_input.mean;
    of_input.mean += before / ++of_input.n;
    of_input.squares += before * (strata[row].f - b * strata[row].r - of_input.mean);
  }
  // the sum of n values has n times their variance, squares / (n - 1)
  double variance = 0;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const Moments& of_input = inputs[ids[row]];
    if (of_input.n < 2) return estimate_of(f.value, f.std_error);
    variance += of_input.squares / (of_input.n - 1);
  }
  const auto n = static_cast<double>(ids.size());
  return estimate_of(f.value, std::sqrt(variance) / n);
}

class Noisy : public Estimator {
 public:
  explicit Noisy(const NoisyOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override {
    return fmt::format("noisy:sigma={},draws={}", options_.sigma, options_.n_draws);
  }

  [[nodiscard]] bool uses_noiseless() const override { return true; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    const auto has_noise = [](const LayerSample& layer) { return layer.noise > 0; };
    if (std::ranges::any_of(sample.layers, has_noise)) return noisy_network(sample, work);
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      const std::vector<DrawMoments> strata = draw(*layer.t, layer.labels, work);
      const Mean g = controlled_mean(strata, kAll);
      LayerEstimate out;
      // (M3): the entropy of the noise has gone out with |z|^2
      out.i_xt = estimate_of(std::log(static_cast<double>(strata.size())) - g.value, g.std_error);
      if (layer.labels != nullptr) out.i_ty = label_information(strata);
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    if (sample.x_discrete == sample.y_discrete) {
      throw InvalidArgument(fmt::format(
          "{}: {}, but must be one side of numbers, which get the noise, and a discrete one; what "
          "a "
          "noisy layer knows of its input belongs to `layer` and `plane`",
          spec(), sample.x_discrete ? "both sides are discrete" : "both sides are numbers"));
    }
    const CheckedPair checked = check_pair(sample, spec());
    const Labels labels = classes_of_rows(sample.x_discrete ? checked.x : checked.y);
    PairEstimate out;
    out.information =
        label_information(draw(sample.x_discrete ? checked.y : checked.x, &labels, work));
    flag_pair(checked.n(), out);
    return out;
  }

 private:
  // of a network that has noise of its own: all layers but the first are random given the input
  [[nodiscard]] NetworkEstimate noisy_network(const NetworkSample& sample, const Work& work) const {
    NetworkSample noiseless = sample;
    for (std::size_t l = 0; l < sample.layers.size(); ++l) {
      const LayerSample& layer = sample.layers[l];
      if (layer.noise == 0) continue;
      check_noise(layer, l);
      noiseless.layers[l].t = *layer.noiseless;
    }
    const std::vector<std::uint32_t> rows = rows_of_others(sample.input_ids);
    Labels labels;
    if (sample.labels != nullptr) labels = select_rows(*sample.labels, rows);
    std::vector<std::uint32_t> ids;
    ids.reserve(rows.size());
    for (const std::uint32_t row : rows) ids.push_back(sample.input_ids[row]);
    // two rows of each input and z with -z
    const std::size_t n_pairs = (options_.n_draws + 3) / 4;
    return estimate_layers(noiseless, [&](const CheckedLayer& layer) {
      const NestedInformation nested =
          nested_information(*layer.t, sample.input_ids, options_.sigma, n_pairs, work);
      LayerEstimate out;
      out.i_xt = estimate_of(nested.value_nats, nested.std_error_nats);
      if (nested.half_passes_nats) out.i_xt_half_passes = Nats(*nested.half_passes_nats);
      if (sample.labels == nullptr) return out;
      const SampleBuffer few = chosen_rows(*layer.t, rows);
      Columns t;
      t.load(few.view(), "noiseless activations");
      out.i_ty = label_information_of_passes(
          draw_from_mixture(t, options_.sigma, n_pairs, &labels, work), ids);
      return out;
    });
  }

  void check_noise(const LayerSample& layer, std::size_t l) const {
    if (std::abs(layer.noise - options_.sigma) > 1e-9 * layer.noise) {
      throw InvalidArgument(
          fmt::format("sigma is {}, but must be {}, as layer {} has that noise of its own",
                      options_.sigma, layer.noise, l + 1));
    }
    if (!layer.noiseless) {
      throw InvalidArgument(
          fmt::format("layer {} was recorded with its noise only, but is needed without", l + 1));
    }
  }

  [[nodiscard]] std::vector<DrawMoments> draw(const Columns& t, const Labels* labels,
                                              const Work& work) const {
    return draw_from_mixture(t, options_.sigma, (options_.n_draws + 1) / 2, labels, work);
  }

  NoisyOptions options_;
};

}  // namespace

std::unique_ptr<const Estimator> make_noisy(const NoisyOptions& options) {
  if (!(options.sigma > 0) || !std::isfinite(options.sigma)) {
    throw InvalidArgument(
        fmt::format("noisy: sigma is {}, but must be above 0 and finite", options.sigma));
  }
  if (options.n_draws == 0) throw InvalidArgument("noisy: draws is 0, but must be at least 1");
  return std::make_unique<Noisy>(options);
}

}  // namespace infoplane
