#include "infoplane/claims/law_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/weights/law_phases.h"

namespace infoplane {

Measurement measure_law(const Quantity& quantity, const LawPlane& plane) {
  if (!is_of_law(quantity)) {
    throw InvalidArgument(
        fmt::format("claim: the {} is not of random weights", quantity_name(quantity)));
  }
  const std::vector<std::size_t> asked = chosen_layers(quantity, plane.n_layers);
  const std::vector<std::size_t> resolved = resolved_layers(plane, asked);
  UnderLaw found{plane.law, plane.n_vectors, 0, {}};
  std::ranges::copy_if(asked, std::back_inserter(found.unresolved), [&](std::size_t l) {
    return std::ranges::find(resolved, l) == resolved.end();
  });
  Measurement out{"", plane.estimator, plane.n_samples, {}, {}};
  const bool is_sum = quantity.kind == Quantity::Kind::kLawFall;
  if (!resolved.empty() && !(is_sum && !found.unresolved.empty())) {
    const LawNumber number =
        is_sum ? fall_after_peak(plane, asked) : hypothesis_margin(plane, resolved);
    found.value = number.all;
    out.values = number.left_out;
    out.replicas.resize(out.values.size());
    std::iota(out.replicas.begin(), out.replicas.end(), 0U);
  }
  out.under_law = found;
  return out;
}

std::string why_unresolved(const Measurement& measured) {
  std::vector<std::string> layers;
  for (const std::size_t l : measured.under_law.value().unresolved) {
    layers.push_back(std::to_string(l + 1));
  }
  return fmt::format("layer{} {}: not resolved by {} weight vectors", layers.size() == 1 ? "" : "s",
                     fmt::join(layers, ", "), measured.under_law->n_vectors);
}

MeanInterval law_difference(const Measurement& a, const Measurement& b, double share,
                            double offset) {
  const double mean = a.under_law.value().value - share * b.under_law.value().value - offset;
  if (a.values.size() == b.values.size()) {
    std::vector<double> left_out;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
      left_out.push_back(a.values[i] - share * b.values[i] - offset);
    }
    return jackknife_interval(mean, left_out);
  }
  const MeanInterval of_a = jackknife_interval(a.under_law->value, a.values);
  const MeanInterval of_b = jackknife_interval(b.under_law->value, b.values);
  if (!of_a.high || !of_b.high) return {mean, std::nullopt, std::nullopt};
  const double half = std::hypot(*of_a.high - of_a.mean, share * (*of_b.high - of_b.mean));
  return {mean, mean - half, mean + half};
}

}  // namespace infoplane
