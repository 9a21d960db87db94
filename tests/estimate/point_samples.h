#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/normal_scores.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Paired points.
struct PointPair {
  Points x;
  Points y;
};

/// Standard normals; each column of the shorter side has correlation r with one of the other. The
/// information is -1/2 ln(1 - r^2) for each such pair of columns.
inline PointPair normal_points(std::size_t n, std::size_t d_x, std::size_t d_y, double r,
                               std::uint32_t index = 0) {
  Stream stream(5, 0, Purpose::kTest, index);
  PointPair pair{{n, d_x, {}}, {n, d_y, {}}};
  for (std::size_t i = 0; i < n * d_x; ++i) pair.x.values.push_back(stream.normal());
  for (std::size_t j = 0; j < d_y; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      const double z = stream.normal();
      const bool paired = j < d_x;
      pair.y.values.push_back(paired ? r * pair.x.column(j)[i] + std::sqrt(1 - r * r) * z : z);
    }
  }
  return pair;
}

/// X uniform on [0, 1], Y = X + uniform on [-e, e].
inline PointPair channel(std::size_t n, double e, std::uint32_t index = 0) {
  Stream stream(6, 0, Purpose::kTest, index);
  PointPair pair{{n, 1, {}}, {n, 1, {}}};
  for (std::size_t i = 0; i < n; ++i) {
    pair.x.values.push_back(stream.uniform());
    pair.y.values.push_back(pair.x.values.back() + e * (2 * stream.uniform() - 1));
  }
  return pair;
}

inline PointPair scores(PointPair pair) {
  for (Points* points : {&pair.x, &pair.y}) {
    points->values = normal_scores(points->values, points->n, {});
  }
  return pair;
}

inline Work threads(std::size_t n) { return {.n_threads = n, .progress = {}, .stop = {}}; }

}  // namespace infoplane
