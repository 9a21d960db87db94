#include "infoplane/estimate/t_copula_fit.h"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "infoplane/estimate/t_scores.h"

namespace infoplane {
namespace {

constexpr std::array<double, 7> kGrid = {1, 2, 4, 8, 16, 40, 100};
constexpr std::size_t kFirstOfGrid = 4;
// EM ends where no entry of S changes by more: while nu is sought, and at the end
constexpr double kRoughChange = 1e-3;
constexpr double kFineChange = 1e-6;
constexpr std::size_t kMostSteps = 50;
// binary digits to which ln nu is sought, about 5e-4 of it
constexpr int kDigits = 12;
constexpr std::uintmax_t kMostTrials = 30;
constexpr double kImpossible = -std::numeric_limits<double>::infinity();

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) largest = std::max(largest, std::abs(a[k] - b[k]));
  return largest;
}

// The likelihood as a function of nu. It remembers S from one nu to the next, as it hardly changes.
class Profile {
 public:
  Profile(const Ranks& ranks, const Work& work) : ranks_(ranks), scores_(ranks.n), work_(work) {
    const TScoreTable table = scores_.normal();
    z_ = look_up(ranks_, table.scores, work_);
    s_ = Dispersion::of(correlations(z_, work_), ranks.d);
    if (!s_) return;
    const double at_zero = -static_cast<double>(ranks_.d) / 2 * std::log(2 * std::numbers::pi);
    gaussian_ = log_likelihood([&](double q) { return at_zero - q / 2; }, table);
  }

  // whether the correlations are not singular, from the start
  [[nodiscard]] bool regular() const { return s_.has_value(); }
  // log-likelihood of the Gaussian copula
  [[nodiscard]] double gaussian() const { return gaussian_; }

  // log-likelihood at nu, S within `change` of where EM comes to rest; kImpossible if S is singular
  double operator()(double nu, double change) {
    const TScoreTable table = scores_.table(nu);
    z_ = look_up(ranks_, table.scores, work_);
    const double total = nu + static_cast<double>(ranks_.d);
    for (std::size_t step = 0; step < kMostSteps; ++step) {
      // S <- normalised sum of (nu + d) / (nu + q) z z' (TC6)
      WeightedMoments all = weighted_moments(
          z_, *s_, [&](double q) { return total / (nu + q); }, work_);
      normalise(all.moments, ranks_.d);
      const double changed = largest_difference(all.moments, s_->matrix());
      std::optional<Dispersion> next = Dispersion::of(std::move(all.moments), ranks_.d);
      if (!next) return kImpossible;
      s_ = std::move(next);
      if (changed <= change) break;
    }
    return log_likelihood(TLogDensity(nu, ranks_.d), table);
  }

  // of the last nu
  [[nodiscard]] const Dispersion& s() const { return *s_; }
  [[nodiscard]] Points take_scores() { return std::move(z_); }

 private:
  // `density` of quadratic forms, less that of the columns by themselves
  template <class LogDensity>
  [[nodiscard]] double log_likelihood(const LogDensity& density, const TScoreTable& table) const {
    double sum = 0;
    for (const double q : quadratic_forms(z_, *s_, work_)) sum += density(q);
    return sum - static_cast<double>(ranks_.n) * s_->log_determinant() / 2 -
           static_cast<double>(ranks_.d) * table.log_density;
  }

  const Ranks& ranks_;
  TScores scores_;
  std::optional<Dispersion> s_;
  Work work_;
  Points z_;
  double gaussian_ = 0;
};

// Between which degrees of freedom the most likely ones are.
struct Bracket {
  double low = kLeastNu;
  double high = kMostNu;
  double best = 0;
};

// climbs from one point of the grid to the next
Bracket climb(Profile& profile) {
  std::array<std::optional<double>, kGrid.size()> known;
  const auto at = [&](std::size_t i) {
    if (!known[i]) known[i] = profile(kGrid[i], kRoughChange);
    return *known[i];
  };
  std::size_t i = kFirstOfGrid;
  while (true) {
    if (i > 0 && at(i - 1) > at(i)) {
      --i;
    } else if (i + 1 < kGrid.size() && at(i + 1) > at(i)) {
      ++i;
    } else {
      break;
    }
  }
  Bracket out;
  if (i > 0) out.low = kGrid[i - 1];
  if (i + 1 < kGrid.size()) out.high = kGrid[i + 1];
  out.best = at(i);
  return out;
}

}  // namespace

std::optional<TCopulaFit> fit_t_copula(const Ranks& ranks, const Work& work) {
  Profile profile(ranks, work);
  if (!profile.regular()) return std::nullopt;
  const Bracket bracket = climb(profile);
  if (!(bracket.best - profile.gaussian() >= kNeededGain)) return std::nullopt;
  std::uintmax_t trials = kMostTrials;
  const auto [log_nu, negative] = boost::math::tools::brent_find_minima(
      [&](double l) { return -profile(std::exp(l), kRoughChange); }, std::log(bracket.low),
      std::log(bracket.high), kDigits, trials);
  const double nu = std::exp(log_nu);
  const double most = profile(nu, kFineChange);
  if (most == kImpossible) return std::nullopt;
  return TCopulaFit{nu, profile.s(), profile.take_scores(), most - profile.gaussian()};
}

}  // namespace infoplane
