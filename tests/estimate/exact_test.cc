#include "infoplane/estimate/exact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/bins.h"
#include "infoplane/estimate/idnns.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Ids = std::vector<std::uint32_t>;

template <class T>
Ids cells_of(const Discretiser& discretiser, const Rows<T>& rows, Flags* flags = nullptr) {
  CellSorter sorter;
  Columns columns;
  Cells cells;
  columns.load(rows.column_major(), "t");
  const Flags found = discretiser.sort(columns, {0, {}}, sorter, cells);
  if (flags != nullptr) *flags = found;
  return cells.ids;
}

TEST(Exact, ComparesValuesNotBits) {
  EXPECT_EQ(cells_of(*make_exact(), one_unit<float>({0.0F, -0.0F, 1, 0})), (Ids{0, 0, 1, 0}));
  EXPECT_EQ(cells_of(*make_exact(), one_unit<double>({0.0, -0.0, 1})), (Ids{0, 0, 1}));
}

TEST(Exact, DoesNotNarrowDoubles) {
  const double next = std::nextafter(1.0, 2.0);
  EXPECT_EQ(cells_of(*make_exact(), one_unit<double>({1, next, 1})), (Ids{0, 1, 0}));
  const float next_float = std::nextafter(1.0F, 2.0F);
  EXPECT_EQ(cells_of(*make_exact(), one_unit<float>({1, next_float})), (Ids{0, 1}));
}

TEST(Exact, ComparesWholeRows) {
  const Rows<float> t({{1, 2, 3}, {1, 2, 4}, {2, 2, 3}, {1, 2, 3}, {1, 3, 3}});
  EXPECT_EQ(cells_of(*make_exact(), t), (Ids{0, 1, 2, 0, 3}));
}

TEST(Quantised, IsBinsWithTwoToTheBitsLevels) {
  // 2 bits over the sample's own [0, 8]: levels of width 2
  Flags flags;
  EXPECT_EQ(cells_of(*make_quantised(2), one_unit<float>({0, 1, 2, 3, 7, 8}), &flags),
            (Ids{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(flags, Flags{Flag::kRangeOfSample});
  const Rows<float> t(uniform_rows(300, 3, -1, 1, 1));
  EXPECT_EQ(cells_of(*make_quantised(5), t), cells_of(*make_bins({.n_bins = 32}), t));
}

TEST(Quantised, FitsAsBinsDo) {
  const auto early = one_unit<float>({0, 1});
  const auto late = one_unit<float>({0, 100});
  const EachCheckpoint all = [&](const std::function<void(const NetworkSample&)>& body) {
    body(one_layer(early));
    body(one_layer(late));
  };
  const auto fitted = make_quantised(4)->fitted(all);
  EXPECT_EQ(fitted->spec(), "exact:bits=4");
  EXPECT_EQ(cells_of(*fitted, early), (Ids{0, 0}));
}

TEST(Quantised, ThirtyTwoBitsSeparateNeighbouringFloatsOfOneBinade) {
  const float next = std::nextafter(1.0F, 2.0F);
  EXPECT_EQ(cells_of(*make_quantised(32), one_unit<float>({1, next, 2})), (Ids{0, 1, 2}));
}

// /usr/bin/python3 -c "import numpy as np; e = np.linspace(-1, 1, 30).astype(np.float32);
//   t = np.array([-1.5, -1, -0.93103451, -0.931034, -0.04, 0, 0.0344827, 0.0344828, 0.5,
//   0.99999994, 1, 1.25], np.float32); print(e[np.digitize(t, e) - 1])"
// gives 1, -1, -.931, -.931, -.103, -.034, -.034, .034, .448, .931, 1, 1 (NumPy 1.24.2)
TEST(Idnns, CutsAsItsCodeDoes) {
  const auto t = one_unit<float>({-1.5F, -1, -0.93103451F, -0.931034F, -0.04F, 0, 0.0344827F,
                                  0.0344828F, 0.5F, 0.99999994F, 1, 1.25F});
  EXPECT_EQ(cells_of(*make_idnns(), t), (Ids{0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 0, 0}));
}

// ... print(np.digitize(e, e) - 1, np.digitize(np.nextafter(e, np.float32(-2)), e) - 1) gives 0, 1,
// ..., 29 and -1, 0, ..., 28: every edge begins the interval above it
TEST(Idnns, RoundsItsEdgesToFloat) {
  std::vector<float> values;
  for (int k = 0; k < 30; ++k) {
    const auto edge = static_cast<float>(-1 + 2.0 * k / 29);
    values.push_back(edge);
    if (k > 0) values.push_back(std::nextafter(edge, -2.0F));
  }
  Ids expected = {0};
  for (std::uint32_t k = 1; k < 30; ++k) {
    expected.push_back(k);
    expected.push_back(k - 1);
  }
  EXPECT_EQ(cells_of(*make_idnns(), one_unit(values)), expected);
}

// H(T) in nats of the cells of methods.md (E14), a tuple of indices a row
double naive_idnns_entropy(const std::vector<std::vector<float>>& rows) {
  std::map<std::vector<int>, double> counts;
  for (const auto& row : rows) {
    std::vector<int> cell;
    for (const float t : row) {
      int index = -1;
      for (int k = 0; k < 30; ++k) index += static_cast<float>(-1 + 2.0 * k / 29) <= t ? 1 : 0;
      cell.push_back(index == -1 ? 29 : index);
    }
    counts[cell] += 1;
  }
  double h = 0;
  const auto n = static_cast<double>(rows.size());
  for (const auto& [cell, count] : counts) h -= count / n * std::log(count / n);
  return h;
}

TEST(Idnns, SaysOfADeterministicLayerWhichCellsItFillsAndNoMore) {
  // within, up to and beyond [-1, 1]; every input twice, with the same activations
  for (const float reach : {0.8F, 1.0F, 1.5F}) {
    for (const std::size_t width : {1U, 3U, 40U}) {
      const auto once = uniform_rows(500, width, -reach, reach, 7);
      auto rows = once;
      rows.insert(rows.end(), once.begin(), once.end());
      std::vector<std::uint32_t> inputs;
      for (std::uint32_t i = 0; i < 1000; ++i) inputs.push_back(i % 500);
      const Rows<float> t(rows);
      NetworkSample sample = one_layer(t);
      sample.input_ids = inputs;
      const LayerEstimate found = make_estimator("idnns")->network(sample, {}).layers.at(0);
      // H(T|X) = 0, so that I(X;T) = H(T)
      EXPECT_NEAR(found.i_xt.value->value(), naive_idnns_entropy(rows), 1e-12);
    }
  }
}

TEST(Idnns, TakesWhatIsBelowItsRangeForWhatIsAbove) {
  // three values, of 1/4, 1/2 and 1/4 of the samples: H(T) = 1.5 bits, but two of them are one cell
  const Rows<float> t = one_unit<float>({-1.5F, 0, 0, 1.5F});
  const auto bits = [&](const char* spec) {
    return Bits(*make_estimator(spec)->network(one_layer(t), {}).layers.at(0).i_xt.value).value();
  };
  EXPECT_NEAR(bits("idnns"), 1, 1e-12);
  EXPECT_NEAR(bits("bins:30,range=-1:1"), 1.5, 1e-12);
}

TEST(Idnns, FlagsWhatItWrapsAndClips) {
  Flags flags;
  cells_of(*make_idnns(), one_unit<float>({-1, 0, 1}), &flags);
  EXPECT_EQ(flags, Flags{});
  cells_of(*make_idnns(), one_unit<float>({-1.01F, 0}), &flags);
  EXPECT_EQ(flags, Flags{Flag::kOutOfRange});
  cells_of(*make_idnns(), one_unit<float>({1.01F, 0}), &flags);
  EXPECT_EQ(flags, Flags{Flag::kOutOfRange});
}

TEST(Idnns, IsNotForPairs) {
  const auto t = one_unit<float>({0, 1});
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        (void)make_estimator("idnns")->pair({t.column_major(), t.column_major()}, {});
      },
      "belongs to `layer` and `plane`"));
}

}  // namespace
}  // namespace infoplane
