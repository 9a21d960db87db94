#include "infoplane/estimate/gaussian_copula.h"

#include <utility>

#include "infoplane/estimate/dispersion.h"
#include "infoplane/estimate/elliptical_pairs.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/shift_penalty.h"

namespace infoplane {

std::optional<CopulaInformation> gaussian_copula_information(const Points& zx, const Points& zy,
                                                             const Work& work) {
  const std::size_t n = zx.n;
  if (n <= zx.d + zy.d) return std::nullopt;
  CopulaInformation out;
  out.correlations = correlations(join(zx, zy), work);
  const std::optional<Dispersion> s = Dispersion::of(out.correlations, zx.d + zy.d);
  if (!s) return std::nullopt;
  const EllipticalPairs pairs(zx, zy, *s, work);
  const auto terms_of = [&](std::size_t shift, std::span<const double> joint,
                            std::span<double> terms) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t j = i + shift < n ? i + shift : i + shift - n;
      terms[i] = pairs.gaussian_nats() + (pairs.x()[i] + pairs.y()[j] - joint[i]) / 2;
    }
  };
  std::vector<double> terms(n);
  terms_of(0, pairs.joint(), terms);
  out.information = local_information(std::move(terms));
  const double unbiased =
      pairs.gaussian_nats() - log_determinants_bias(static_cast<double>(n), zx.d, zy.d);
  const ShiftPenalty penalty = shift_penalty(
      n, kShifts,
      [&](std::size_t shift, std::span<double> shifted) {
        pairs.joint(shift, shifted);
        terms_of(shift, shifted, shifted);
      },
      work);
  out.penalty = penalty.applied();
  out.penalty_error = penalty.applied_error();
  out.information.shift(unbiased - out.information.nats - out.penalty);
  return out;
}

}  // namespace infoplane
