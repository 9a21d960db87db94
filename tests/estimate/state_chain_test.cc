#include "infoplane/estimate/state_chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/estimate/counted_terms.h"
#include "infoplane/estimate/name_choice.h"
#include "tests/estimate/choice_samples.h"

namespace infoplane {
namespace {

StatedSide stated(const Points& points) { return {points, states_of(points)}; }
StatedSide stated(Names names) {
  const std::size_t n = names.classes.size();
  return {{n, 0, {}}, states_of(std::move(names))};
}

std::optional<ChainInformation> chain(const StatedSide& x, const StatedSide& y,
                                      std::size_t n_threads = 1) {
  return chain_information(x, y, {}, threads(n_threads));
}

// A bit, and the bit that a channel makes of it which errs in one of ten: ln 2 - H(.1) nats.
std::pair<Column, Column> bits(std::size_t n, std::uint32_t index) {
  const Column sent = bit_column(n, 0.5, index);
  const Column error = bit_column(n, 0.1, index + 1);
  return {sent, changed(sum(1, sent, 1, error), [](double v) { return v == 1 ? 1.0 : 0.0; })};
}
constexpr double kBits = 0.36806;
// of a bit and a normal moved by 1 to either side, name_choice_test.cc
constexpr double kShiftOfOne = 0.33683;

Column moved(const Column& bit, std::uint32_t index) {
  return sum(1, normal_column(bit.size(), index), 2, bit);
}

void expect_near_truth(const ChainInformation& got, double truth) {
  EXPECT_NEAR(got.information.nats, truth, 3.5 * got.std_error);
  EXPECT_LT(got.std_error, 0.05);
  EXPECT_NEAR(std::accumulate(got.information.terms.begin(), got.information.terms.end(), 0.0) /
                  static_cast<double>(got.information.n()),
              got.information.nats, 1e-12);
}

TEST(RowsPerState, AreOfNamesThatOccur) {
  EXPECT_EQ(rows_per_state({7, {0, 0, 6, 6, 6, 2}}), 2);
  EXPECT_EQ(rows_per_state({1, {0, 0, 0}}), 3);
}

TEST(UnseenShare, IsOfRareStatesWithNumbersOnBothSides) {
  // A bit and a number on both sides. Of the 1000 rows 99 are 1 on the left and 99 others on the
  // right: pairs of 802, 99 and 99 rows.
  Column left(1000, 0);
  Column right(1000, 0);
  std::fill_n(left.begin(), 99, 1.0);
  std::fill_n(right.begin() + 99, 99, 1.0);
  const SideStates x = states_of(side_of({left, normal_column(1000, 1)}));
  const SideStates y = states_of(side_of({right, normal_column(1000, 2)}));
  EXPECT_NEAR(unseen_share(x, y), 0.198, 1e-12);
  // one more row each is enough to see
  left[500] = 1;
  const SideStates more = states_of(side_of({left, normal_column(1000, 1)}));
  EXPECT_NEAR(unseen_share(more, y), 0.099, 1e-12);
  // bits alone have no numbers that could be compared
  EXPECT_EQ(unseen_share(states_of(side_of({left})), y), 0);
}

TEST(UnseenShare, IsNothingOfOneState) {
  const SideStates few = states_of(side_of({normal_column(50, 3)}));
  EXPECT_EQ(unseen_share(few, few), 0);
}

TEST(ChainInformation, OfTwoDiscreteSidesIsTheCounts) {
  const auto [x, y] = bits(500, 10);
  const ChainInformation got = chain(stated(side_of({x})), stated(names_of(y, 2))).value();
  const LocalInformation counted = counted_information(names_of(x, 2), names_of(y, 2));
  EXPECT_EQ(got.chosen, "exact");
  EXPECT_NEAR(got.information.nats, counted.nats, 1e-13);
  EXPECT_EQ(got.information.terms, counted.terms);
  EXPECT_FALSE(got.model_based);
  EXPECT_EQ(got.more, "");
  expect_near_truth(got, kBits);
}

TEST(ChainInformation, OfNamesAndNumbersIsTheChoiceForNames) {
  const Column name = bit_column(1000, 0.5, 20);
  const Points x = side_of({moved(name, 21)});
  const NameChoice choice = choose_for_names(x, names_of(name, 2), {}, threads(1));
  for (const bool swapped : {false, true}) {
    const StatedSide numbers = stated(x);
    const StatedSide names = stated(names_of(name, 2));
    const ChainInformation got =
        swapped ? chain(names, numbers).value() : chain(numbers, names).value();
    EXPECT_EQ(got.chosen, "rank-ksg:k=5");
    EXPECT_EQ(got.information.terms, choice.information.terms);
    EXPECT_EQ(got.considered.size(), choice.estimates.size());
    expect_near_truth(got, kShiftOfOne);
  }
}

TEST(ChainInformation, OfNumbersIsTheChoiceForNumbers) {
  const PointPair pair = circle(500, 30);
  const ChainInformation got = chain(stated(pair.x), stated(pair.y)).value();
  const NumberChoice choice = choose_for_numbers(pair.x, pair.y, {}, threads(1)).value();
  EXPECT_EQ(got.chosen, choice.best().spec);
  EXPECT_EQ(got.information.terms, choice.best().information.terms);
  EXPECT_EQ(got.std_error, choice.best().std_error);
  EXPECT_EQ(got.model_based, choice.best().is_base);
  EXPECT_EQ(got.more, choice.more);
  EXPECT_EQ(got.considered.size(), choice.estimates.size());
  EXPECT_TRUE(got.parts.empty());
}

TEST(ChainInformation, AddsIndependentParts) {
  // bits that know each other, numbers that know each other
  const auto [bit_x, bit_y] = bits(2000, 40);
  const Column number_x = normal_column(2000, 41);
  const Points x = side_of({bit_x, number_x});
  const Points y = side_of({correlated(number_x, 0.7, 42), bit_y});
  const ChainInformation got = chain(stated(x), stated(y)).value();
  EXPECT_EQ(got.chosen, "chain");
  expect_near_truth(got, kBits + normal_information(0.7));
  // and says which is which
  using What = ChainPart::What;
  const std::vector<What> order = {What::kStates, What::kStatesOfX, What::kStatesOfY,
                                   What::kNumbers};
  const std::vector<double> truth = {kBits, 0, 0, normal_information(0.7)};
  ASSERT_EQ(got.parts.size(), order.size());
  double sum = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    EXPECT_EQ(got.parts[k].what, order[k]);
    EXPECT_NEAR(got.parts[k].nats, truth[k], 0.06);
    sum += got.parts[k].nats;
  }
  EXPECT_NEAR(sum, got.information.nats, 1e-12);
}

TEST(ChainInformation, SeesStatesInNumbersOfTheOtherSide) {
  // each side's bit moves the other's number, and nothing else
  const Column bit_x = bit_column(2000, 0.5, 50);
  const Column bit_y = bit_column(2000, 0.5, 51);
  const Points x = side_of({bit_x, moved(bit_y, 52)});
  const Points y = side_of({bit_y, moved(bit_x, 53)});
  const ChainInformation got = chain(stated(x), stated(y)).value();
  EXPECT_EQ(got.chosen, "chain");
  expect_near_truth(got, 2 * kShiftOfOne);
  // in one direction alone
  const Points other = side_of({bit_y, normal_column(2000, 54)});
  expect_near_truth(chain(stated(x), stated(other)).value(), kShiftOfOne);
}

TEST(ChainInformation, SeesNumbersThatDependWithinStatesAlone) {
  // the sign of the correlation is the bit: without it there is none
  const Column bit = bit_column(2000, 0.5, 60);
  const Column number = normal_column(2000, 61);
  Column other = correlated(number, 0.8, 62);
  for (std::size_t i = 0; i < 2000; ++i) other[i] *= 2 * bit[i] - 1;
  // I(S,C;C') = I(S;C') + I(C;C'|S) = 0 - 1/2 ln(1 - .64)
  const ChainInformation got =
      chain(stated(side_of({bit, number})), stated(side_of({other}))).value();
  expect_near_truth(got, normal_information(0.8));
}

TEST(ChainInformation, MatchesRectifiedNormals) {
  // max(X, 0) and max(Y, 0), correlation .8: p ln 4p of both at 0 (p = 1/4 + asin(.8) / 2 pi),
  // twice the integral of phi(y) P(X < 0|y) ln(2 P(X < 0|y)) over y > 0, and that of phi(x, y)
  // ln(phi(y|x) / phi(y)) over both > 0: .184457 - 2 * .058764 + .279490 by SciPy's quad and
  // dblquad
  const Column x = normal_column(2000, 70);
  const Column y = correlated(x, 0.8, 71);
  const ChainInformation got =
      chain(stated(side_of({relu(x)})), stated(side_of({relu(y)}))).value();
  EXPECT_EQ(got.chosen, "chain");
  expect_near_truth(got, 0.346418);
}

TEST(ChainInformation, AddsRectifiedColumns) {
  // two columns that know nothing of each other have twice that
  const PointPair pair = rectified_pairs(2000, 2, 0.8, 72, 74);
  const ChainInformation got = chain(stated(pair.x), stated(pair.y)).value();
  expect_near_truth(got, 2 * 0.346418);
}

TEST(ChainInformation, SeesNothingInIndependentSides) {
  double total = 0;
  double square = 0;
  for (std::uint32_t index = 0; index < 10; ++index) {
    const Points x =
        side_of({relu(normal_column(800, 100 + index)), normal_column(800, 110 + index)});
    const Points y = side_of({relu(normal_column(800, 120 + index))});
    const ChainInformation got = chain(stated(x), stated(y)).value();
    total += got.information.nats;
    square += got.std_error * got.std_error;
  }
  EXPECT_NEAR(total / 10, 0, 3.5 * std::sqrt(square) / 10 + 0.005);
  EXPECT_LT(std::sqrt(square) / 10, 0.01);
}

// A circle within each of two states.
std::pair<Points, Points> two_circles(std::size_t n, std::uint32_t index) {
  const PointPair pair = circle(n, index);
  return {side_of({bit_column(n, 0.5, index), pair.x.values}), pair.y};
}

TEST(ChainInformation, SaysEachDoubtOnce) {
  const auto [x, y] = two_circles(1500, 80);
  const ChainInformation got = chain(stated(x), stated(y)).value();
  const std::string doubt = "nearest neighbours read low";
  const std::size_t first = got.more.find(doubt);
  ASSERT_NE(first, std::string::npos) << got.more;
  EXPECT_EQ(got.more.find(doubt, first + 1), std::string::npos) << got.more;
}

TEST(ChainInformation, DoubtsWhatIsNotCompared) {
  // one row in 20 is in a state of its own, with fewer than 100 rows
  Column bit(1000, 0);
  std::fill_n(bit.begin(), 50, 1.0);
  const Column number = normal_column(1000, 81);
  const StatedSide y = stated(side_of({correlated(number, 0.6, 82)}));
  const ChainInformation got = chain(stated(side_of({bit, number})), y).value();
  EXPECT_TRUE(holds(got.more, "rare states")) << got.more;
  EXPECT_NEAR(got.information.nats, 0.95 * normal_information(0.6), 3.5 * got.std_error);
  // whatever their numbers are
  Column other = number;
  std::copy_n(y.numbers.values.begin(), 50, other.begin());
  EXPECT_EQ(chain(stated(side_of({bit, other})), y).value().information.terms,
            got.information.terms);
}

TEST(ChainInformation, HasTermsInTheRowsOrder) {
  // the numbers know each other in one state, which rows are in by turns
  const std::size_t n = 1000;
  Column bit(n);
  const Column number = normal_column(n, 90);
  Column other = normal_column(n, 91);
  for (std::size_t i = 0; i < n; ++i) {
    bit[i] = static_cast<double>(i % 2);
    if (i % 2 == 1) other[i] = 0.9 * number[i] + std::sqrt(1 - 0.81) * other[i];
  }
  const ChainInformation got =
      chain(stated(side_of({bit, number})), stated(side_of({other}))).value();
  std::array<double, 2> means{};
  for (std::size_t i = 0; i < n; ++i) means[i % 2] += got.information.terms[i] / (n / 2.0);
  // in another order both would be half of -1/2 ln(1 - .81) = .83; terms have a standard deviation
  // of about .9
  EXPECT_NEAR(means[0], 0, 0.15);
  EXPECT_NEAR(means[1], normal_information(0.9), 3.5 * 0.9 / std::sqrt(n / 2.0));
}

TEST(ChainInformation, DoubtsNamesThatAreAlone) {
  const Column name = bit_column(1000, 0.5, 83);
  Names names = names_of(name, 32);
  for (std::uint32_t c = 2; c < 32; ++c) names.classes[std::size_t{30} * c] = c;
  const ChainInformation got = chain(stated(side_of({moved(name, 84)})), stated(names)).value();
  EXPECT_TRUE(holds(got.more, "alone with their state")) << got.more;
}

TEST(ChainInformation, IsEmptyWhereNumbersHaveNoEstimate) {
  const Column number = normal_column(600, 85);
  const Column bit = bit_column(600, 0.5, 86);
  EXPECT_FALSE(chain(stated(side_of({bit, number})), stated(side_of({number}))));
  EXPECT_FALSE(chain(stated(side_of({number})), stated(side_of({number}))));
}

TEST(ChainInformation, IsNothingWhereASideIsConstant) {
  const Points constant = side_of({Column(100, 2.0)});
  for (const StatedSide& other :
       {stated(side_of({normal_column(100, 87)})), stated(names_of(bit_column(100, 0.5, 87), 2)),
        stated(side_of({relu(normal_column(100, 87))})), stated(constant)}) {
    for (const bool swapped : {false, true}) {
      const ChainInformation got =
          swapped ? chain(other, stated(constant)).value() : chain(stated(constant), other).value();
      EXPECT_EQ(got.information.nats, 0);
      EXPECT_EQ(got.std_error, 0);
    }
  }
}

TEST(ChainInformation, IsTheSameForAnyNumberOfThreads) {
  const auto [x, y] = two_circles(1000, 88);
  EXPECT_EQ(chain(stated(x), stated(y)).value().information.terms,
            chain(stated(x), stated(y), 3).value().information.terms);
}

TEST(ChainInformation, DoubtsWhatIsSpreadOverManyStates) {
  // seven rectified columns have 128 states, most with less than a hundredth of the rows each; the
  // names hang on a sum of the columns
  const std::size_t n = 4000;
  std::vector<Column> columns;
  for (std::uint32_t j = 0; j < 7; ++j) columns.push_back(normal_column(n, 300 + j));
  Column name(n);
  for (std::size_t i = 0; i < n; ++i) {
    name[i] = columns[0][i] + columns[1][i] * columns[2][i] > 0 ? 1 : 0;
  }
  for (Column& column : columns) column = relu(column);
  const ChainInformation got = chain(stated(side_of(columns)), stated(names_of(name, 2))).value();
  EXPECT_EQ(got.chosen, "chain");
  EXPECT_TRUE(holds(got.more, "within a state")) << got.more;
}

}  // namespace
}  // namespace infoplane
