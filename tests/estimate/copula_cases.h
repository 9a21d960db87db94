#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/points.h"
#include "infoplane/estimate/untied_scores.h"
#include "tests/estimate/recorded.h"

namespace infoplane {

/// The two sides of N pairs.
struct PointPair {
  Points x;
  Points y;
};

/// What the sides of copula_pairs have in common.
struct CopulaCase {
  std::size_t dx = 1;
  std::size_t dy = 1;
  /// Correlation of all columns with each other, in [0, 1).
  double rho = 0;
  /// Degrees of freedom of a chi square that all columns share; 0: normal.
  std::size_t nu = 0;
  /// One chi square for x and another for y.
  bool separate = false;
};

/// N pairs of normal or Student vectors.
inline PointPair copula_pairs(std::size_t n, const CopulaCase& wanted, std::uint32_t index) {
  Stream stream(5, 0, Purpose::kTest, index);
  const auto scale = [&] {
    if (wanted.nu == 0) return 1.0;
    double chi_square = 0;
    for (std::size_t k = 0; k < wanted.nu; ++k) chi_square += std::pow(stream.normal(), 2);
    return std::sqrt(static_cast<double>(wanted.nu) / chi_square);
  };
  PointPair pair{{n, wanted.dx, std::vector<double>(n * wanted.dx)},
                 {n, wanted.dy, std::vector<double>(n * wanted.dy)}};
  for (std::size_t i = 0; i < n; ++i) {
    const double common = stream.normal();
    const double scale_x = scale();
    const double scale_y = wanted.separate ? scale() : scale_x;
    const auto draw = [&] {
      return std::sqrt(wanted.rho) * common + std::sqrt(1 - wanted.rho) * stream.normal();
    };
    for (std::size_t j = 0; j < wanted.dx; ++j) pair.x.values[j * n + i] = scale_x * draw();
    for (std::size_t j = 0; j < wanted.dy; ++j) pair.y.values[j * n + i] = scale_y * draw();
  }
  return pair;
}

inline Samples samples_of(const Points& points) {
  return column_major(points.values.data(), points.n, points.d);
}

/// Of both sides, y's columns numbered on from x's.
struct RankPair {
  Ranks x;
  Ranks y;
};
inline RankPair ranks_of(const PointPair& pair) {
  return {untied_ranks(pair.x, 0, threads(1)), untied_ranks(pair.y, pair.x.d, threads(1))};
}

}  // namespace infoplane
