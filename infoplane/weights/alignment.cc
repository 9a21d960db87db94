#include "infoplane/weights/alignment.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// columns of mean 0 and norm 1; a constant column is 0
Eigen::MatrixXd normalised(const MatrixView<float>& layer) {
  Eigen::MatrixXd out(layer.rows, layer.cols);
  for (std::size_t u = 0; u < layer.cols; ++u) {
    const std::span<const float> values = layer.column(u);
    const auto column = static_cast<Eigen::Index>(u);
    for (std::size_t i = 0; i < values.size(); ++i) {
      out(static_cast<Eigen::Index>(i), column) = values[i];
    }
    const bool constant = std::ranges::all_of(values, [&](float v) { return v == values[0]; });
    out.col(column).array() -= out.col(column).mean();
    if (constant) {
      out.col(column).setZero();
    } else {
      out.col(column).normalize();
    }
  }
  return out;
}

}  // namespace

bool is_odd(Activation activation) {
  switch (activation) {
    case Activation::kTanh:
    case Activation::kSoftsign:
    case Activation::kErf:
    case Activation::kLinear:
      return true;
    default:
      return false;
  }
}

std::vector<std::size_t> cheapest_assignment(const std::vector<double>& cost, std::size_t n) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  // potentials of rows and columns; rows count from 1 and column 0 is where a row waits
  std::vector<double> row_potential(n + 1, 0);
  std::vector<double> column_potential(n + 1, 0);
  std::vector<std::size_t> row_of(n + 1, 0);
  for (std::size_t row = 1; row <= n; ++row) {
    // the shortest path of alternating edges from this row to a free column
    std::vector<double> distance(n + 1, kFar);
    std::vector<std::size_t> before(n + 1, 0);
    std::vector<bool> done(n + 1, false);
    row_of[0] = row;
    std::size_t column = 0;
    while (row_of[column] != 0) {
      done[column] = true;
      std::size_t nearest = 0;
      double step = kFar;
      for (std::size_t c = 1; c <= n; ++c) {
        if (done[c]) continue;
        const std::size_t r = row_of[column];
        const double reduced = cost[(r - 1) * n + c - 1] - row_potential[r] - column_potential[c];
        if (reduced < distance[c]) {
          distance[c] = reduced;
          before[c] = column;
        }
        if (distance[c] < step) {
          step = distance[c];
          nearest = c;
        }
      }
      for (std::size_t c = 0; c <= n; ++c) {
        if (done[c]) {
          row_potential[row_of[c]] += step;
          column_potential[c] -= step;
        } else {
          distance[c] -= step;
        }
      }
      column = nearest;
    }
    // turns the path around
    while (column != 0) {
      row_of[column] = row_of[before[column]];
      column = before[column];
    }
  }
  std::vector<std::size_t> column_of(n);
  for (std::size_t c = 1; c <= n; ++c) column_of[row_of[c] - 1] = c - 1;
  return column_of;
}

UnitMatch match_units(const MatrixView<float>& reference, const MatrixView<float>& layer,
                      bool odd) {
  if (reference.rows != layer.rows || reference.cols != layer.cols) {
    throw InvalidArgument(fmt::format("alignment: layers of shape ({}, {}) and ({}, {})",
                                      reference.rows, reference.cols, layer.rows, layer.cols));
  }
  const std::size_t d = layer.cols;
  const Eigen::MatrixXd correlation = normalised(reference).transpose() * normalised(layer);
  std::vector<double> cost(d * d);
  for (std::size_t u = 0; u < d; ++u) {
    for (std::size_t v = 0; v < d; ++v) {
      const double c = correlation(static_cast<Eigen::Index>(u), static_cast<Eigen::Index>(v));
      cost[u * d + v] = odd ? -std::abs(c) : -c;
    }
  }
  UnitMatch match{cheapest_assignment(cost, d), std::vector<float>(d, 1.0f)};
  for (std::size_t u = 0; u < d && odd; ++u) {
    const double c =
        correlation(static_cast<Eigen::Index>(u), static_cast<Eigen::Index>(match.units[u]));
    if (c < 0) match.signs[u] = -1;
  }
  return match;
}

}  // namespace infoplane
