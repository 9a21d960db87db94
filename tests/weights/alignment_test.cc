#include "infoplane/weights/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

double total(const std::vector<double>& cost, const std::vector<std::size_t>& column_of) {
  double sum = 0;
  for (std::size_t row = 0; row < column_of.size(); ++row) {
    sum += cost[row * column_of.size() + column_of[row]];
  }
  return sum;
}

// by trying every permutation
double cheapest_total(const std::vector<double>& cost, std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  double best = total(cost, order);
  while (std::ranges::next_permutation(order).found) best = std::min(best, total(cost, order));
  return best;
}

TEST(CheapestAssignment, IsTheBestOfAllPermutations) {
  Stream stream(0, 0, Purpose::kTest);
  for (std::size_t n = 1; n <= 6; ++n) {
    for (int trial = 0; trial < 20; ++trial) {
      std::vector<double> cost(n * n);
      // whole numbers, so that there are ties and sums are exact
      for (double& c : cost) c = static_cast<double>(stream.below(7)) - 3;
      std::vector<std::size_t> found = cheapest_assignment(cost, n);
      EXPECT_EQ(total(cost, found), cheapest_total(cost, n)) << n;
      std::ranges::sort(found);
      for (std::size_t row = 0; row < n; ++row) EXPECT_EQ(found[row], row);
    }
  }
}

// a layer of 200 samples, and the same with units in other places, some of them turned
struct Layers {
  std::vector<float> reference;
  std::vector<float> moved;
  std::vector<std::size_t> places{2, 0, 3, 1};
  std::vector<float> signs{1, -1, -1, 1};

  Layers() : reference(std::size_t{800}), moved(std::size_t{800}) {
    Stream stream(1, 0, Purpose::kTest);
    for (float& t : reference) t = static_cast<float>(std::tanh(stream.normal()));
    for (std::size_t u = 0; u < 4; ++u) {
      for (std::size_t i = 0; i < 200; ++i) {
        // with some noise, as another training would have
        moved[places[u] * 200 + i] =
            signs[u] * reference[u * 200 + i] + 0.2f * static_cast<float>(stream.normal());
      }
    }
  }
};

TEST(MatchUnits, FindsPlacesAndSignsAgain) {
  const Layers layers;
  const UnitMatch match = match_units(column_major(layers.reference.data(), 200, 4),
                                      column_major(layers.moved.data(), 200, 4), true);
  EXPECT_EQ(match.units, layers.places);
  EXPECT_EQ(match.signs, layers.signs);
}

TEST(MatchUnits, TurnsNoUnitWhoseActivationIsNotOdd) {
  const Layers layers;
  const UnitMatch match = match_units(column_major(layers.reference.data(), 200, 4),
                                      column_major(layers.moved.data(), 200, 4), false);
  EXPECT_EQ(match.signs, (std::vector<float>{1, 1, 1, 1}));
  // those that were not turned are found all the same
  EXPECT_EQ(match.units[0], 2U);
  EXPECT_EQ(match.units[3], 1U);
}

TEST(MatchUnits, LeavesNoPlaceEmptyWhereUnitsAreConstant) {
  std::vector<float> reference(std::size_t{400}, 0.1f);
  Stream stream(2, 0, Purpose::kTest);
  for (std::size_t i = 0; i < 100; ++i) {
    reference[100 + i] = static_cast<float>(stream.normal());
  }
  UnitMatch match = match_units(column_major(reference.data(), 100, 4),
                                column_major(reference.data(), 100, 4), true);
  EXPECT_EQ(match.units[1], 1U);
  std::ranges::sort(match.units);
  EXPECT_EQ(match.units, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(MatchUnits, RefusesLayersOfDifferentShapes) {
  const Layers layers;
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        match_units(column_major(layers.reference.data(), 200, 4),
                    column_major(layers.moved.data(), 200, 3), true);
      },
      "(200, 4) and (200, 3)"));
}

TEST(IsOdd, IsWhatActivateDoes) {
  for (const std::string& name : hidden_activation_names()) {
    const Activation activation = parse_activation(name);
    bool odd = true;
    for (const double z : {0.1, 0.7, 2.0}) {
      odd = odd && std::abs(activate(activation, -z) + activate(activation, z)) < 1e-12;
    }
    EXPECT_EQ(is_odd(activation), odd) << name;
  }
}

}  // namespace
}  // namespace infoplane
