#include "infoplane/weights/law_information.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

double bits(Nats nats) { return Bits(nats).value(); }

Labels hard_labels(std::vector<std::uint32_t> classes, std::size_t n_classes) {
  return {n_classes, std::move(classes), {}};
}

// entropy in nats of a joint table of weights, one plain sum
template <class Key>
double plain_entropy(const std::map<Key, double>& weights) {
  double total = 0;
  for (const auto& [key, w] : weights) total += w;
  double h = 0;
  for (const auto& [key, w] : weights) {
    if (w > 0) h -= w / total * std::log(w / total);
  }
  return h;
}

// the same informations from joint tables (x, w, t, y), each entropy of a map of its own
LawInformation plain_information(const std::vector<std::uint32_t>& cells, const Labels& labels,
                                 const std::vector<std::uint32_t>& ids, std::size_t first,
                                 std::size_t n) {
  const std::size_t n_inputs = labels.size();
  std::map<std::uint32_t, double> t;
  std::map<std::uint32_t, double> x;
  std::map<std::size_t, double> y;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> xt;
  std::map<std::pair<std::size_t, std::uint32_t>, double> wt;
  std::map<std::pair<std::size_t, std::uint32_t>, double> yt;
  std::map<std::tuple<std::uint32_t, std::size_t, std::uint32_t>, double> xwt;
  for (std::size_t r = first; r < first + n; ++r) {
    for (std::size_t i = 0; i < n_inputs; ++i) {
      const std::uint32_t cell = cells[r * n_inputs + i];
      t[cell] += 1;
      x[ids[i]] += 1;
      xt[{ids[i], cell}] += 1;
      wt[{r, cell}] += 1;
      xwt[{ids[i], r, cell}] += 1;
      for (std::size_t c = 0; c < labels.n_classes; ++c) {
        const double p = labels.soft() ? labels.probabilities[i * labels.n_classes + c]
                                       : (labels.classes[i] == c ? 1.0 : 0.0);
        y[c] += p;
        yt[{c, cell}] += p;
      }
    }
  }
  const double h_t = plain_entropy(t);
  const double h_x = plain_entropy(x);
  const double h_w = std::log(static_cast<double>(n));
  return {.h_t = Nats(h_t),
          .h_t_given_x = Nats(plain_entropy(xt) - h_x),
          .h_t_given_y = Nats(plain_entropy(yt) - plain_entropy(y)),
          .i_xt_given_w = Nats(plain_entropy(wt) - h_w),
          .i_xt = Nats(h_t + h_x - plain_entropy(xt)),
          .i_xw_given_t = Nats(plain_entropy(xt) + plain_entropy(wt) - plain_entropy(xwt) - h_t),
          .i_ty = Nats(h_t + plain_entropy(y) - plain_entropy(yt))};
}

void expect_same(const LawInformation& a, const LawInformation& b) {
  EXPECT_NEAR(a.h_t.value(), b.h_t.value(), 1e-12);
  EXPECT_NEAR(a.h_t_given_x.value(), b.h_t_given_x.value(), 1e-12);
  EXPECT_NEAR(a.h_t_given_y.value(), b.h_t_given_y.value(), 1e-12);
  EXPECT_NEAR(a.i_xt_given_w.value(), b.i_xt_given_w.value(), 1e-12);
  EXPECT_NEAR(a.i_xt.value(), b.i_xt.value(), 1e-12);
  EXPECT_NEAR(a.i_xw_given_t.value(), b.i_xw_given_t.value(), 1e-12);
  EXPECT_NEAR(a.i_ty.value(), b.i_ty.value(), 1e-12);
}

// random cells of 40 inputs, some of them equal, under 7 vectors; equal inputs share their cells
struct Example {
  std::vector<std::uint32_t> ids;
  std::vector<std::uint32_t> cells;
  Labels labels;

  explicit Example(bool soft) {
    Stream stream(0, 0, Purpose::kTest);
    labels.n_classes = 3;
    for (std::size_t i = 0; i < 40; ++i) {
      ids.push_back(i < 30 ? static_cast<std::uint32_t>(i) : stream.below(30));
      labels.classes.push_back(stream.below(3));
      if (!soft) continue;
      const double p = stream.uniform() / 2;
      labels.probabilities.insert(labels.probabilities.end(), {p, 0.5 - p, 0.5});
    }
    for (std::size_t r = 0; r < 7; ++r) {
      for (std::size_t i = 0; i < 40; ++i) {
        cells.push_back(i < 30 ? stream.below(6) : cells[r * 40 + ids[i]]);
      }
    }
  }
};

// the toys: X and W fair (or of 4 equally likely values), T a function of both; the values are
// sums of two or three terms p log2 p
TEST(LawInformation, OfXorIsAllInTheWeights) {
  // T = X xor W: T alone says nothing of X, with W all of it
  const Labels labels = hard_labels({0, 1}, 2);
  LawCounts counts(labels, {});
  const std::vector<std::uint32_t> cells{0, 1, 1, 0};
  counts.load(cells, 2);
  const LawInformation found = counts.groups(2).at(0);
  EXPECT_NEAR(bits(found.i_xt), 0, 1e-12);
  EXPECT_NEAR(bits(found.i_xt_given_w), 1, 1e-12);
  EXPECT_NEAR(bits(found.i_xw_given_t), 1, 1e-12);
}

TEST(LawInformation, OfABitThatTheWeightChoosesIsOneHalf) {
  // X in 0 .. 3, T = bit W of X
  const Labels labels = hard_labels({0, 0, 1, 1}, 2);
  LawCounts counts(labels, {});
  const std::vector<std::uint32_t> cells{0, 1, 0, 1, 0, 0, 1, 1};
  counts.load(cells, 2);
  const LawInformation found = counts.groups(2).at(0);
  EXPECT_NEAR(bits(found.i_xt), 0.5, 1e-12);
  EXPECT_NEAR(bits(found.i_xt_given_w), 1, 1e-12);
  EXPECT_NEAR(bits(found.i_xw_given_t), 0.5, 1e-12);
}

TEST(LawInformation, OfAndWithALikelyWeightIsThatOfTheTable) {
  // T = X and W, W = 1 in three of four vectors: I(X;T) = H(3/8) - H(3/4)/2
  const Labels labels = hard_labels({0, 1}, 2);
  LawCounts counts(labels, {});
  const std::vector<std::uint32_t> cells{0, 1, 0, 1, 0, 1, 0, 0};
  counts.load(cells, 2);
  const LawInformation found = counts.groups(4).at(0);
  EXPECT_NEAR(bits(found.i_xt), .548794940695, 1e-12);
  EXPECT_NEAR(bits(found.i_xt_given_w), .75, 1e-12);
  EXPECT_NEAR(bits(found.i_xw_given_t), .201205059305, 1e-12);
}

TEST(LawInformation, IsThatOfTheJointTables) {
  for (const bool soft : {false, true}) {
    const Example example(soft);
    LawCounts counts(example.labels, example.ids);
    counts.load(example.cells, 6);
    for (const std::size_t n : {7U, 3U, 2U, 1U}) {
      const std::vector<LawInformation> groups = counts.groups(n);
      ASSERT_EQ(groups.size(), 7 / n);
      for (std::size_t g = 0; g < groups.size(); ++g) {
        const LawInformation& found = groups[g];
        expect_same(found, plain_information(example.cells, example.labels, example.ids, g * n, n));
        // X and W are independent: I(X;T|W) = I(X;T) + I(X;W|T)
        EXPECT_NEAR(found.i_xt_given_w.value(), (found.i_xt + found.i_xw_given_t).value(), 1e-12);
        EXPECT_LE(found.i_xw_given_t.value(), std::log(static_cast<double>(n)) + 1e-12);
        EXPECT_GE(found.i_xw_given_t.value(), -1e-12);
      }
    }
  }
}

TEST(LawInformation, WithoutABlockIsThatOfTheOthers) {
  for (const bool soft : {false, true}) {
    const Example example(soft);
    LawCounts counts(example.labels, example.ids);
    counts.load(example.cells, 6);
    // one by one, and in blocks of 2, 2 and 3
    for (const std::vector<std::ptrdiff_t>& ends :
         {std::vector<std::ptrdiff_t>{0, 1, 2, 3, 4, 5, 6, 7}, {0, 2, 4, 7}}) {
      const std::vector<LawInformation> found = counts.left_out(ends.size() - 1);
      ASSERT_EQ(found.size(), ends.size() - 1);
      for (std::size_t b = 0; b < found.size(); ++b) {
        std::vector<std::uint32_t> others = example.cells;
        others.erase(others.begin() + 40 * ends[b], others.begin() + 40 * ends[b + 1]);
        expect_same(found[b],
                    plain_information(others, example.labels, example.ids, 0, others.size() / 40));
      }
    }
  }
}

TEST(LawInformation, OfOneVectorIsThatOfItsNetwork) {
  const Example example(false);
  LawCounts counts(example.labels, example.ids);
  counts.load(example.cells, 6);
  const LawInformation found = counts.groups(1).at(3);
  EXPECT_NEAR(found.i_xt.value(), found.i_xt_given_w.value(), 1e-12);
  EXPECT_NEAR(found.h_t_given_x.value(), 0, 1e-12);
  EXPECT_NEAR(found.i_xw_given_t.value(), 0, 1e-12);
}

TEST(LawInformation, RefusesWhatDoesNotFit) {
  const Labels labels = hard_labels({0, 1, 0}, 2);
  const std::vector<std::uint32_t> two_ids{0, 1};
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { LawCounts(labels, two_ids); }, "2 input ids"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        LawCounts(hard_labels({0, 2}, 2), {});
      },
      "class 2 is there"));
  LawCounts counts(labels, {});
  const std::vector<std::uint32_t> four{0, 1, 0, 1};
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { counts.load(four, 2); }, "4 cells"));
  const std::vector<std::uint32_t> one{0, 1, 0};
  counts.load(one, 2);
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { counts.left_out(1); }, "1 blocks"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { counts.groups(2); }, "groups of 2"));
}

}  // namespace
}  // namespace infoplane
