#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/ksg_value.h"
#include "tests/estimate/copula_cases.h"

// What the tests of `auto` and its parts look at.
namespace infoplane {

using Column = std::vector<double>;

inline Points side_of(const std::vector<Column>& columns) {
  Points out{columns[0].size(), columns.size(), {}};
  for (const Column& c : columns) out.values.insert(out.values.end(), c.begin(), c.end());
  return out;
}

/// N standard normals.
inline Column normal_column(std::size_t n, std::uint32_t index) {
  Stream stream(21, 0, Purpose::kTest, index);
  Column out(n);
  for (double& v : out) v = stream.normal();
  return out;
}

/// N bits, 1 with probability p.
inline Column bit_column(std::size_t n, double p, std::uint32_t index) {
  Stream stream(22, 0, Purpose::kTest, index);
  Column out(n);
  for (double& v : out) v = stream.uniform() < p ? 1 : 0;
  return out;
}

/// a f(column) + b g(other).
inline Column sum(double a, const Column& column, double b, const Column& other) {
  Column out(column.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a * column[i] + b * other[i];
  return out;
}

template <class Change>
Column changed(Column column, const Change& change) {
  std::ranges::transform(column, column.begin(), change);
  return column;
}

inline Column relu(const Column& column) {
  return changed(column, [](double v) { return std::max(v, 0.0); });
}

/// A column that has correlation r with a column of normals, and is normal.
inline Column correlated(const Column& column, double r, std::uint32_t index) {
  return sum(r, column, std::sqrt(1 - r * r), normal_column(column.size(), index));
}

/// d pairs of normal columns of correlation r, each column changed; numbered from index_x and
/// index_y on.
template <class Change>
PointPair changed_pairs(std::size_t n, std::uint32_t d, double r, const Change& change,
                        std::uint32_t index_x, std::uint32_t index_y) {
  std::vector<Column> x;
  std::vector<Column> y;
  for (std::uint32_t j = 0; j < d; ++j) {
    const Column column = normal_column(n, index_x + j);
    x.push_back(changed(column, change));
    y.push_back(changed(correlated(column, r, index_y + j), change));
  }
  return {side_of(x), side_of(y)};
}
inline PointPair rectified_pairs(std::size_t n, std::uint32_t d, double r, std::uint32_t index_x,
                                 std::uint32_t index_y) {
  return changed_pairs(
      n, d, r, [](double v) { return std::max(v, 0.0); }, index_x, index_y);
}

inline double normal_information(double r) { return -std::log1p(-r * r) / 2; }

/// Names 0, 1, ... of the column's values, which are such numbers.
inline Names names_of(const Column& column, std::size_t n_classes) {
  Names out{n_classes, {}};
  for (const double v : column) out.classes.push_back(static_cast<std::uint32_t>(v));
  return out;
}

/// A point of the unit circle, and normals of standard deviation .15 added to both coordinates:
/// .43816 nats, the logarithm of the density's ratio has a standard deviation of .615 (SciPy: the
/// joint density as the mean of 720 normals around the circle, on a grid of 801 x 801).
inline PointPair circle(std::size_t n, std::uint32_t index) {
  Stream stream(23, 0, Purpose::kTest, index);
  PointPair pair{{n, 1, {}}, {n, 1, {}}};
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * stream.uniform();
    pair.x.values.push_back(std::cos(angle) + 0.15 * stream.normal());
    pair.y.values.push_back(std::sin(angle) + 0.15 * stream.normal());
  }
  return pair;
}
inline constexpr double kCircle = 0.43816;

/// The columns in another basis: each less twice its part along a vector of all ones (Householder).
inline Points rotated(Points points) {
  for (std::size_t i = 0; i < points.n; ++i) {
    double mean = 0;
    for (std::size_t j = 0; j < points.d; ++j) mean += points.values[j * points.n + i];
    mean /= static_cast<double>(points.d);
    for (std::size_t j = 0; j < points.d; ++j) points.values[j * points.n + i] -= 2 * mean;
  }
  return points;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace infoplane
