// The truths of the noisy layers (infoplane/audit/layer_tasks.cc) by a plain Monte Carlo double
// loop that shares nothing with the estimators:
//
//   cmake --preset release && ninja -C build/release noisy_truth
//   build/release/bench/noisy_truth
//
// For each layer, rounds are made until both errors are small enough. Each round adds fresh noise
// z ~ N(0, sigma^2 I), and -z, to the activations t_i of all 4096 patterns and averages over i and
// both signs
//
//   ln 4096 - ln sum_j e_ij                        for I(X;T + Z),
//   H(Y) - H(share of each class among the e_ij)   for I(T + Z;Y),
//
//   e_ij = exp((|z|^2 - |t_i + z - t_j|^2) / 2 sigma^2),
//
// which is ln p(t|x) - ln p(t) and the exact posterior of the label, p(t) being the mixture of 4096
// normal distributions. The rounds are independent. Where neighbours overlap, most of what the
// first mean does from round to round is that of |z|^2 / 2 sigma^2, whose expectation is d/2: the
// line that fits the rounds' means best is followed to d/2, and what is left around it gives the
// error.

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "infoplane/audit/layer_tasks.h"
#include "infoplane/core/random.h"
#include "infoplane/core/work.h"
#include "infoplane/data/sphere12.h"

namespace infoplane {
namespace {

// an error of a thousandth of a bit is 0.000693 nats
constexpr double kEnough = 0.00065;
constexpr std::size_t kRoundsAtOnce = 50;
// below this an e_ij is nothing beside e_ii = 1
constexpr double kSmallestExponent = -40;

// Means over the patterns.
struct Round {
  double i_xt = 0;
  double i_ty = 0;
  /// |z|^2 / 2 sigma^2.
  double noise = 0;
};

struct Mean {
  double value = 0;
  double error = 0;
};

double x_ln_x(double x) { return x > 0 ? x * std::log(x) : 0; }

// one layer's activations for all patterns
struct Layer {
  explicit Layer(const LayerTask& of)
      : task(of), t(pattern_activations(of.layer)), labels(sphere12(std::nullopt, 0).labels) {
    double ones = 0;
    for (const std::uint32_t y : labels.classes) ones += y;
    h_y = -x_ln_x(ones / kPatterns) - x_ln_x(1 - ones / kPatterns);
  }

  // adds to `sum` what a pattern's noisy activations say; own = |z|^2
  void add(const std::vector<double>& noisy, double own, Round& sum) const {
    std::vector<double> square(kPatterns);
    for (std::size_t k = 0; k < noisy.size(); ++k) {
      for (std::size_t j = 0; j < kPatterns; ++j) {
        const double difference = noisy[k] - t[k * kPatterns + j];
        square[j] += difference * difference;
      }
    }
    const double scale = 1 / (2 * task.sigma.value() * task.sigma.value());
    double of_class[2] = {0, 0};
    for (std::size_t j = 0; j < kPatterns; ++j) {
      const double exponent = (own - square[j]) * scale;
      if (exponent > kSmallestExponent) of_class[labels.classes[j]] += std::exp(exponent);
    }
    const double all = of_class[0] + of_class[1];
    sum.i_xt -= std::log(all / kPatterns);
    sum.i_ty += h_y + x_ln_x(of_class[0] / all) + x_ln_x(of_class[1] / all);
    sum.noise += own * scale;
  }

  const LayerTask& task;
  std::vector<double> t;
  Labels labels;
  double h_y = 0;
};

Round one_round(const Layer& layer, std::uint32_t round) {
  const std::size_t d = layer.task.layer.width;
  Stream stream(1, round, Purpose::kTask, layer.task.layer.weights);
  std::vector<double> z(d);
  std::vector<double> noisy(d);
  Round sum;
  for (std::size_t i = 0; i < kPatterns; ++i) {
    double own = 0;
    for (double& value : z) {
      value = layer.task.sigma.value() * stream.normal();
      own += value * value;
    }
    for (const double sign : {1.0, -1.0}) {
      for (std::size_t k = 0; k < d; ++k) noisy[k] = layer.t[k * kPatterns + i] + sign * z[k];
      layer.add(noisy, own, sum);
    }
  }
  constexpr double kTerms = 2.0 * kPatterns;
  return {sum.i_xt / kTerms, sum.i_ty / kTerms, sum.noise / kTerms};
}

// the mean of a value over the rounds where the noise is what it is in expectation
Mean mean_at(const std::vector<Round>& rounds, double Round::*value, double expected_noise) {
  const auto n = static_cast<double>(rounds.size());
  double mean = 0;
  double noise = 0;
  for (const Round& round : rounds) {
    mean += round.*value / n;
    noise += round.noise / n;
  }
  double square = 0;
  double product = 0;
  double square_noise = 0;
  for (const Round& round : rounds) {
    square += (round.*value - mean) * (round.*value - mean);
    product += (round.*value - mean) * (round.noise - noise);
    square_noise += (round.noise - noise) * (round.noise - noise);
  }
  const double slope = product / square_noise;
  const double left = square - slope * product;
  return {mean + slope * (expected_noise - noise), std::sqrt(left / (n - 2) / n)};
}

void print_truth(const LayerTask& task) {
  const Layer layer(task);
  const double expected_noise = static_cast<double>(task.layer.width) / 2;
  std::vector<Round> rounds;
  Mean i_xt;
  Mean i_ty;
  do {
    const std::size_t first = rounds.size();
    rounds.resize(first + kRoundsAtOnce);
    parallel_for(kRoundsAtOnce, Work{}, [&](std::size_t r) {
      rounds[first + r] = one_round(layer, static_cast<std::uint32_t>(first + r));
    });
    i_xt = mean_at(rounds, &Round::i_xt, expected_noise);
    i_ty = mean_at(rounds, &Round::i_ty, expected_noise);
  } while (i_xt.error > kEnough || i_ty.error > kEnough);
  fmt::print("{:<18} i_xt {:.6f} +- {:.6f}  i_ty {:.6f} +- {:.6f} nats, {} rounds\n", task.name,
             i_xt.value, i_xt.error, i_ty.value, i_ty.error, rounds.size());
  std::fflush(stdout);
}

}  // namespace
}  // namespace infoplane

int main() {
  for (const infoplane::LayerTask& task : infoplane::noisy_layer_tasks()) {
    infoplane::print_truth(task);
  }
  return 0;
}
