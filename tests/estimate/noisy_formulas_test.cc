#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/noisy.h"
#include "tests/estimate/noisy_cases.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

// The estimator's formulas in double, one loop after another, on its own random numbers.
struct Twin {
  double value = 0;
  double std_error = 0;
};

struct Pair {
  double g = 0;
  double f = 0;
  double r = 0;
};

template <class T>
std::vector<std::vector<Pair>> draw_pairs(const std::vector<T>& t, std::size_t n,
                                          std::size_t n_pairs, const Labels& labels) {
  const std::size_t d = t.size() / n;
  std::vector<double> sizes(labels.n_classes, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < labels.n_classes; ++c) sizes[c] += label_probability(labels, i, c);
  }
  std::vector<std::vector<Pair>> pairs(n, std::vector<Pair>(n_pairs));
  for (std::size_t i = 0; i < n; ++i) {
    Stream stream(0, 0, Purpose::kEstimate, static_cast<std::uint32_t>(i) + 1);
    for (Pair& pair : pairs[i]) {
      std::vector<double> z(d);
      for (double& value : z) value = stream.normal();
      for (const double value : z) pair.r += (value * value - 1) / 2;
      for (const double sign : {1.0, -1.0}) {
        double all = 0;
        std::vector<double> in_class(labels.n_classes, 0.0);
        for (std::size_t j = 0; j < n; ++j) {
          double exponent = 0;
          for (std::size_t k = 0; k < d; ++k) {
            const double u =
                (static_cast<double>(t[k * n + i]) - static_cast<double>(t[k * n + j])) / kSigma;
            exponent -= u * u / 2 + sign * u * z[k];
          }
          const double e = std::exp(exponent);
          all += e;
          for (std::size_t c = 0; c < labels.n_classes; ++c) {
            in_class[c] += label_probability(labels, j, c) * e;
          }
        }
        pair.g += std::log(all) / 2;
        pair.f -= std::log(all / static_cast<double>(n)) / 2;
        for (std::size_t c = 0; c < labels.n_classes; ++c) {
          const double p = label_probability(labels, i, c);
          if (p > 0) pair.f += p * std::log(in_class[c] / sizes[c]) / 2;
        }
      }
    }
  }
  return pairs;
}

Twin controlled(const std::vector<std::vector<Pair>>& strata, double Pair::*variable) {
  double with_r = 0;
  double rr = 0;
  const auto means = [&](const std::vector<Pair>& pairs) {
    Pair mean;
    for (const Pair& pair : pairs) {
      mean.g += pair.*variable / static_cast<double>(pairs.size());
      mean.r += pair.r / static_cast<double>(pairs.size());
    }
    return mean;
  };
  for (const auto& pairs : strata) {
    const Pair mean = means(pairs);
    for (const Pair& pair : pairs) {
      with_r += (pair.*variable - mean.g) * (pair.r - mean.r);
      rr += (pair.r - mean.r) * (pair.r - mean.r);
    }
  }
  const double b = with_r / rr;
  Twin out;
  double variance = 0;
  for (const auto& pairs : strata) {
    const Pair mean = means(pairs);
    out.value += (mean.g - b * mean.r) / static_cast<double>(strata.size());
    double squares = 0;
    for (const Pair& pair : pairs) {
      squares += std::pow(pair.*variable - mean.g - b * (pair.r - mean.r), 2);
    }
    variance += squares / static_cast<double>((pairs.size() - 1) * pairs.size());
  }
  out.std_error = std::sqrt(variance) / static_cast<double>(strata.size());
  return out;
}

template <class T>
void expect_formulas(const std::vector<T>& t, const Labels& labels, std::size_t n_pairs) {
  const std::size_t n = labels.size();
  const auto pairs = draw_pairs(t, n, n_pairs, labels);
  const Twin i_xt = controlled(pairs, &Pair::g);
  const Twin i_ty = controlled(pairs, &Pair::f);
  const LayerEstimate layer =
      noisy_estimate(column_major(t.data(), n, t.size() / n), {kSigma, 2 * n_pairs}, &labels);
  constexpr double kTolerance = 1e-6;
  EXPECT_NEAR(layer.i_xt.value->value(), std::log(static_cast<double>(n)) - i_xt.value, kTolerance);
  EXPECT_NEAR(layer.i_xt.std_error->value(), i_xt.std_error, kTolerance);
  EXPECT_NEAR(layer.i_ty.value->value(), i_ty.value, kTolerance);
  EXPECT_NEAR(layer.i_ty.std_error->value(), i_ty.std_error, kTolerance);
}

TEST(Noisy, MatchesItsFormulasInDouble) {
  // classes that fill several blocks, and small ones; draws in one group, and in more
  for (const std::size_t n_classes : {2, 7}) {
    for (const bool soft : {false, true}) {
      const Labels labels = random_labels(180, n_classes, soft);
      for (const std::size_t n_pairs : {3, 18}) {
        for (const std::size_t d : {1, 5}) {
          SCOPED_TRACE(testing::Message()
                       << n_classes << " classes, " << n_pairs << " pairs, d " << d);
          const std::vector<double> t = normal_values(180 * d, 0.2, 3);
          const std::vector<float> floats(t.begin(), t.end());
          expect_formulas(t, labels, n_pairs);
          expect_formulas(floats, labels, n_pairs);
        }
      }
    }
  }
}

TEST(Noisy, MatchesItsFormulasAtEveryTarget) {
  const std::vector<double> t = normal_values(450, 0.2, 4);
  const std::vector<float> floats(t.begin(), t.end());
  const Labels labels = random_labels(150, 2, false);
  const Labels soft = random_labels(150, 2, true);
  at_every_target([&] {
    for (const Labels* any : {&labels, &soft}) {
      expect_formulas(t, *any, 5);
      expect_formulas(floats, *any, 5);
    }
  });
}

TEST(Noisy, MatchesItsFormulasInManyDimensions) {
  for (const std::size_t d : {100, 1024}) {
    const Labels labels = random_labels(60, 2, false);
    const std::vector<double> t = normal_values(60 * d, 0.2 / std::sqrt(static_cast<double>(d)), 5);
    const std::vector<float> floats(t.begin(), t.end());
    expect_formulas(floats, labels, 2);
  }
}

}  // namespace
}  // namespace infoplane
