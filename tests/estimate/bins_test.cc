#include "infoplane/estimate/bins.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/mass.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Ids = std::vector<std::uint32_t>;

struct Sorted {
  Cells cells;
  Flags flags;
};

template <class T>
Sorted sort_rows(const Discretiser& discretiser, const Rows<T>& rows,
                 const LayerKnowledge& layer = {0, {}}) {
  Sorted out;
  CellSorter sorter;
  Columns columns;
  columns.load(rows.column_major(), "t");
  out.flags = discretiser.sort(columns, layer, sorter, out.cells);
  return out;
}

// the checkpoints of a network with one layer
EachCheckpoint checkpoints(const std::vector<std::vector<float>>& values) {
  return [values](const std::function<void(const NetworkSample&)>& body) {
    for (const auto& checkpoint : values) {
      const auto t = one_unit(checkpoint);
      body(one_layer(t));
    }
  };
}

TEST(Bins, TheLastBinIsClosedOnTheRight) {
  const auto bins = make_bins({.n_bins = 4, .range = Range{-1, 1}});
  // edges -1, -0.5, 0, 0.5, 1
  const float below = std::nextafter(0.5F, 0.0F);
  const auto t = one_unit<float>({-1, -0.5F, 0, below, 0.5F, 1});
  const Sorted sorted = sort_rows(*bins, t);
  EXPECT_EQ(sorted.cells.ids, (Ids{0, 1, 2, 2, 3, 3}));
  EXPECT_EQ(sorted.flags, Flags{});
}

TEST(Bins, ValuesOutsideGoToTheEndBinsAndAreFlagged) {
  const auto bins = make_bins({.n_bins = 4, .range = Range{-1, 1}});
  const Sorted above = sort_rows(*bins, one_unit<float>({-0.9F, 0.9F, 1.5F}));
  EXPECT_EQ(above.cells.ids, (Ids{0, 1, 1}));
  EXPECT_EQ(above.flags, Flags{Flag::kOutOfRange});
  const float max = std::numeric_limits<float>::max();
  const Sorted below = sort_rows(*bins, one_unit<float>({-0.9F, 0.9F, -1.5F, -max, max}));
  EXPECT_EQ(below.cells.ids, (Ids{0, 1, 0, 0, 1}));
  EXPECT_EQ(below.flags, Flags{Flag::kOutOfRange});
}

TEST(Bins, AllUnitsTogetherMakeTheCell) {
  const auto bins = make_bins({.n_bins = 2, .range = Range{-1, 1}});
  const Rows<float> t({{-1, -1}, {-1, 1}, {1, -1}, {1, 1}, {-0.5F, 0.5F}});
  EXPECT_EQ(sort_rows(*bins, t).cells.ids, (Ids{0, 1, 2, 3, 1}));
}

TEST(Bins, AreCalculatedInDoublePrecision) {
  // floor(10 t) is 2 and 3; as floats both values are the same
  const auto bins = make_bins({.n_bins = 10, .range = Range{0, 1}});
  EXPECT_EQ(sort_rows(*bins, one_unit<double>({0.29999999, 0.3})).cells.n_cells(), 2U);
}

TEST(Bins, AutoTakesTheActivationsOwnRange) {
  const auto bins = make_bins({.n_bins = 4});
  const auto t = one_unit<float>({0, 0.1F, 0.2F});
  // [-1, 1]: one bin; the sample's own [0, 0.2]: three
  const Sorted bounded = sort_rows(*bins, t, {0, Range{-1, 1}});
  EXPECT_EQ(bounded.cells.n_cells(), 1U);
  EXPECT_EQ(bounded.flags, Flags{});
  const Sorted unknown = sort_rows(*bins, t);
  EXPECT_EQ(unknown.cells.n_cells(), 3U);
  EXPECT_EQ(unknown.flags, Flags{Flag::kRangeOfSample});
}

TEST(Bins, AutoIsTheSameGridAtEveryCheckpoint) {
  const auto bins = make_bins({.n_bins = 4});
  // over both checkpoints the range is [0, 8]
  const auto fitted = bins->fitted(checkpoints({{0, 1, 2}, {3, 8, 4}}));
  ASSERT_NE(fitted, nullptr);
  EXPECT_EQ(fitted->spec(), bins->spec());
  const Sorted sorted = sort_rows(*fitted, one_unit<float>({0, 1, 2}));
  EXPECT_EQ(sorted.cells.ids, (Ids{0, 0, 1}));
  EXPECT_EQ(sorted.flags, Flags{});
  // and a bounded activation keeps its own
  EXPECT_EQ(sort_rows(*fitted, one_unit<float>({0, 1}), {0, Range{0, 1}}).cells.n_cells(), 2U);
}

TEST(Bins, FitsEveryLayerByItself) {
  const auto small = one_unit<float>({0, 1});
  const auto large = one_unit<float>({0, 100});
  const EachCheckpoint all = [&](const std::function<void(const NetworkSample&)>& body) {
    NetworkSample sample = one_layer(small);
    sample.layers.push_back({.t = large.column_major()});
    body(sample);
  };
  const auto fitted = make_bins({.n_bins = 10})->fitted(all);
  const auto t = one_unit<float>({0.0F, 0.5F});
  EXPECT_EQ(sort_rows(*fitted, t, {0, {}}).cells.n_cells(), 2U);
  EXPECT_EQ(sort_rows(*fitted, t, {1, {}}).cells.n_cells(), 1U);
}

TEST(Bins, AConstantLayerIsOneCell) {
  const auto bins = make_bins({.n_bins = 4});
  EXPECT_EQ(sort_rows(*bins, one_unit<float>({2, 2, 2})).cells.n_cells(), 1U);
  // constant over all checkpoints, and then not
  const auto fitted = bins->fitted(checkpoints({{2, 2}}));
  const Sorted later = sort_rows(*fitted, one_unit<float>({2, 3}));
  EXPECT_EQ(later.cells.n_cells(), 1U);
  EXPECT_EQ(later.flags, Flags{Flag::kOutOfRange});
}

TEST(Bins, NeedsNoFitWhereTheGridIsGiven) {
  const EachCheckpoint never = [](const std::function<void(const NetworkSample&)>&) { FAIL(); };
  EXPECT_EQ(make_bins({.range = Range{-1, 1}})->fitted(never), nullptr);
  EXPECT_EQ(make_bins({.width = 0.1})->fitted(never), nullptr);
}

TEST(Bins, RefusesAnAutomaticRangeTooWideForDouble) {
  const auto t = one_unit<double>({-1e308, 1e308});
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { sort_rows(*make_bins({}), t); }, "too far apart"));
}

TEST(BinsOfWidth, AreFloorOfTheValueOverTheWidth) {
  const auto bins = make_bins({.width = 0.5});
  // floor: -2, -1, -1, 0, 0, 0, 1
  const auto t = one_unit<float>({-0.75F, -0.5F, -0.25F, -0.0F, 0.0F, 0.25F, 0.5F});
  EXPECT_EQ(sort_rows(*bins, t).cells.ids, (Ids{0, 1, 1, 2, 2, 2, 3}));
  // a width that is no power of two: floor(t / 0.07) is -1, 0, 0, 1, 14 (= 1.0 / 0.07 = 14.28...)
  const auto seven = make_bins({.width = 0.07});
  EXPECT_EQ(sort_rows(*seven, one_unit<double>({-1e-9, 0, 0.0699, 0.07, 1.0})).cells.ids,
            (Ids{0, 1, 1, 2, 3}));
}

// in float32 a softmax rounds to 1 where the largest logit leads by 17
TEST(BinsOfWidth, CloseTheLastBinOfTheActivationsOwnRange) {
  const auto bins = make_bins({.width = 0.5});
  const float below = std::nextafter(1.0F, 0.0F);
  const LayerKnowledge softmax{0, Range{0, 1}};
  const auto t = one_unit<float>({0, 0.4F, 0.5F, below, 1});
  EXPECT_EQ(sort_rows(*bins, t, softmax).cells.ids, (Ids{0, 0, 1, 1, 1}));
  EXPECT_EQ(sort_rows(*bins, t).cells.ids, (Ids{0, 0, 1, 1, 2}));
  // 1 / 0.3 = 3.33: the end is inside of a bin, which has it as it is
  const auto t3 = one_unit<float>({0.89F, 0.95F, 1});
  EXPECT_EQ(sort_rows(*make_bins({.width = 0.3}), t3, softmax).cells.ids, (Ids{0, 1, 1}));
  // what is above the range did not come from that activation
  const auto above = one_unit<float>({below, 1, 1.2F});
  EXPECT_EQ(sort_rows(*bins, above, softmax).cells.ids, (Ids{0, 1, 1}));
}

TEST(BinsOfWidth, HaveNoRange) {
  const auto bins = make_bins({.width = 1});
  const Sorted sorted = sort_rows(*bins, one_unit<float>({-1e6F, 1e6F, 0}));
  EXPECT_EQ(sorted.cells.n_cells(), 3U);
  EXPECT_EQ(sorted.flags, Flags{});
}

TEST(BinsOfWidth, RefuseMoreCellsThanCanBeNumbered) {
  const auto bins = make_bins({.width = 1e-300});
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        sort_rows(*bins, one_unit<double>({1, 2}));
      },
      "too many cells"));
}

TEST(BinsOfPreactivations, ReadWhatEntersTheActivation) {
  const auto estimator = make_estimator("bins:2,range=-4:4,of=preactivation");
  EXPECT_TRUE(estimator->needs_preactivation());
  const auto t = one_unit<float>({1, 1, 1, 1});
  const auto z = one_unit<float>({-3, -2, 2, 3});
  NetworkSample sample = one_layer(t);
  sample.layers[0].preactivation = z.column_major();
  EXPECT_EQ(estimator->network(sample, {}).layers.at(0).cells, 2U);
}

TEST(BinsOfPreactivations, AutoIsTheirOwnMinAndMax) {
  const auto bins = make_bins({.n_bins = 4, .preactivation = true});
  // not tanh's [-1, 1], which is of the activation
  const Sorted sorted = sort_rows(*bins, one_unit<float>({0, 4, 8}), {0, Range{-1, 1}});
  EXPECT_EQ(sorted.cells.n_cells(), 3U);
  EXPECT_EQ(sorted.flags, Flags{Flag::kRangeOfSample});
}

TEST(BinsOfPreactivations, AreRefusedWhereTheyWereNotRecorded) {
  const auto t = one_unit<float>({1, 2});
  for (const char* spec : {"bins:30,of=preactivation", "bins:30,mass,of=preactivation"}) {
    const auto estimator = make_estimator(spec);
    EXPECT_TRUE(
        throws_with<InvalidArgument>([&] { (void)estimator->network(one_layer(t), {}); },
                                     "layer 1: what enters the activation was not recorded"));
    EXPECT_TRUE(throws_with<InvalidArgument>(
        [&] {
          (void)estimator->fitted(checkpoints({{1, 2}}));
        },
        "was not recorded"));
    EXPECT_TRUE(throws_with<InvalidArgument>(
        [&] {
          (void)estimator->pair({t.column_major(), t.column_major()}, {});
        },
        "belongs to `plane`"));
  }
}

TEST(BinsOfMass, HaveEdgesAtTheQuantilesOfAllCheckpoints) {
  const auto bins = make_bins({.n_bins = 4, .mass = true});
  // sorted: 1 2 3 4 5 6 7 8 10; edges are those at floor(9/4), floor(18/4), floor(27/4): 3, 5, 7
  const auto fitted = bins->fitted(checkpoints({{8, 1, 6}, {10, 2, 5}, {4, 7, 3}}));
  const Sorted sorted = sort_rows(*fitted, one_unit<float>({2.9F, 3, 4.9F, 5, 6.9F, 7, 100, -100}));
  EXPECT_EQ(sorted.cells.ids, (Ids{0, 1, 1, 2, 2, 3, 3, 0}));
  EXPECT_EQ(sorted.flags, Flags{});
  EXPECT_EQ(fitted->spec(), "bins:4,mass");
}

TEST(BinsOfMass, HoldEquallyManySamples) {
  // 120 distinct values, 30 bins of 4
  const auto bins = make_bins({.n_bins = 30, .mass = true});
  const Sorted sorted = sort_rows(*bins, Rows<float>(uniform_rows(120, 1, -5, 9, 1)));
  EXPECT_EQ(sorted.cells.counts, std::vector<std::uint32_t>(30, 4));
  EXPECT_EQ(sorted.flags, Flags{Flag::kRangeOfSample});
}

TEST(BinsOfMass, KeepEqualValuesTogether) {
  // sorted: 0 0 0 0 0 0 1 2; edges at 2, 4, 6: 0, 0, 1
  const auto bins = make_bins({.n_bins = 4, .mass = true});
  const auto t = one_unit<float>({0, 0, 2, 0, 0, 1, 0, 0});
  EXPECT_EQ(sort_rows(*bins, t).cells.ids, (Ids{0, 0, 1, 0, 0, 1, 0, 0}));
  // more bins than values
  const auto many = make_bins({.n_bins = 100, .mass = true});
  EXPECT_EQ(sort_rows(*many, t).cells.n_cells(), 3U);
}

TEST(BinsOfMass, GiveEveryUnitItsOwnEdges) {
  const auto bins = make_bins({.n_bins = 2, .mass = true});
  const Rows<double> t({{0, 1000}, {1, 2000}, {2, 3000}, {3, 4000}});
  EXPECT_EQ(sort_rows(*bins, t).cells.ids, (Ids{0, 0, 1, 1}));
}

TEST(MassEdges, GoThroughTheCheckpointsAsOftenAsMemoryAsksFor) {
  // layers of 2 and 1 units, 3 checkpoints of 2 samples: 6 values a unit
  int n_passes = 0;
  const EachCheckpoint all = [&](const std::function<void(const NetworkSample&)>& body) {
    ++n_passes;
    for (const float c : {4.0F, 0.0F, 2.0F}) {
      const Rows<float> first({{c, 10 + c}, {c + 1, 11 + c}});
      const auto second = one_unit<float>({21 + c, 20 + c});
      NetworkSample sample = one_layer(first);
      sample.layers.push_back({.t = second.column_major()});
      body(sample);
    }
  };
  // sorted, units have 0..5, 10..15, 20..25; edges of 3 bins at places 2 and 4, padded to 3
  const double inf = std::numeric_limits<double>::infinity();
  for (const auto& [max_values, passes] :
       std::vector<std::pair<std::size_t, int>>{{18, 1}, {12, 2}, {11, 3}, {6, 3}, {1, 3}}) {
    n_passes = 0;
    const auto edges = mass_edges(all, false, "bins", 3, max_values);
    EXPECT_EQ(n_passes, passes);
    ASSERT_EQ(edges.size(), 2U);
    EXPECT_EQ(edges[0].values, (std::vector<double>{2, 4, inf, 12, 14, inf}));
    EXPECT_EQ(edges[1].values, (std::vector<double>{22, 24, inf}));
  }
}

}  // namespace
}  // namespace infoplane
