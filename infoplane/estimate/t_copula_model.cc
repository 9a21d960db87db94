#include "infoplane/estimate/t_copula_model.h"

#include <cmath>
#include <utility>

#include "infoplane/estimate/elliptical_pairs.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/t_copula_fit.h"
#include "infoplane/estimate/t_scores.h"

namespace infoplane {
namespace {

// By how much 1/2 ln(|S_x| |S_y| / |S|) is too high in the mean. (TC7)
double bias(double n, double nu, std::size_t dx, std::size_t dy) {
  const double total = nu + static_cast<double>(dx + dy);
  return log_determinants_bias(n * total / (total + 2), dx, dy);
}

Points columns_of(const Points& z, std::size_t first, std::size_t d) {
  const auto begin = z.values.begin() + static_cast<std::ptrdiff_t>(first * z.n);
  return {z.n, d, std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(d * z.n))};
}

// f(x_i, y_j), j = i + shift modulo N
class Terms {
 public:
  Terms(const EllipticalPairs& pairs, double nu, std::size_t dx, std::size_t dy)
      : joint_(nu, dx + dy), constant_(pairs.gaussian_nats()) {
    const TLogDensity of_x(nu, dx);
    const TLogDensity of_y(nu, dy);
    for (const double q : pairs.x()) x_.push_back(of_x(q));
    for (const double q : pairs.y()) y_.push_back(of_y(q));
  }

  // from the joint quadratic forms, which may lie in the same place
  void operator()(std::size_t shift, std::span<const double> forms, std::span<double> terms) const {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const std::size_t j = i + shift < x_.size() ? i + shift : i + shift - x_.size();
      terms[i] = constant_ + joint_(forms[i]) - x_[i] - y_[j];
    }
  }

 private:
  TLogDensity joint_;
  // -1/2 ( ln|S| - ln|S_x| - ln|S_y| )
  double constant_;
  std::vector<double> x_;
  std::vector<double> y_;
};

}  // namespace

std::optional<TCopulaModel> t_copula_model(const Ranks& x, const Ranks& y, const Work& work) {
  const std::size_t n = x.n;
  const std::size_t d = x.d + y.d;
  if (kRowsPerColumn * d > n) return std::nullopt;
  const std::optional<TCopulaFit> fitted = fit_t_copula(join(x, y), work);
  if (!fitted) return std::nullopt;
  const double nu = fitted->nu;
  const EllipticalPairs pairs(columns_of(fitted->z, 0, x.d), columns_of(fitted->z, x.d, y.d),
                              fitted->s, work);
  const Terms terms_of(pairs, nu, x.d, y.d);
  std::vector<double> terms(n);
  terms_of(0, pairs.joint(), terms);

  TCopulaModel out;
  out.nu = nu;
  out.gain = fitted->gain;
  out.information = local_information(std::move(terms));
  const double too_high = bias(static_cast<double>(n), nu, x.d, y.d);
  out.closed_form =
      t_entropy(nu, x.d) + t_entropy(nu, y.d) - t_entropy(nu, d) + pairs.gaussian_nats() - too_high;
  out.penalty = shift_penalty(
      n, kShifts,
      [&](std::size_t shift, std::span<double> shifted) {
        pairs.joint(shift, shifted);
        terms_of(shift, shifted, shifted);
      },
      work);
  out.information.shift(-too_high - out.penalty.applied());
  // the closed form is sharper, where it holds
  const double off = out.closed_form - out.information.nats;
  out.closed_form_holds = std::abs(off) < kClosedFormErrors * std_error(out.information);
  if (out.closed_form_holds) out.information.shift(off);
  return out;
}

}  // namespace infoplane
