#include "infoplane/estimate/rank_ksg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/normal_scores.h"
#include "tests/estimate/slow_ksg.h"

namespace infoplane {
namespace {

constexpr double kNats = 1e-9;

struct Pair {
  std::vector<double> x;
  std::vector<double> y;
};

Pair normals(std::size_t n, double r, std::uint32_t index = 0) {
  Stream stream(1, 0, Purpose::kTest, index);
  Pair pair;
  for (std::size_t i = 0; i < n; ++i) {
    pair.x.push_back(stream.normal());
    pair.y.push_back(r * pair.x.back() + std::sqrt(1 - r * r) * stream.normal());
  }
  return pair;
}

Samples column(const std::vector<double>& values) {
  return column_major(values.data(), values.size(), 1);
}

double value_of(const Pair& pair, const KsgOptions& options) {
  const auto estimate =
      make_rank_ksg(options)->pair({.x = column(pair.x), .y = column(pair.y)}, {});
  return estimate.information.value->value();
}

Table scores(const std::vector<double>& values) {
  Table table;
  for (const double value : normal_scores(values, values.size(), {})) table.push_back({value});
  return table;
}

TEST(RankKsg, IsKsgOfTheNormalScores) {
  const Pair pair = normals(400, 0.75);
  EXPECT_NEAR(value_of(pair, {.std_error = false}), slow_ksg_1(scores(pair.x), scores(pair.y), 3),
              kNats);
  EXPECT_NEAR(value_of(pair, {.variant = KsgVariant::kTwo, .std_error = false}),
              slow_ksg_2(scores(pair.x), scores(pair.y), 3), kNats);
  EXPECT_NEAR(value_of(pair, {.variant = KsgVariant::kMixed, .std_error = false}),
              slow_mixed(scores(pair.x), scores(pair.y), 3), kNats);
}

TEST(RankKsg, DoesNotChangeWithRisingFunctionsOfAColumn) {
  const Pair pair = normals(500, 0.75);
  Pair image = pair;
  for (double& x : image.x) x = std::exp(3 * x);
  for (double& y : image.y) y = y * y * y;
  for (const bool std_error : {false, true}) {
    EXPECT_EQ(value_of(image, {.std_error = std_error}), value_of(pair, {.std_error = std_error}));
  }
  const auto error = [](const Pair& p) {
    return make_rank_ksg({})->pair({.x = column(p.x), .y = column(p.y)}, {}).information.std_error;
  };
  EXPECT_EQ(error(image)->value(), error(pair)->value());
}

TEST(RankKsg, LeavesDiscreteSidesAsTheyAre) {
  Stream stream(3, 0, Purpose::kTest);
  Pair pair = normals(500, 0.75);
  Classes classes;
  for (double& y : pair.y) {
    classes.push_back(y > 0.3 ? 1 : 0);
    y = classes.back();
  }
  const auto got = make_rank_ksg({})->pair(
      {.x = column(pair.x), .y = column(pair.y), .x_discrete = false, .y_discrete = true}, {});
  EXPECT_NEAR(got.information.value->value(), slow_ross(scores(pair.x), classes, 3), kNats);
}

TEST(RankKsg, IsRightForTheAdditiveTaskWhoseSidesHaveDifferentScales) {
  // X uniform on [0, 1], Y = X + uniform on [-e, e], e = 0.1: I = e - ln 2e (Czyz et al. 2023)
  constexpr double kE = 0.1;
  double mean = 0;
  constexpr int kSeeds = 3;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    Stream stream(4, 0, Purpose::kTest, seed);
    Pair pair;
    for (int i = 0; i < 10000; ++i) {
      pair.x.push_back(stream.uniform());
      pair.y.push_back(pair.x.back() + kE * (2 * stream.uniform() - 1));
    }
    mean += value_of(pair, {.std_error = false}) / kSeeds;
  }
  EXPECT_NEAR(mean, kE - std::log(2 * kE), 0.04);
}

TEST(RankKsg, FlagsTies) {
  Pair pair = normals(500, 0.75);
  const auto flags = [](const Pair& p) {
    return make_rank_ksg({})->pair({.x = column(p.x), .y = column(p.y)}, {}).flags;
  };
  EXPECT_THAT(flags(pair), testing::IsEmpty());
  for (double& x : pair.x) x = std::max(x, 0.0);
  EXPECT_THAT(flags(pair), testing::ElementsAre(Flag::kTies));
}

TEST(RankKsg, SpellsItsSpecification) {
  EXPECT_EQ(make_rank_ksg({})->spec(), "rank-ksg:k=3");
  EXPECT_EQ(make_rank_ksg({.k = 4, .variant = KsgVariant::kMixed, .std_error = false})->spec(),
            "rank-ksg:k=4,variant=mixed,error=none");
}

}  // namespace
}  // namespace infoplane
