#include "infoplane/estimate/cells.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <vector>

#include "infoplane/estimate/mass.h"
#include "tests/estimate/recorded.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

using Ids = std::vector<std::uint32_t>;

TEST(CellSorter, NumbersCellsByFirstAppearance) {
  CellSorter sorter;
  const std::vector<std::uint64_t> keys = {7, 3, 7, 0, 3, 7};
  // in a table with an entry a key, and hashed
  for (const std::uint64_t bound : {8, 0}) {
    Cells cells;
    sorter.sort(keys, bound, cells);
    EXPECT_EQ(cells.ids, (Ids{0, 1, 0, 2, 1, 0}));
    EXPECT_EQ(cells.counts, (Ids{3, 2, 1}));
  }
}

TEST(CellSorter, KeepsNothingFromTheCallBefore) {
  CellSorter sorter;
  Cells cells;
  sorter.sort(std::vector<std::uint64_t>(100, 5), 0, cells);
  sorter.sort(std::vector<std::uint64_t>{9, 5}, 0, cells);
  EXPECT_EQ(cells.ids, (Ids{0, 1}));
  EXPECT_EQ(cells.counts, (Ids{1, 1}));
}

TEST(CellSorter, SeparatesKeysThatDifferInOneBit) {
  CellSorter sorter;
  std::vector<std::uint64_t> keys(65);
  for (std::size_t bit = 0; bit < 64; ++bit) keys[bit] = std::uint64_t{1} << bit;
  Cells cells;
  sorter.sort(keys, 0, cells);
  EXPECT_EQ(cells.n_cells(), 65U);
}

TEST(CellSorter, PairsShareACellIfTheyShareBoth) {
  CellSorter sorter;
  Cells cells;
  sorter.sort_pairs({{0, 0, 1, 1, 0}, {3, 2}}, {{0, 1, 0, 0, 1}, {3, 2}}, cells);
  EXPECT_EQ(cells.ids, (Ids{0, 1, 2, 2, 1}));
}

TEST(CellSorter, CountsPairsInATableAndHashedAlike) {
  // 300 x 300 pairs of 1000 samples are too many for a table, 10 x 10 are not
  for (const std::uint32_t n_values : {10U, 300U}) {
    Stream stream(1, 0, Purpose::kTest);
    Ids a(1000);
    Ids b(1000);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> expected;
    for (std::size_t i = 0; i < a.size(); ++i) {
      a[i] = stream.below(n_values);
      b[i] = stream.below(n_values);
      ++expected[{a[i], b[i]}];
    }
    CellSorter sorter;
    std::map<std::uint32_t, int> sizes;
    for (const std::uint32_t n : sorter.count_pairs(a, n_values, b, n_values)) {
      if (n > 0) ++sizes[n];
    }
    std::map<std::uint32_t, int> expected_sizes;
    for (const auto& [pair, n] : expected) ++expected_sizes[n];
    EXPECT_EQ(sizes, expected_sizes);
  }
}

// numbers of equal vectors by first appearance
template <class Row>
Ids naive_ids(const std::vector<Row>& rows) {
  std::map<Row, std::uint32_t> seen;
  Ids ids;
  for (const Row& row : rows) {
    ids.push_back(seen.try_emplace(row, static_cast<std::uint32_t>(seen.size())).first->second);
  }
  return ids;
}

TEST(SortByDigits, SeparatesWhatDiffersInAnyOfManyUnits) {
  // 40 units of 30 bins are four codes; values repeat, so that rows do
  const std::size_t n = 500;
  std::vector<std::vector<float>> rows = uniform_rows(n, 40, -1, 1, 3);
  Stream stream(1, 0, Purpose::kTest, 4);
  for (std::size_t i = 50; i < n; ++i) {
    rows[i] = rows[stream.below(50)];
    // half of them differ in one unit from what they repeat
    if (i % 2 == 0) rows[i][stream.below(40)] = 0.99F;
  }
  std::vector<std::vector<int>> bins(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const float t : rows[i]) bins[i].push_back(static_cast<int>((double{t} + 1) * 15));
  }
  const Rows<float> stored(rows);
  at_every_target([&] {
    CellSorter sorter;
    Cells cells;
    sort_by_digits(stored.column_major(), kernels::Grid{-1, 30, 2, 0, 29}, sorter, cells);
    EXPECT_EQ(cells.ids, naive_ids(bins));
    EXPECT_LT(cells.n_cells(), n);
    EXPECT_EQ(std::accumulate(cells.counts.begin(), cells.counts.end(), 0U), n);
  });
}

TEST(SortByDigits, UsesEachUnitsOwnEdgesBeyondTheFirstCode) {
  // unit j of 20 has its one edge at j; 2^18 bins a unit leave room for two units a code
  kernels::Edges edges = empty_edges(20, 1U << 18);
  for (std::size_t j = 0; j < 20; ++j) edges.values[j * edges.stride] = static_cast<double>(j);
  std::vector<std::vector<float>> rows(21, std::vector<float>(20));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < 20; ++j) rows[i][j] = static_cast<float>(i) - 0.5F;
  }
  CellSorter sorter;
  Cells cells;
  // the value i - 0.5 has passed the edges of units 0 to i - 1: each row is a cell
  sort_by_digits(Rows<float>(rows).column_major(), edges, sorter, cells);
  EXPECT_EQ(cells.n_cells(), 21U);
  // with the edge of unit 0 for all, there are only two
  edges.shared = true;
  sort_by_digits(Rows<float>(rows).column_major(), edges, sorter, cells);
  EXPECT_EQ(cells.n_cells(), 2U);
}

}  // namespace
}  // namespace infoplane
