#include "infoplane/estimate/side_states.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Columns32 = std::vector<std::uint32_t>;
using Column = std::vector<double>;

Points side_of(const std::vector<Column>& columns) {
  Points out{columns[0].size(), columns.size(), {}};
  for (const Column& c : columns) out.values.insert(out.values.end(), c.begin(), c.end());
  return out;
}

// N normals
Column normals(std::size_t n, std::uint32_t index) {
  Stream stream(3, 0, Purpose::kTest, index);
  Column out(n);
  for (double& v : out) v = stream.normal();
  return out;
}

template <class Change>
Column changed(Column column, const Change& change) {
  std::ranges::transform(column, column.begin(), change);
  return column;
}

Column relu(const Column& column) {
  return changed(column, [](double v) { return std::max(v, 0.0); });
}

// Poisson of a small mean, by inversion
Column poisson(std::size_t n, double mean, std::uint32_t index) {
  Stream stream(4, 0, Purpose::kTest, index);
  Column out(n);
  for (double& v : out) {
    double p = std::exp(-mean);
    double u = stream.uniform() - p;
    while (u > 0) {
      p *= mean / ++v;
      u -= p;
    }
  }
  return out;
}

TEST(SideStates, OfContinuousColumnsIsOne) {
  const SideStates got = states_of(side_of({normals(500, 1), normals(500, 2)}));
  EXPECT_TRUE(got.is_continuous());
  EXPECT_FALSE(got.is_discrete());
  EXPECT_EQ(got.free, (std::vector<Columns32>{{0, 1}}));
  EXPECT_FALSE(got.has_atoms || got.has_few_values || got.has_ties);
}

TEST(SideStates, OfBinaryColumnsIsTheirRows) {
  // no row comes again: 4096 patterns of 12 columns
  std::vector<Column> columns(12, Column(4096));
  for (std::size_t i = 0; i < 4096; ++i) {
    for (std::size_t j = 0; j < 12; ++j) columns[j][i] = static_cast<double>(i >> j & 1U);
  }
  const SideStates got = states_of(side_of(columns));
  EXPECT_TRUE(got.is_discrete());
  EXPECT_TRUE(got.has_few_values);
  EXPECT_EQ(got.states.n_classes, 4096U);
  for (std::uint32_t i = 0; i < 4096; ++i) EXPECT_EQ(got.states.classes[i], i);
}

TEST(SideStates, OfReluIsWhereItIsZero) {
  const Column x = relu(normals(1000, 3));
  const Column y = normals(1000, 4);
  const SideStates got = states_of(side_of({x, y}));
  EXPECT_EQ(got.states.n_classes, 2U);
  EXPECT_TRUE(got.has_atoms);
  EXPECT_FALSE(got.has_few_values || got.has_ties || got.is_discrete() || got.is_continuous());
  for (std::size_t i = 0; i < 1000; ++i) {
    const Columns32 expected = x[i] == 0 ? Columns32{1} : Columns32{0, 1};
    EXPECT_EQ(got.free[got.states.classes[i]], expected);
  }
}

TEST(SideStates, TellMinusZeroFromNothing) {
  Column x = relu(normals(1000, 3));
  const SideStates before = states_of(side_of({x}));
  for (std::size_t i = 0; i < 1000; i += 2) {
    if (x[i] == 0) x[i] = -0.0;
  }
  const SideStates after = states_of(side_of({x}));
  EXPECT_EQ(after.states.n_classes, 2U);
  EXPECT_EQ(after.states.classes, before.states.classes);
  // whole rows likewise
  EXPECT_EQ(states_of(side_of({{0.0, -0.0, 1, 1, -0.0, 0.0}})).states.classes,
            (Columns32{0, 0, 1, 1, 0, 0}));
}

TEST(SideStates, MixFewValuesAtomsAndNumbers) {
  const Column die = changed(normals(2000, 5), [](double v) { return std::round(v / 2); });
  const Column hidden = relu(normals(2000, 6));
  const Column number = normals(2000, 7);
  const SideStates got = states_of(side_of({die, number, hidden}));
  EXPECT_TRUE(got.has_few_values && got.has_atoms);
  // the same state where the value of the first is the same, and the last is 0 in both or neither
  for (std::size_t i = 0; i < 100; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool same = die[i] == die[j] && (hidden[i] == 0) == (hidden[j] == 0);
      EXPECT_EQ(got.states.classes[i] == got.states.classes[j], same);
    }
    const Columns32 expected = hidden[i] == 0 ? Columns32{1} : Columns32{1, 2};
    EXPECT_EQ(got.free[got.states.classes[i]], expected);
  }
  EXPECT_EQ(got.free.size(), got.states.n_classes);
}

TEST(SideStates, AreTheRowsWhereMostComeAgain) {
  // one column of counts, of many more values than few: each is a state
  const Column counts = poisson(5000, 30, 1);
  const SideStates got = states_of(side_of({counts}));
  EXPECT_TRUE(got.is_discrete());
  EXPECT_GT(got.states.n_classes, kFewValues);
  for (std::size_t i = 1; i < 100; ++i) {
    EXPECT_EQ(got.states.classes[i] == got.states.classes[0], counts[i] == counts[0]);
  }
  // numbers to two places: 401 values of 5000 rows
  const Column coarse = changed(normals(5000, 8), [](double v) { return std::round(50 * v) / 50; });
  EXPECT_TRUE(states_of(side_of({coarse})).is_discrete());
  EXPECT_FALSE(states_of(side_of({coarse, normals(5000, 9)})).is_discrete());
}

TEST(SideStates, CountARowThatComesAgainWithItsRepeats) {
  // eight of ten rows in pairs are not above 80%; with nine of eleven they are
  const Column ten = {1, 1, 2, 2, 3, 3, 4, 4, 5, 6};
  EXPECT_FALSE(states_of(side_of({ten})).is_discrete());
  const Column eleven = {1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6};
  const SideStates got = states_of(side_of({eleven}));
  EXPECT_TRUE(got.is_discrete());
  EXPECT_EQ(got.states.classes, (Columns32{0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 5}));
}

TEST(SideStates, OfCountsBesideEachOtherAreTheirValues) {
  // some 12 values each: few, so that all columns are discrete although rows differ
  const SideStates got = states_of(side_of(
      {poisson(1000, 3, 2), poisson(1000, 3, 3), poisson(1000, 3, 4), poisson(1000, 3, 5)}));
  EXPECT_TRUE(got.is_discrete());
  EXPECT_TRUE(got.has_few_values);
  EXPECT_GT(got.states.n_classes, 500U);
}

TEST(SideStates, TakeAFewEqualValuesForNumbers) {
  Column x = normals(1000, 10);
  for (std::size_t i = 0; i < 10; ++i) x[2 * i + 1] = x[2 * i];
  SideStates got = states_of(side_of({x}));
  EXPECT_TRUE(got.is_continuous());
  EXPECT_FALSE(got.has_ties);
  // an eleventh is more than one in a hundred
  x[21] = x[20];
  got = states_of(side_of({x}));
  EXPECT_TRUE(got.is_continuous());
  EXPECT_TRUE(got.has_ties);
}

TEST(SideStates, CallAValueAnAtomFromOneInTwentyOn) {
  const auto with_zeros = [](std::size_t n, std::size_t n_zeros) {
    Column x = normals(n, 11);
    std::fill_n(x.begin(), n_zeros, 0.0);
    return states_of(side_of({x})).has_atoms;
  };
  EXPECT_TRUE(with_zeros(1000, 50));
  EXPECT_FALSE(with_zeros(1000, 49));
  // 10.5 of 210
  EXPECT_TRUE(with_zeros(210, 11));
  EXPECT_FALSE(with_zeros(210, 10));
  // but not from fewer than ten rows
  EXPECT_TRUE(with_zeros(60, 10));
  EXPECT_FALSE(with_zeros(60, 9));
}

TEST(SideStates, HaveFewValuesUpToSixteenAndOneInTwentyRows) {
  // values 0 ... m - 1, the second column keeps rows apart
  const auto of_values = [](std::size_t n, std::size_t m) {
    Column x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(i % m);
    return states_of(side_of({x, normals(n, 12)})).has_few_values;
  };
  EXPECT_TRUE(of_values(10000, 16));
  EXPECT_FALSE(of_values(10000, 17));
  EXPECT_TRUE(of_values(100, 5));
  EXPECT_FALSE(of_values(100, 6));
  EXPECT_TRUE(of_values(12, 1));
}

TEST(SideStates, OfOneRowAndOfConstantsAreOneDiscreteState) {
  for (const Column& column : {Column{3.5}, Column(50, -2.0)}) {
    const SideStates got = states_of(side_of({column}));
    EXPECT_TRUE(got.is_discrete() && got.is_continuous());
    EXPECT_EQ(got.states.classes, Columns32(column.size(), 0));
  }
  // beside numbers a constant is no state of its own
  const SideStates got = states_of(side_of({normals(200, 13), Column(200, 4.0)}));
  EXPECT_TRUE(got.is_continuous());
  EXPECT_EQ(got.free, (std::vector<Columns32>{{0}}));
}

TEST(SideStates, OfNamesAreTheNames) {
  const SideStates got = states_of(Names{3, {2, 0, 1, 2}});
  EXPECT_TRUE(got.is_discrete());
  EXPECT_EQ(got.states.classes, (Columns32{2, 0, 1, 2}));
  EXPECT_EQ(got.free.size(), 3U);
}

TEST(SideStates, TakeHugeAndTinyValues) {
  Column x = normals(400, 14);
  const SideStates plain = states_of(side_of({relu(x)}));
  const SideStates huge =
      states_of(side_of({relu(changed(x, [](double v) { return 1e307 * v; }))}));
  const SideStates tiny =
      states_of(side_of({relu(changed(x, [](double v) { return 1e-300 * v; }))}));
  EXPECT_EQ(huge.states.classes, plain.states.classes);
  EXPECT_EQ(tiny.states.classes, plain.states.classes);
}

TEST(DistinctRows, AreCountedOnce) {
  EXPECT_EQ(n_distinct_rows(side_of({{1, 0, 1, 1, -0.0}, {2, 2, 2, 3, 2}})), 3U);
  EXPECT_EQ(n_distinct_rows(side_of({{7}})), 1U);
}

}  // namespace
}  // namespace infoplane
