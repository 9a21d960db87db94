#include "infoplane/estimate/t_copula_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>

#include "infoplane/estimate/t_scores.h"

namespace infoplane {
namespace {

constexpr std::array<double, 9> kGrid = {kLeastNu, 1, 2, 4, 8, 16, 40, 100, kMostNu};
constexpr std::size_t kFirstOfGrid = 5;
// EM ends where no entry of S changes by more: while nu is sought, and at the end
constexpr double kRoughChange = 1e-3;
constexpr double kFineChange = 1e-6;
constexpr std::size_t kMostSteps = 50;
// ln nu is good enough where the next parabola moves it by less
constexpr double kAccuracy = 1e-3;
constexpr std::size_t kMostTrials = 30;
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
    look_up(ranks_, table.scores, z_, work_);
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
    look_up(ranks_, table.scores, z_, work_);
    const double total = nu + static_cast<double>(ranks_.d);
    for (std::size_t step = 0; step < kMostSteps; ++step) {
      // S <- normalised sum of (nu + d) / (nu + q) z z' (TC5)
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

// The likelihood at one nu.
struct Trial {
  double log_nu = 0;
  double log_likelihood = kImpossible;
};

// The three most likely so far, the best one first.
using Best = std::array<Trial, 3>;

void sort(Best& best) { std::ranges::sort(best, std::ranges::greater(), &Trial::log_likelihood); }

// where the parabola through the three has its top; that of the best one if it has none
double top(const Best& best) {
  const auto [x0, f0] = best[0];
  const auto [x1, f1] = best[1];
  const auto [x2, f2] = best[2];
  const double slope = (f1 - f0) / (x1 - x0);
  const double bend = ((f2 - f0) / (x2 - x0) - slope) / (x2 - x1);
  return bend < 0 ? (x0 + x1) / 2 - slope / (2 * bend) : x0;
}

// climbs from one nu of the grid to the next: the best one and those beside it
Best climb(Profile& profile) {
  std::array<std::optional<Trial>, kGrid.size()> known;
  const auto at = [&](std::size_t i) {
    if (!known[i]) known[i] = Trial{std::log(kGrid[i]), profile(kGrid[i], kRoughChange)};
    return *known[i];
  };
  std::size_t i = kFirstOfGrid;
  while (true) {
    if (i > 1 && at(i - 1).log_likelihood > at(i).log_likelihood) {
      --i;
    } else if (i + 2 < kGrid.size() && at(i + 1).log_likelihood > at(i).log_likelihood) {
      ++i;
    } else {
      break;
    }
  }
  Best best{at(i - 1), at(i), at(i + 1)};
  sort(best);
  return best;
}

// the most likely ln nu, by one parabola after another
double refine(Profile& profile, Best best) {
  for (std::size_t trial = 0; trial < kMostTrials; ++trial) {
    const double next = std::clamp(top(best), std::log(kLeastNu), std::log(kMostNu));
    // not a number where likelihoods are impossible
    const auto is_new = [&](const Trial& t) { return std::abs(next - t.log_nu) >= kAccuracy; };
    if (!std::ranges::all_of(best, is_new)) break;
    best[2] = {next, profile(std::exp(next), kRoughChange)};
    sort(best);
  }
  return best[0].log_nu;
}

}  // namespace

std::optional<TCopulaFit> fit_t_copula(const Ranks& ranks, const Work& work) {
  Profile profile(ranks, work);
  if (!profile.regular()) return std::nullopt;
  const Best best = climb(profile);
  if (!(best[0].log_likelihood - profile.gaussian() >= kNeededGain)) return std::nullopt;
  const double nu = std::exp(refine(profile, best));
  const double most = profile(nu, kFineChange);
  if (most == kImpossible) return std::nullopt;
  return TCopulaFit{nu, profile.s(), profile.take_scores(), most - profile.gaussian()};
}

}  // namespace infoplane
