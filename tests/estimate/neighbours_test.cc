#include "infoplane/estimate/neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/coarse_points.h"
#include "infoplane/estimate/kd_tree.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

double slow_distance(const Points& p, std::size_t a, std::size_t b, std::size_t first,
                     std::size_t end) {
  double most = 0;
  for (std::size_t j = first; j < end; ++j) {
    most = std::max(most, std::abs(p.column(j)[a] - p.column(j)[b]));
  }
  return most;
}

Points normals(std::size_t n, std::size_t d) {
  Stream stream(1, 0, Purpose::kTest);
  Points points{n, d, std::vector<double>(n * d)};
  for (double& value : points.values) value = stream.normal();
  return points;
}

template <class Change>
Points changed(Points points, const Change& change) {
  for (double& value : points.values) value = change(value);
  return points;
}

// values that make searches err that are not careful
struct Kind {
  const char* name;
  double (*of_normal)(double);
};
constexpr auto kKinds = std::to_array<Kind>({
    {"normal", [](double v) { return v; }},
    {"rounded", [](double v) { return 0.1 * std::round(5 * v); }},
    {"two values", [](double v) { return v < 0 ? -1.0 : 1.0; }},
    {"far from zero", [](double v) { return 1e15 + v; }},
    {"heavy tails", [](double v) { return std::exp(20 * v); }},
    {"mostly zero", [](double v) { return std::max(v - 1, 0.0); }},
    {"one far out", [](double v) { return v > 2 ? 1e9 * v : v; }},
    {"denormal", [](double v) { return 1e-310 * v; }},
    {"all equal", [](double) { return 3.0; }},
});

// around the sizes of leaves and vectors
constexpr auto kSizes = std::to_array<std::size_t>({2, 31, 32, 33, 65, 130});
// around coordinates taken at once
constexpr auto kDimensions = std::to_array<std::size_t>({1, 2, 3, 12, 13, 40});

template <class Body>
void for_all_kinds(const Body& body) {
  at_every_target([&] {
    for (const Kind& kind : kKinds) {
      for (const std::size_t n : kSizes) {
        for (const std::size_t d : kDimensions) {
          SCOPED_TRACE(std::string(kind.name) + ", n " + std::to_string(n) + ", d " +
                       std::to_string(d));
          body(changed(normals(n, d), kind.of_normal));
          if (testing::Test::HasFailure()) return;
        }
      }
    }
  });
}

// of each point to all others, sorted
std::vector<std::vector<double>> slow_distances(const Points& points) {
  std::vector<std::vector<double>> out(points.n);
  for (std::size_t i = 0; i < points.n; ++i) {
    for (std::size_t j = 0; j < points.n; ++j) {
      if (j != i) out[i].push_back(slow_distance(points, i, j, 0, points.d));
    }
    std::ranges::sort(out[i]);
  }
  return out;
}

std::vector<double> slow_kth_distances(const Points& points, std::size_t k) {
  std::vector<double> out;
  for (const std::vector<double>& sorted : slow_distances(points)) out.push_back(sorted[k - 1]);
  return out;
}

// radii that are distances of the points, where counting must be exact; one 0, one negative
std::vector<double> some_radii(const Points& points) {
  std::vector<double> radii;
  for (std::size_t i = 0; i < points.n; ++i) {
    radii.push_back(slow_distance(points, i, (7 * i + 1) % points.n, 0, points.d));
    if (i % 3 == 1) radii.back() = at_most(radii.back());
  }
  radii[0] = 0;
  radii[1] = -1;
  return radii;
}

std::vector<std::uint32_t> slow_counts(const Points& points, const std::vector<double>& radii) {
  std::vector<std::uint32_t> counts(points.n);
  for (std::size_t i = 0; i < points.n; ++i) {
    for (std::size_t j = 0; j < points.n; ++j) {
      if (j != i && slow_distance(points, i, j, 0, points.d) < radii[i]) ++counts[i];
    }
  }
  return counts;
}

Extents slow_extents(const Points& points, std::size_t d_x, const std::vector<double>& radii) {
  Extents out{std::vector<double>(points.n), std::vector<double>(points.n)};
  for (std::size_t i = 0; i < points.n; ++i) {
    for (std::size_t j = 0; j < points.n; ++j) {
      if (j == i || !(slow_distance(points, i, j, 0, points.d) <= radii[i])) continue;
      out.x[i] = std::max(out.x[i], slow_distance(points, i, j, 0, d_x));
      out.y[i] = std::max(out.y[i], slow_distance(points, i, j, d_x, points.d));
    }
  }
  return out;
}

// calls search(view, leaf, rows) for all leaves
template <class Searched, class Search>
void for_leaves(const Searched& points, const Search& search) {
  for (std::size_t l = 0; l < points.cuts().n_leaves(); ++l) {
    search(points.view(), l, points.cuts().leaf(l));
  }
}

using PerLeaf = std::array<double, kernels::kLeafSize>;

PerLeaf of_leaf(std::span<const std::uint32_t> rows, const std::vector<double>& values) {
  PerLeaf out{};
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = values[rows[i]];
  return out;
}

// both ways of searching, whatever would be quicker
template <class Searched>
class Search : public testing::Test {};
using BothWays = testing::Types<KdTree, CoarsePoints>;
TYPED_TEST_SUITE(Search, BothWays);

TYPED_TEST(Search, FindsKthDistancesOfTheDoubleLoopBitForBitAtEveryTarget) {
  for_all_kinds([](const Points& points) {
    const std::size_t k = std::min<std::size_t>(3, points.n - 1);
    const std::vector<double> expected = slow_kth_distances(points, k);
    for_leaves(TypeParam(points), [&](const auto& view, std::size_t leaf, const auto& rows) {
      std::vector<double> memory(kernels::kLeafSize * k);
      PerLeaf got{};
      kernels::kth_distances(view, leaf, k, memory.data(), got.data());
      for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(got[i], expected[rows[i]]);
    });
  });
}

TYPED_TEST(Search, CountsWhatTheDoubleLoopCountsAtEveryTarget) {
  for_all_kinds([](const Points& points) {
    const std::vector<double> radii = some_radii(points);
    const std::vector<std::uint32_t> expected = slow_counts(points, radii);
    for_leaves(TypeParam(points), [&](const auto& view, std::size_t leaf, const auto& rows) {
      const PerLeaf radii_of_leaf = of_leaf(rows, radii);
      std::array<std::uint32_t, kernels::kLeafSize> got{};
      kernels::counts_within(view, leaf, 1, radii_of_leaf.data(), got.data());
      // a point is nearer to itself than any radius but 0
      for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(got[i], expected[rows[i]] + (radii[rows[i]] > 0 ? 1 : 0));
      }
    });
  });
}

TYPED_TEST(Search, CountsForSeveralListsWhatItCountsForEachAtEveryTarget) {
  for_all_kinds([](const Points& points) {
    // as many lists as there can be, in no order, one of them with nothing to count
    const std::vector<std::vector<double>> distances = slow_distances(points);
    std::vector<std::vector<double>> lists(kernels::kListsAtOnce - 1);
    for (std::size_t list = 0; list < lists.size(); ++list) {
      for (const auto& sorted : distances) lists[list].push_back(sorted[7 * list % sorted.size()]);
    }
    lists.emplace_back(points.n, -1.0);
    for_leaves(TypeParam(points), [&](const auto& view, std::size_t leaf, const auto& rows) {
      std::vector<double> radii;
      for (const auto& list : lists)
        std::ranges::copy(of_leaf(rows, list), std::back_inserter(radii));
      for (const std::size_t n_lists : {std::size_t{2}, lists.size()}) {
        std::vector<std::uint32_t> got(n_lists * kernels::kLeafSize);
        kernels::counts_within(view, leaf, n_lists, radii.data(), got.data());
        for (std::size_t list = 0; list < n_lists; ++list) {
          std::array<std::uint32_t, kernels::kLeafSize> alone{};
          kernels::counts_within(view, leaf, 1, &radii[list * kernels::kLeafSize], alone.data());
          for (std::size_t i = 0; i < rows.size(); ++i) {
            ASSERT_EQ(got[list * kernels::kLeafSize + i], alone[i]) << list << " of " << n_lists;
          }
        }
      }
    });
  });
}

TYPED_TEST(Search, FindsAllDistancesUpToTheKthAtEveryTarget) {
  // more than a vector holds, and not a multiple of it
  for_all_kinds([](const Points& points) {
    const std::vector<std::vector<double>> expected = slow_distances(points);
    for (const std::size_t most : {9, 30}) {
      if (most >= points.n) return;
      for_leaves(TypeParam(points), [&](const auto& view, std::size_t leaf, const auto& rows) {
        std::vector<double> memory(kernels::kLeafSize * most);
        PerLeaf got{};
        kernels::kth_distances(view, leaf, most, memory.data(), got.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const std::span found(&memory[i * most], most);
          ASSERT_TRUE(std::ranges::equal(found, std::span(expected[rows[i]]).first(most)));
          ASSERT_EQ(got[i], found.back());
        }
      });
    }
  });
}

TYPED_TEST(Search, FindsExtentsOfTheDoubleLoopBitForBitAtEveryTarget) {
  for_all_kinds([](const Points& points) {
    const std::size_t d_x = points.d / 2;
    std::vector<double> radii = slow_kth_distances(points, 1);
    const Extents expected = slow_extents(points, d_x, radii);
    std::ranges::transform(radii, radii.begin(), at_most);
    for_leaves(TypeParam(points), [&](const auto& view, std::size_t leaf, const auto& rows) {
      const PerLeaf radii_of_leaf = of_leaf(rows, radii);
      PerLeaf x{};
      PerLeaf y{};
      kernels::extents_within(view, leaf, radii_of_leaf.data(), d_x, x.data(), y.data());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(x[i], expected.x[rows[i]]);
        ASSERT_EQ(y[i], expected.y[rows[i]]);
      }
    });
  });
}

TEST(CoarseSearch, KeepsPointsApartThatAreFarOutInTheSameCell) {
  // beyond the cells, where all of them have the same coarse coordinates
  Points points = normals(500, 12);
  for (std::size_t i = 1; i < 10; i += 2) {
    for (std::size_t j = 0; j < 12; ++j)
      points.values[j * 500 + i] = 0.1 * points.values[j * 500 + i];
    points.values[i] = 1e6 * static_cast<double>(i);
  }
  const CoarsePoints coarse(points);
  std::size_t n_inside = 0;
  for (std::size_t l = 0; l < coarse.cuts().n_leaves(); ++l) {
    n_inside += static_cast<std::size_t>(std::popcount(coarse.view().inside[l]));
  }
  ASSERT_EQ(n_inside, 495U);
  for (const double radius : {2.0, 1e6}) {
    const std::vector<double> radii(500, radius);
    EXPECT_EQ(counts_within(points, radii, {}), slow_counts(points, radii));
  }
  EXPECT_EQ(kth_distances(points, 3, {}), slow_kth_distances(points, 3));
}

TEST(Neighbours, EqualTheDoubleLoopWhicheverWayIsTaken) {
  for (const std::size_t n : {65, 700}) {
    for (const std::size_t d : {1, 2, 3, 4, 5, 6, 13}) {
      const Points points =
          changed(normals(n, d), [](double v) { return 0.01 * std::round(v * 100); });
      const std::vector<double> eps = slow_kth_distances(points, 3);
      EXPECT_EQ(kth_distances(points, 3, {}), eps);
      const std::vector<double> radii = some_radii(points);
      EXPECT_EQ(counts_within(points, radii, {}), slow_counts(points, radii));
      if (d == 1) continue;
      const Extents expected = slow_extents(points, 1, eps);
      const Extents got = neighbour_extents(points, 1, eps, {});
      EXPECT_EQ(got.x, expected.x);
      EXPECT_EQ(got.y, expected.y);
    }
  }
}

TEST(KthDistances, HoldForAnyK) {
  for (const std::size_t d : {2, 14}) {
    const Points points = normals(70, d);
    std::vector<double> all;
    for (std::size_t j = 1; j < points.n; ++j) {
      all.push_back(slow_distance(points, 0, j, 0, d));
    }
    std::ranges::sort(all);
    for (std::size_t k = 1; k < points.n; ++k) {
      EXPECT_EQ(kth_distances(points, k, {})[0], all[k - 1]);
    }
  }
}

TEST(Neighbours, OfSeveralKsAndRadiiAreThoseOfEach) {
  // more lists of radii than the kernels take at once
  const std::vector<std::size_t> ks = {1, 2, 3, 5, 8, 13, 20, 30};
  for (const std::size_t d : {1, 2, 5, 14}) {
    const Points points = normals(200, d);
    const std::vector<std::vector<double>> distances = kth_distances(points, ks, {});
    const std::vector<std::vector<std::uint32_t>> counts = counts_within(points, distances, {});
    ASSERT_EQ(distances.size(), ks.size());
    for (std::size_t list = 0; list < ks.size(); ++list) {
      EXPECT_EQ(distances[list], slow_kth_distances(points, ks[list]));
      // all but the k-th itself are nearer
      EXPECT_EQ(counts[list], std::vector<std::uint32_t>(200, ks[list] - 1));
    }
  }
}

TEST(CountsWithin, ComparesDifferencesAndNotEnds) {
  // 0.3 - 0.1 < 0.2 as doubles, but 0.1 + 0.2 > 0.3: the two ways to count differ
  const Points points{2, 1, {0.1, 0.3}};
  const double radius = 0.2;
  ASSERT_LT(0.3 - 0.1, radius);
  EXPECT_EQ(counts_within(points, std::vector<double>{radius, radius}, {}),
            (std::vector<std::uint32_t>{1, 1}));
  EXPECT_EQ(counts_within(points, std::vector<double>{0.3 - 0.1, 0.3 - 0.1}, {}),
            (std::vector<std::uint32_t>{0, 0}));
  EXPECT_EQ(counts_within(points, std::vector<double>(2, at_most(0.3 - 0.1)), {}),
            (std::vector<std::uint32_t>{1, 1}));
}

TEST(Neighbours, AreTheSameForAnyNumberOfThreads) {
  for (const std::size_t d : {1, 3, 14}) {
    const Points points = normals(1500, d);
    const auto with_threads = [](std::size_t n) {
      return Work{.n_threads = n, .progress = {}, .stop = {}};
    };
    const std::vector<double> radii = kth_distances(points, 3, with_threads(1));
    EXPECT_EQ(kth_distances(points, 3, with_threads(4)), radii);
    EXPECT_EQ(counts_within(points, radii, with_threads(4)),
              counts_within(points, radii, with_threads(1)));
  }
}

TEST(Points, HaveRepeatedValuesFromOneInAHundredOn) {
  Points points = normals(1000, 2);
  EXPECT_FALSE(has_repeated_values(points));
  for (std::size_t i = 1; i <= 10; ++i) points.values[1000 + i] = points.values[1000];
  EXPECT_FALSE(has_repeated_values(points));
  points.values[1011] = points.values[1000];
  EXPECT_TRUE(has_repeated_values(points));
  // -0 is 0; one repeat in few values is more than one in a hundred
  EXPECT_TRUE(has_repeated_values({2, 1, {0.0, -0.0}}));
  EXPECT_FALSE(has_repeated_values({1, 1, {5}}));
}

TEST(Points, KeepWhatTheColumnsHold) {
  const std::vector<float> values = {1.5F, 2, 3, 0.1F, 5, 6};
  Columns columns;
  columns.load(row_major(values.data(), 3, 2), "x");
  const Points points = points_of(columns);
  EXPECT_EQ(points.values, (std::vector<double>{1.5, 3, 5, 2, static_cast<double>(0.1F), 6}));
  const std::vector<std::uint32_t> rows = {2, 0};
  EXPECT_EQ(select_rows(points, rows).values, (std::vector<double>{5, 1.5, 6, 2}));
  EXPECT_EQ(join(points, points).d, 4U);
}

}  // namespace
}  // namespace infoplane
