#include "infoplane/estimate/kde.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/pair_sums.h"

namespace infoplane {
namespace {

// h - h(Z) by each kernel, in nats.
struct Bounds {
  double lower = 0;
  double upper = 0;
};

// taken from the first value, so that the mean of equal numbers is that number
template <class Term>
double mean(std::size_t n, const Term& term) {
  const double first = term(0);
  double sum = 0;
  for (std::size_t i = 1; i < n; ++i) sum += term(i) - first;
  return first + sum / static_cast<double>(n);
}

// 1/N sum_i (ln N - ln sum_j k_ij), (K1) less (K2)
double entropy(const KernelSums& sums) {
  const double log_n = std::log(static_cast<double>(sums.all.size()));
  return mean(sums.all.size(), [&](std::size_t i) { return log_n - std::log(sums.all[i]); });
}

// 1/N sum_i sum_c p_ic (ln P_c - ln sum_j p_jc k_ij), (K5)
double soft_entropy(const KernelSums& sums, const Labels& labels) {
  const std::size_t n_classes = labels.n_classes;
  std::vector<double> weights(n_classes, 0.0);
  for (std::size_t i = 0; i < labels.probabilities.size(); ++i) {
    weights[i % n_classes] += labels.probabilities[i];
  }
  return mean(labels.size(), [&](std::size_t i) {
    double term = 0;
    for (std::size_t c = 0; c < n_classes; ++c) {
      const double p = labels.probabilities[i * n_classes + c];
      if (p == 0) continue;
      // a row contributes p to its own sum, even where float holds no such number
      const double sum = std::max(sums.in_class[i * n_classes + c], p);
      term += p * (std::log(weights[c]) - std::log(sum));
    }
    return term;
  });
}

// 1/N sum_i (ln n_c - ln sum_(j in c) k_ij), c the class of i, (K4)
double hard_entropy(const KernelSums& sums, const Labels& labels) {
  std::vector<double> sizes(labels.n_classes, 0.0);
  for (const std::uint32_t c : labels.classes) ++sizes[c];
  for (double& size : sizes) size = std::log(size);
  return mean(labels.size(),
              [&](std::size_t i) { return sizes[labels.classes[i]] - std::log(sums.in_class[i]); });
}

Bounds entropy_bounds(const PairSums& sums) { return {entropy(sums.wide), entropy(sums.narrow)}; }

Bounds class_entropy_bounds(const PairSums& sums, const Labels& labels) {
  if (labels.soft()) return {soft_entropy(sums.wide, labels), soft_entropy(sums.narrow, labels)};
  return {hard_entropy(sums.wide, labels), hard_entropy(sums.narrow, labels)};
}

// h(T) - h(T|Y): the sides are crossed for what must be bounds
Estimate label_information(const Bounds& h_t, const Bounds& h_t_given_y) {
  Estimate out;
  out.value = Nats(h_t.upper - h_t_given_y.upper);
  out.lower = Nats(h_t.lower - h_t_given_y.upper);
  out.upper = Nats(h_t.upper - h_t_given_y.lower);
  return out;
}

class Kde : public Estimator {
 public:
  explicit Kde(double variance) : variance_(variance) {}

  [[nodiscard]] std::string spec() const override { return fmt::format("kde:var={}", variance_); }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    refuse_noise(sample);
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      const PairSums sums = pair_sums(std::array{layer.t}, variance_, layer.labels, work);
      const Bounds h_t = entropy_bounds(sums);
      LayerEstimate out;
      out.i_xt.value = Nats(h_t.upper);
      out.i_xt.lower = Nats(h_t.lower);
      out.i_xt.upper = Nats(h_t.upper);
      if (layer.labels != nullptr) {
        out.i_ty = label_information(h_t, class_entropy_bounds(sums, *layer.labels));
      }
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    if (sample.x_discrete && sample.y_discrete) {
      throw InvalidArgument(fmt::format(
          "{}: both sides are discrete, but one must be numbers that noise can be added "
          "to; `exact` counts discrete sides",
          spec()));
    }
    const CheckedPair checked = check_pair(sample, spec());
    PairEstimate out;
    if (sample.x_discrete || sample.y_discrete) {
      const Labels labels = classes_of_rows(sample.x_discrete ? checked.x : checked.y);
      const Columns& side = sample.x_discrete ? checked.y : checked.x;
      const PairSums sums = pair_sums(std::array{&side}, variance_, &labels, work);
      out.information = label_information(entropy_bounds(sums), class_entropy_bounds(sums, labels));
    } else {
      out.information = pair_information(checked, work);
    }
    flag_pair(checked.n(), out);
    return out;
  }

 private:
  // h(X) + h(Y) - h(X,Y), (K6)
  [[nodiscard]] Estimate pair_information(const CheckedPair& pair, const Work& work) const {
    const auto bounds = [&](Sides sides) {
      return entropy_bounds(pair_sums(sides, variance_, nullptr, work));
    };
    const Bounds x = bounds(std::array{&pair.x});
    const Bounds y = bounds(std::array{&pair.y});
    const Bounds joint = bounds(std::array{&pair.x, &pair.y});
    Estimate out;
    out.value = Nats(x.upper + y.upper - joint.upper);
    out.lower = Nats(x.lower + y.lower - joint.upper);
    out.upper = Nats(x.upper + y.upper - joint.lower);
    return out;
  }

  double variance_;
};

}  // namespace

std::unique_ptr<const Estimator> make_kde(const KdeOptions& options) {
  if (!(options.variance > 0) || !std::isfinite(options.variance)) {
    throw InvalidArgument(
        fmt::format("kde: var is {}, but must be above 0 and finite", options.variance));
  }
  return std::make_unique<Kde>(options.variance);
}

}  // namespace infoplane
