#include "infoplane/estimate/name_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "infoplane/estimate/normal_scores.h"
#include "tests/estimate/choice_samples.h"

namespace infoplane {
namespace {

NameChoice choose(const Points& x, const Names& y, const ChoiceOptions& options = {},
                  std::size_t n_threads = 1) {
  return choose_for_names(x, y, options, threads(n_threads));
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Ross's formula with k = 5 on normal scores
double ross_on_scores(Points x, const Names& y) {
  x.values = normal_scores(x.values, x.n, threads(1));
  return ross(x, y, 5, threads(1)).nats.value();
}

// A name, and d columns of normals of which the name moves the first by `shift` to either side, in
// a basis in which all of them show it.
struct Named {
  Points x;
  Names y;
};
Named shifted(std::size_t n, std::size_t d, double shift, std::uint32_t index) {
  const Column name = bit_column(n, 0.5, index);
  std::vector<Column> columns;
  for (std::uint32_t j = 0; j < d; ++j) columns.push_back(normal_column(n, index + j));
  for (std::size_t i = 0; i < n; ++i) columns[0][i] += shift * (2 * name[i] - 1);
  const Points x = side_of(columns);
  return {d > 1 ? rotated(x) : x, names_of(name, 2)};
}
// I of a bit and a normal moved by s to either side, nats: SciPy's quad of
// 1/2 phi(x - s) ln(phi(x - s) / (phi(x - s) / 2 + phi(x + s) / 2)), twice
constexpr double kShiftOfOne = 0.33683;
constexpr double kShiftOfThreeHalves = 0.52678;

TEST(NameChoice, IsRossOnOneColumn) {
  const Named pair = shifted(800, 1, 1, 10);
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_NEAR(got.information.nats, ross_on_scores(pair.x, pair.y), 1e-12);
  ASSERT_EQ(got.estimates.size(), 1U);
  EXPECT_EQ(got.estimates[0].spec, "rank-ksg:k=5");
  EXPECT_EQ(got.estimates[0].information.nats, got.information.nats);
  EXPECT_EQ(got.seen, "");
  EXPECT_EQ(got.left_out, 0);
  EXPECT_NEAR(got.information.nats, kShiftOfOne, 3.5 * got.estimates[0].std_error);
}

TEST(NameChoice, SeesTheDirectionThatTellsNamesApart) {
  const Named pair = shifted(1000, 10, 1.5, 100);
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_TRUE(holds(got.seen, "canonical variables, with the names, of linear combinations"))
      << got.seen;
  const double ross = ross_on_scores(pair.x, pair.y);
  EXPECT_NEAR(got.estimates[0].information.nats, ross, 1e-12);
  EXPECT_LT(std::abs(got.information.nats - kShiftOfThreeHalves),
            std::abs(ross - kShiftOfThreeHalves));
  EXPECT_NEAR(got.information.nats, kShiftOfThreeHalves, 3.5 * std_error(got.information));
  EXPECT_LT(std_error(got.information), 0.04);
}

TEST(NameChoice, StaysAtTheColumnsWithoutADependence) {
  double sum = 0;
  for (std::uint32_t index = 0; index < 10; ++index) {
    const Named pair = shifted(600, 4, 0, 200 + 10 * index);
    const NameChoice got = choose(pair.x, pair.y);
    EXPECT_EQ(got.seen, "") << index;
    EXPECT_GT(got.estimates.size(), 1U);
    sum += got.information.nats;
  }
  // Ross's terms of k = 5 have a standard deviation of about sqrt(psi'(5)) = .47
  EXPECT_NEAR(sum / 10, 0, 3.5 * 0.47 / std::sqrt(6000));
}

// Whether column j of d normals is beyond .6745 of 0: 1 bit, of which no linear combination shows
// anything.
Named beyond(std::size_t n, std::uint32_t d, std::size_t j, std::uint32_t index) {
  std::vector<Column> columns;
  for (std::uint32_t k = 0; k < d; ++k) columns.push_back(normal_column(n, index + k));
  const Column outside =
      changed(columns[j], [](double v) { return std::abs(v) > 0.6745 ? 1.0 : 0.0; });
  return {side_of(columns), names_of(outside, 2)};
}

TEST(NameChoice, SeesMoreWithPolynomials) {
  // in a basis that hides it
  const Named pair = beyond(1500, 6, 0, 400);
  const Points x = rotated(pair.x);
  const Names& y = pair.y;
  const NameChoice got = choose(x, y);
  EXPECT_TRUE(holds(got.seen, "polynomials")) << got.seen;
  const double truth = std::log(2);
  EXPECT_LT(std::abs(got.information.nats - truth), std::abs(ross_on_scores(x, y) - truth));
  EXPECT_LT(got.information.nats, truth + 0.01);
}

TEST(NameChoice, LeavesOutRadialFeaturesIfTold) {
  const Named pair = shifted(1500, 3, 0.5, 500);
  const auto sees_radial = [](const NameChoice& choice) {
    return std::ranges::any_of(choice.estimates, [](const NumberEstimate& one) {
      return holds(one.seen, "radial features");
    });
  };
  EXPECT_TRUE(sees_radial(choose(pair.x, pair.y)));
  EXPECT_FALSE(sees_radial(choose(pair.x, pair.y, {.radial = false})));
}

TEST(NameChoice, LeavesOutNamesThatAreAlone) {
  Named pair = shifted(200, 1, 1, 600);
  pair.y.n_classes = 7;
  for (std::uint32_t c = 2; c < 7; ++c) pair.y.classes[std::size_t{20} * c] = c;
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_NEAR(got.left_out, 5.0 / 200, 1e-12);
  EXPECT_NEAR(got.information.nats, ross_on_scores(pair.x, pair.y), 1e-12);
  // their terms are the others' mean
  for (std::uint32_t c = 2; c < 7; ++c) {
    EXPECT_EQ(got.information.terms[std::size_t{20} * c], got.information.nats);
  }
}

TEST(NameChoice, IsNothingWhereAllNamesAreAlone) {
  Named pair = shifted(12, 2, 1, 650);
  std::iota(pair.y.classes.begin(), pair.y.classes.end(), 0U);
  pair.y.n_classes = 12;
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_EQ(got.left_out, 1);
  EXPECT_EQ(got.information.nats, 0);
}

// names of equal shares by the first column
Names shares(const Points& x, std::uint32_t n_names) {
  std::vector<std::uint32_t> order(x.n);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return x.values[i]; });
  Names out{n_names, std::vector<std::uint32_t>(x.n)};
  for (std::size_t s = 0; s < x.n; ++s) {
    out.classes[order[s]] = static_cast<std::uint32_t>(s * n_names / x.n);
  }
  return out;
}

TEST(NameChoice, TakesTheColumnsAloneWithMoreThanTwentyNames) {
  const Points x = shifted(630, 3, 0, 700).x;
  EXPECT_GT(choose(x, shares(x, kMostNames)).estimates.size(), 1U);
  EXPECT_EQ(choose(x, shares(x, kMostNames + 1)).estimates.size(), 1U);
}

TEST(NameChoice, FindsOneColumnAmongMany) {
  const Named pair = beyond(1500, 30, 7, 2000);
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_EQ(got.seen, "the one column that depends on the names");
  EXPECT_NEAR(got.information.nats, std::log(2), 0.02);
}

TEST(NameChoice, DoubtsNeighboursInManyColumns) {
  const Named many = shifted(500, 4, 0.3, 800);
  const NameChoice got = choose(many.x, many.y);
  ASSERT_EQ(got.seen, "");
  EXPECT_TRUE(holds(got.more, "many columns")) << got.more;
  const Named few = shifted(500, 2, 0, 800);
  EXPECT_EQ(choose(few.x, few.y).more, "");
}

TEST(NameChoice, DoubtsWhatWasMadeOfManyColumns) {
  const Named many = shifted(1000, 10, 1.5, 100);
  const NameChoice got = choose(many.x, many.y);
  ASSERT_NE(got.seen, "");
  EXPECT_TRUE(holds(got.more, "leave out of many columns")) << got.more;
}

TEST(NameChoice, DoubtsFewRowsOfColumnsButNotOfOne) {
  const Named two = shifted(399, 2, 0.5, 820);
  EXPECT_TRUE(holds(choose(two.x, two.y).more, "too few samples")) << choose(two.x, two.y).more;
  const Named one = shifted(399, 1, 0.5, 830);
  EXPECT_EQ(choose(one.x, one.y).more, "");
}

TEST(NameChoice, DoubtsNothingAtTheNamesEntropy) {
  // shifted by five standard deviations
  for (const std::size_t n : {200, 1000}) {
    const Named apart = shifted(n, 6, 5, 840);
    const NameChoice got = choose(apart.x, apart.y);
    EXPECT_NEAR(got.information.nats, std::log(2), 0.02);
    EXPECT_EQ(got.more, "") << got.seen;
  }
}

TEST(NameChoice, DoubtsAnEstimateThatRisesWithSamples) {
  // 40 stripes in turn: in an eighth of 1600 rows each has 5, and neighbours are in others
  Named pair = shifted(1600, 1, 0, 900);
  const Names stripes = shares(pair.x, 40);
  for (std::size_t i = 0; i < 1600; ++i) pair.y.classes[i] = stripes.classes[i] % 2;
  EXPECT_TRUE(holds(choose(pair.x, pair.y).more, "still rises"));
  const Named smooth = shifted(1600, 1, 1, 910);
  EXPECT_EQ(choose(smooth.x, smooth.y).more, "");
}

TEST(NameChoice, HasTermsInTheRowsOrder) {
  // in the second half the names say nothing
  Named pair = shifted(1000, 2, 1.5, 950);
  const Column other = bit_column(1000, 0.5, 999);
  for (std::size_t i = 500; i < 1000; ++i) {
    pair.y.classes[i] = static_cast<std::uint32_t>(other[i]);
  }
  const NameChoice got = choose(pair.x, pair.y);
  EXPECT_NEAR(mean(got.information.terms), got.information.nats, 1e-12);
  const std::span<const double> terms = got.information.terms;
  EXPECT_GT(mean(terms.first(500)), mean(terms.last(500)) + 0.2);
}

TEST(NameChoice, IsTheSameForAnyNumberOfThreads) {
  const Named pair = shifted(900, 5, 0.7, 970);
  const NameChoice one = choose(pair.x, pair.y);
  const NameChoice three = choose(pair.x, pair.y, {}, 3);
  EXPECT_EQ(one.information.terms, three.information.terms);
  EXPECT_EQ(one.seen, three.seen);
}

TEST(NameChoice, ReadsFewRowsOfManyColumns) {
  // states of a few rows, as parts of a chain are
  for (std::size_t n = 2; n <= 12; ++n) {
    const Named pair = shifted(n, 6, 1, 990);
    const NameChoice got = choose(pair.x, pair.y);
    EXPECT_EQ(got.information.n(), n);
    EXPECT_TRUE(std::isfinite(got.information.nats)) << n;
    for (const double term : got.information.terms) EXPECT_TRUE(std::isfinite(term)) << n;
  }
}

}  // namespace
}  // namespace infoplane
