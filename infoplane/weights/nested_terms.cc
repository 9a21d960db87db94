#include "infoplane/weights/nested_terms.h"

#include <cmath>

namespace infoplane {
namespace {

// ln(1 + e^x)
PointBlockArray softplus(const PointBlockArray& x) { return x.max(0) + (-x.abs()).exp().log1p(); }

// ln(e^x + e^y)
PointBlockArray log_add(const PointBlockArray& x, const PointBlockArray& y) {
  return x + softplus(y - x);
}

// ln sum_k p_k
PointBlockArray log_sum(const PackedGaussians& p, const double* a) {
  PointBlockArray density;
  p.log_densities(0, a, density);
  LogSums sums(density);
  for (std::size_t k = 1; k < p.size(); ++k) {
    p.log_densities(k, a, density);
    sums.add(density);
  }
  return sums.value();
}

// ln o_r of each draw, beside densities of which floor is nothing
std::vector<PointBlockArray> log_others(const PackedGaussians& others, std::size_t n_draws,
                                        std::size_t i, const double* a,
                                        const PointBlockArray& floor) {
  std::vector<LogSums> sums(n_draws, LogSums(floor));
  PointBlockArray density;
  for (std::size_t j = 0; j < others.size(); ++j) {
    if (j / n_draws == i || !others.log_densities(j, a, floor, density)) continue;
    sums[j % n_draws].add(density);
  }
  std::vector<PointBlockArray> out;
  out.reserve(n_draws);
  for (const LogSums& sum : sums) out.push_back(sum.value());
  return out;
}

}  // namespace

NestedTerms nested_terms(const NestedPoints& points, const PackedGaussians& p,
                         const PackedGaussians& others, std::size_t n_draws, std::size_t i) {
  const PointBlockArray sum = log_sum(p, points.a.data());
  const auto n_components = static_cast<double>(p.size());
  const PointBlockArray without = sum - std::log(n_components);
  const PointBlockArray with = log_add(sum, points.own) - std::log(n_components + 1);

  // o by each of its draws, by two halves of them, and by all
  const PointBlockArray floor = without.min(points.own) - kNegligible;
  const std::vector<PointBlockArray> draws = log_others(others, n_draws, i, points.a.data(), floor);
  std::array<PointBlockArray, 2> halves{draws[0], draws[1]};
  for (std::size_t r = 2; r < n_draws; ++r) halves[r % 2] = log_add(halves[r % 2], draws[r]);
  for (PointBlockArray& half : halves) half -= std::log(static_cast<double>(n_draws) / 2);
  const PointBlockArray all = log_add(halves[0], halves[1]) - std::log(2.0);

  NestedTerms out;
  // the mean of halves is below that of all by as much as all is below the truth
  const auto correction = [&](const PointBlockArray& own) -> PointBlockArray {
    return softplus(all - own) - (softplus(halves[0] - own) + softplus(halves[1] - own)) / 2;
  };
  const PointBlockArray corrected = (correction(without) + correction(with)) / 2;
  const PointBlockArray g_without = softplus(all - without) + correction(without);
  const PointBlockArray g_with = softplus(all - with) + correction(with);
  out.value = (g_without + g_with) / 2;
  out.half_width = (g_without - g_with) / 2 + corrected;
  const PointBlockArray both = log_add(all, with);
  for (const PointBlockArray& draw : draws) out.shares.push_back((draw - both).exp());
  return out;
}

PointBlockArray linearised_term(const NestedPoints& points, const PackedGaussians& p,
                                std::size_t i) {
  PointBlockArray own;
  p.log_densities(i, points.linear.data(), own);
  const PointBlockArray floor = own - kNegligible;
  LogSums sums(PointBlockArray::Zero());
  PointBlockArray density;
  for (std::size_t j = 0; j < p.size(); ++j) {
    if (j == i || !p.log_densities(j, points.linear.data(), floor, density)) continue;
    sums.add(density - own);
  }
  return sums.value();
}

}  // namespace infoplane
