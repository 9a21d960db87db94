#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/ksg.h"
#include "tests/estimate/slow_ksg.h"

namespace infoplane {

inline constexpr double kNats = 1e-9;

inline std::unique_ptr<const Estimator> ksg(std::size_t k = 3,
                                            KsgVariant variant = KsgVariant::kAutomatic) {
  return make_ksg({.k = k, .variant = variant, .std_error = false});
}

// Rows of numbers in one block, and what looks at it.
template <class T>
struct Block {
  explicit Block(const Table& table) : rows(table.size()), cols(table[0].size()) {
    for (const auto& row : table) {
      for (const double value : row) values.push_back(static_cast<T>(value));
    }
  }
  [[nodiscard]] Samples view() const { return row_major(values.data(), rows, cols); }

  std::size_t rows;
  std::size_t cols;
  std::vector<T> values;
};

template <class T = double>
PairEstimate estimate(const Estimator& estimator, const Table& x, const Table& y,
                      const Work& work = {}) {
  const Block<T> block_x(x);
  const Block<T> block_y(y);
  return estimator.pair({.x = block_x.view(), .y = block_y.view()}, work);
}

inline double value_of(const PairEstimate& estimate) { return estimate.information.value->value(); }

inline Table column_of(const Classes& classes) {
  Table table;
  for (const std::uint32_t c : classes) table.push_back({static_cast<double>(c)});
  return table;
}

inline PairEstimate with_classes(const Estimator& estimator, const Table& x, const Classes& y) {
  const Block<double> block_x(x);
  const Block<double> block_y(column_of(y));
  return estimator.pair({.x = block_x.view(), .y = block_y.view(), .y_discrete = true}, {});
}

struct Pair {
  Table x;
  Table y;
};

// Standard normals; each column of the shorter side has correlation r with one of the other.
inline Pair normals(std::size_t n, std::size_t d_x, std::size_t d_y, double r,
                    std::uint32_t index = 0) {
  Stream stream(1, 0, Purpose::kTest, index);
  Pair pair{Table(n, std::vector<double>(d_x)), Table(n, std::vector<double>(d_y))};
  for (std::size_t i = 0; i < n; ++i) {
    for (double& value : pair.x[i]) value = stream.normal();
    for (std::size_t j = 0; j < d_y; ++j) {
      pair.y[i][j] = stream.normal();
      if (j < d_x) pair.y[i][j] = r * pair.x[i][j] + std::sqrt(1 - r * r) * pair.y[i][j];
    }
  }
  return pair;
}

template <class Change>
Pair changed(Pair pair, const Change& change) {
  for (Table* table : {&pair.x, &pair.y}) {
    for (auto& row : *table) std::ranges::transform(row, row.begin(), change);
  }
  return pair;
}

inline Pair rounded(const Pair& pair, double step) {
  return changed(pair, [step](double v) { return step * std::round(v / step); });
}

inline Pair as_floats(const Pair& pair) {
  return changed(pair, [](double v) { return static_cast<double>(static_cast<float>(v)); });
}

// classes that depend on the first coordinate
inline Classes classes_of(const Table& x, std::uint32_t n_classes) {
  Stream stream(2, 0, Purpose::kTest);
  Classes classes;
  for (const auto& row : x) {
    const double z = row[0] + 0.5 * stream.normal();
    const double u = 0.5 * std::erfc(-z / std::sqrt(2.0));
    classes.push_back(std::min(static_cast<std::uint32_t>(u * n_classes), n_classes - 1));
  }
  return classes;
}

}  // namespace infoplane
