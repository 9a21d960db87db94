#include "infoplane/estimate/ksg_value.h"

#include <algorithm>

#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/neighbours.h"

namespace infoplane {
namespace {

bool any_zero(std::span<const double> distances) {
  return std::ranges::find(distances, 0.0) != distances.end();
}

KsgValue numbers_and_names(const Points& x, const Names& y, std::size_t k, KsgVariant variant,
                           const Work& work) {
  return variant == KsgVariant::kMixed ? mixed_ksg(x, y, k, work) : ross(x, y, k, work);
}

}  // namespace

std::size_t n_rows(const Side& side) {
  const auto* points = std::get_if<Points>(&side);
  return points != nullptr ? points->n : std::get<Names>(side).classes.size();
}

Side select_rows(const Side& side, std::span<const std::uint32_t> rows) {
  if (const auto* points = std::get_if<Points>(&side)) return select_rows(*points, rows);
  const Names& names = std::get<Names>(side);
  Names selected{names.n_classes, {}};
  for (const std::uint32_t row : rows) selected.classes.push_back(names.classes[row]);
  return selected;
}

// psi(k) + psi(N) - mean_i[ psi(n_x + 1) + psi(n_y + 1) ]                                      (S1)
KsgValue ksg_1(const Points& x, const Points& y, std::size_t k, const Work& work) {
  const std::vector<double> eps = kth_distances(join(x, y), k, work);
  const std::vector<std::uint32_t> n_x = counts_within(x, eps, work);
  const std::vector<std::uint32_t> n_y = counts_within(y, eps, work);
  const DigammaTable psi(x.n);
  double sum = 0;
  for (std::size_t i = 0; i < x.n; ++i) sum += psi(n_x[i] + 1) + psi(n_y[i] + 1);
  return {.nats = psi(k) + psi(x.n) - sum / static_cast<double>(x.n),
          .zero_distances = any_zero(eps)};
}

// psi(k) - 1/k + psi(N) - mean_i[ psi(n_x) + psi(n_y) ]                                        (S2)
KsgValue ksg_2(const Points& x, const Points& y, std::size_t k, const Work& work) {
  const Points joint = join(x, y);
  const std::vector<double> eps = kth_distances(joint, k, work);
  Extents extents = neighbour_extents(joint, x.d, eps, work);
  std::ranges::transform(extents.x, extents.x.begin(), at_most);
  std::ranges::transform(extents.y, extents.y.begin(), at_most);
  const std::vector<std::uint32_t> n_x = counts_within(x, extents.x, work);
  const std::vector<std::uint32_t> n_y = counts_within(y, extents.y, work);
  const DigammaTable psi(x.n);
  double sum = 0;
  for (std::size_t i = 0; i < x.n; ++i) sum += psi(n_x[i]) + psi(n_y[i]);
  return {.nats = psi(k) - 1 / static_cast<double>(k) + psi(x.n) - sum / static_cast<double>(x.n),
          .zero_distances = any_zero(eps)};
}

KsgValue ksg_value(const Side& x, const Side& y, std::size_t k, KsgVariant variant,
                   const Work& work) {
  const auto* x_points = std::get_if<Points>(&x);
  const auto* y_points = std::get_if<Points>(&y);
  if (x_points == nullptr && y_points == nullptr) {
    return mixed_ksg(std::get<Names>(x), std::get<Names>(y));
  }
  // information is symmetric, and so are the formulas
  if (x_points == nullptr) {
    return numbers_and_names(*y_points, std::get<Names>(x), k, variant, work);
  }
  if (y_points == nullptr) {
    return numbers_and_names(*x_points, std::get<Names>(y), k, variant, work);
  }
  switch (variant) {
    case KsgVariant::kTwo:
      return ksg_2(*x_points, *y_points, k, work);
    case KsgVariant::kMixed:
      return mixed_ksg(*x_points, *y_points, k, work);
    case KsgVariant::kAutomatic:
    case KsgVariant::kOne:
      break;
  }
  return ksg_1(*x_points, *y_points, k, work);
}

}  // namespace infoplane
