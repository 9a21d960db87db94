#include "infoplane/estimate/kernels/cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "infoplane/core/random.h"
#include "tests/every_target.h"

namespace infoplane::kernels {
namespace {

// around the lengths of all vectors
constexpr std::array<std::size_t, 12> kSizes = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65};

template <class T>
std::vector<T> values_of(std::size_t n, std::uint32_t index) {
  Stream stream(1, 0, Purpose::kTest, index);
  std::vector<T> values(n);
  for (T& value : values) value = static_cast<T>(1.5 * stream.normal());
  // the ends of the range and what is beyond
  for (std::size_t i = 0; i + 5 <= n; i += 5)
    values[i] = static_cast<T>(static_cast<int>(i % 7) - 3);
  return values;
}

double scalar_digit(const Grid& grid, double t) {
  const double u = std::floor((t - grid.low) * grid.factor / grid.divisor);
  return std::min(std::max(u, grid.first), grid.last) - grid.first;
}

double scalar_digit(const Edges& edges, std::size_t unit, double t) {
  const auto first = edges.values.begin() + static_cast<std::ptrdiff_t>(unit * edges.stride);
  const auto digit =
      std::upper_bound(first, first + static_cast<std::ptrdiff_t>(edges.n_edges), t) - first;
  if (edges.wrap_low && digit == 0) return static_cast<double>(edges.n_edges);
  return static_cast<double>(digit);
}

template <class T>
void expect_scalar_grid_codes(const Grid& grid, std::size_t d) {
  for (const std::size_t n : kSizes) {
    const std::vector<T> values = values_of<T>(n * d, 1);
    const auto columns = column_major(values.data(), n, d);
    std::vector<std::uint64_t> codes(n + 1, 77);
    fold(columns, grid, 0, codes.data());
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t expected = 0;
      for (std::size_t j = 0; j < d; ++j) {
        expected = expected * static_cast<std::uint64_t>(grid.n_digits()) +
                   static_cast<std::uint64_t>(scalar_digit(grid, columns(i, j)));
      }
      EXPECT_EQ(codes[i], expected) << "n " << n << " row " << i;
    }
    EXPECT_EQ(codes[n], 77U) << "wrote beyond row " << n;
  }
}

TEST(FoldGrid, EqualsTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    // [-1, 1]: by multiplication; [-0.7, 1.1]: by division; cells floor(t/0.3) from -10
    for (const Grid& grid : {Grid{-1, 30, 2, 0, 29}, Grid{-0.7, 30, 1.8, 0, 29},
                             Grid{0, 1, 0.3, -10, 20}, Grid{-4, 1U << 20, 8, 0, (1U << 20) - 1}}) {
      for (const std::size_t d : {1, 2}) {
        expect_scalar_grid_codes<float>(grid, d);
        expect_scalar_grid_codes<double>(grid, d);
      }
    }
    // 30^10 is the most that fits
    expect_scalar_grid_codes<float>({-1, 30, 2, 0, 29}, 10);
  });
}

TEST(FoldGrid, RoundsAtTheEdgesAsTheDivisionDoes) {
  // edges of n bins, where t * (n / width) is often on the other side of a whole number than
  // (t * n) / width
  at_every_target([] {
    for (int n = 3; n <= 60; ++n) {
      const Grid grid{0, static_cast<double>(n), 0.7, 0, n - 1.0};
      std::vector<double> edges;
      for (int k = 0; k <= n; ++k) edges.push_back(0.7 * k / n);
      std::vector<std::uint64_t> codes(edges.size());
      fold(column_major(edges.data(), edges.size(), 1), grid, 0, codes.data());
      for (std::size_t k = 0; k < edges.size(); ++k) {
        EXPECT_EQ(static_cast<double>(codes[k]), scalar_digit(grid, edges[k])) << n << " bins";
      }
    }
  });
}

TEST(FoldGrid, HoldsTheLargestCodeExactly) {
  at_every_target([] {
    // 2^53 - 1 from 53 units of 2 bins, all in the upper one
    const std::vector<float> ones(53, 1);
    std::uint64_t code = 0;
    fold(row_major(ones.data(), 1, 53), Grid{0, 2, 1, 0, 1}, 0, &code);
    EXPECT_EQ(code, (std::uint64_t{1} << 53) - 1);
  });
}

// n_edges random ones for each unit, two of them equal
Edges random_edges(std::size_t n_units, std::size_t n_edges) {
  Edges edges;
  edges.n_edges = n_edges;
  edges.stride = edge_stride(n_edges);
  for (std::size_t unit = 0; unit < n_units; ++unit) {
    std::vector<double> sorted = values_of<double>(n_edges, static_cast<std::uint32_t>(unit + 2));
    if (n_edges > 1) sorted[1] = sorted[0];
    std::ranges::sort(sorted);
    sorted.resize(edges.stride, std::numeric_limits<double>::infinity());
    edges.values.insert(edges.values.end(), sorted.begin(), sorted.end());
  }
  return edges;
}

template <class T>
void expect_scalar_edge_codes(const Edges& edges, std::size_t first_unit) {
  for (const std::size_t n : kSizes) {
    const std::vector<T> values = values_of<T>(2 * n, 1);
    const auto columns = column_major(values.data(), n, 2);
    std::vector<std::uint64_t> codes(n);
    fold(columns, edges, first_unit, codes.data());
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t second = edges.shared ? 0 : first_unit + 1;
      const double expected =
          scalar_digit(edges, edges.shared ? 0 : first_unit, columns(i, 0)) * edges.n_digits() +
          scalar_digit(edges, second, columns(i, 1));
      EXPECT_EQ(static_cast<double>(codes[i]), expected) << "n " << n << " row " << i;
    }
  }
}

TEST(FoldEdges, EqualsTheScalarTwinAtEveryTarget) {
  at_every_target([] {
    for (const std::size_t n_edges : {1, 2, 3, 4, 29, 30, 31, 32}) {
      const Edges own = random_edges(3, n_edges);
      expect_scalar_edge_codes<float>(own, 1);
      expect_scalar_edge_codes<double>(own, 1);
      Edges shared = random_edges(1, n_edges);
      shared.shared = true;
      shared.wrap_low = true;
      expect_scalar_edge_codes<float>(shared, 1);
    }
  });
}

TEST(FoldEdges, WithoutEdgesEverythingIsOneCell) {
  at_every_target([] {
    const std::vector<float> values = {-3, 0, 3};
    std::vector<std::uint64_t> codes(3, 77);
    fold(column_major(values.data(), 3, 1), Edges{}, 0, codes.data());
    EXPECT_EQ(codes, (std::vector<std::uint64_t>{0, 0, 0}));
  });
}

TEST(FoldEdges, TakesAnEdgeIntoTheCellAboveIt) {
  at_every_target([] {
    Edges edges;
    edges.n_edges = 1;
    edges.stride = 1;
    edges.values = {0.5};
    const std::vector<double> values = {std::nextafter(0.5, 0), 0.5, std::nextafter(0.5, 1)};
    std::vector<std::uint64_t> codes(3);
    fold(column_major(values.data(), 3, 1), edges, 0, codes.data());
    EXPECT_EQ(codes, (std::vector<std::uint64_t>{0, 1, 1}));
  });
}

template <class T>
void expect_scalar_scan() {
  for (const std::size_t n : kSizes) {
    std::vector<T> values = values_of<T>(n, 5);
    const ColumnScan clean = scan(values.data(), n);
    EXPECT_TRUE(clean.finite);
    EXPECT_EQ(clean.min, *std::ranges::min_element(values));
    EXPECT_EQ(clean.max, *std::ranges::max_element(values));
    // each place in turn
    for (std::size_t i = 0; i < n; ++i) {
      const T kept = values[i];
      for (const T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(),
                          -std::numeric_limits<T>::infinity()}) {
        values[i] = bad;
        EXPECT_FALSE(scan(values.data(), n).finite) << "n " << n << " row " << i;
      }
      values[i] = kept;
    }
  }
}

TEST(Scan, FindsTheEndsAndWhatIsNotFiniteAtEveryTarget) {
  at_every_target([] {
    expect_scalar_scan<float>();
    expect_scalar_scan<double>();
  });
}

}  // namespace
}  // namespace infoplane::kernels
