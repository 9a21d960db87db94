#include "infoplane/estimate/shift_penalty.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

// among the streams of estimators
constexpr std::uint32_t kShiftStream = 1;

std::vector<std::size_t> draw_shifts(std::size_t n, std::size_t n_shifts) {
  std::vector<std::size_t> shifts;
  if (n - 1 <= n_shifts) {
    for (std::size_t s = 1; s < n; ++s) shifts.push_back(s);
    return shifts;
  }
  Stream stream(0, 0, Purpose::kEstimate, kShiftStream);
  while (shifts.size() < n_shifts) {
    const std::size_t s = 1 + stream.below(static_cast<std::uint32_t>(n - 1));
    if (std::ranges::find(shifts, s) == shifts.end()) shifts.push_back(s);
  }
  return shifts;
}

// ln of the mean of exp(terms)
double log_mean_exp(std::span<const double> terms) {
  const double largest = *std::ranges::max_element(terms);
  double sum = 0;
  for (const double t : terms) sum += std::exp(t - largest);
  return largest + std::log(sum / static_cast<double>(terms.size()));
}

}  // namespace

double ShiftPenalty::applied() const { return nats > kPenaltyErrors * std_error ? nats : 0; }

ShiftPenalty shift_penalty(std::size_t n, std::size_t n_shifts, const ShiftedTerms& terms,
                           const Work& work) {
  if (n < 2) return {};
  const std::vector<std::size_t> shifts = draw_shifts(n, n_shifts);
  std::vector<double> of_shift(shifts.size());
  parallel_for(shifts.size(), work, [&](std::size_t k) {
    std::vector<double> values(n);
    terms(shifts[k], values);
    of_shift[k] = log_mean_exp(values);
  });
  ShiftPenalty penalty;
  penalty.nats = log_mean_exp(of_shift);
  // standard error of the mean of m_s = exp(of_shift) as a share of that mean
  const auto m = static_cast<double>(shifts.size());
  double squares = 0;
  for (const double v : of_shift) squares += std::pow(std::expm1(v - penalty.nats), 2);
  if (shifts.size() > 1) penalty.std_error = std::sqrt(squares / (m - 1) / m);
  return penalty;
}

}  // namespace infoplane
