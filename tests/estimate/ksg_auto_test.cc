#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/labels.h"
#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/ksg.h"
#include "infoplane/estimate/rank_ksg.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

Samples view(const Points& points) {
  return column_major(points.values.data(), points.n, points.d);
}

PairEstimate estimate(const std::string& spec, const PointPair& pair, const Work& work = {}) {
  return make_estimator(spec)->pair({.x = view(pair.x), .y = view(pair.y)}, work);
}

// the first column cut into three classes, as numbers
PointPair with_classes(PointPair pair) {
  pair.y = {pair.x.n, 1, {}};
  for (const double v : pair.x.column(0)) pair.y.values.push_back(v < -0.4 ? 0 : v < 0.4 ? 1 : 2);
  return pair;
}

TEST(KsgAuto, IsTheChosenKOfTheNumbersAsTheyAreOrOfTheirScores) {
  const PointPair pair = normal_points(800, 2, 1, 0.7);
  EXPECT_EQ(estimate("ksg:k=auto", pair).information.value->value(),
            ksg_with_chosen_k(pair.x, pair.y, {}).information.nats);
  const PointPair z = scores(pair);
  EXPECT_EQ(estimate("rank-ksg:k=auto", pair).information.value->value(),
            ksg_with_chosen_k(z.x, z.y, {}).information.nats);
  EXPECT_EQ(estimate("rank-ksg:k=auto,reference=gaussian", pair).information.value->value(),
            referenced_ksg(z.x, z.y, {}).information.nats);
}

TEST(KsgAuto, SaysWhatItChoseAndWhy) {
  const PointPair pair = normal_points(1500, 2, 1, 0.7);
  for (const std::string name : {"ksg", "rank-ksg"}) {
    const Estimate got = estimate(name + ":k=auto", pair).information;
    const Estimate chosen = estimate(got.chosen, pair).information;
    EXPECT_NEAR(got.value->value(), chosen.value->value(), 1e-12);
    // what may be any k spreads as the one that spreads most
    const Estimate smallest = estimate(name + ":k=3", pair).information;
    EXPECT_EQ(got.std_error->value(), smallest.std_error->value());
    EXPECT_THAT(got.why, testing::HasSubstr("of 3, 5, 8, 13, 20, 30: no smaller k differs from it "
                                            "by more than 1.5 standard errors"));
    EXPECT_TRUE(chosen.chosen.empty() && chosen.why.empty());
  }
  // in three columns a side the reference is clearly other than 0
  const PointPair wide = normal_points(1500, 3, 3, 0.8);
  const Estimate referenced = estimate("rank-ksg:k=auto,reference=gaussian", wide).information;
  const Estimate without = estimate("rank-ksg:k=auto", wide).information;
  EXPECT_EQ(referenced.chosen, without.chosen);
  EXPECT_THAT(referenced.why, testing::HasSubstr("nats subtracted"));
  // what is subtracted has no spread
  EXPECT_EQ(referenced.std_error->value(), without.std_error->value());
  EXPECT_NE(referenced.value->value(), without.value->value());
}

TEST(KsgAuto, HasAStandardErrorWhereQuartersAreTooSmallForTheChosenK) {
  // they must hold 8 k samples
  const PointPair pair = normal_points(200, 2, 2, 0);
  const Estimate got = estimate("ksg:k=auto", pair).information;
  ASSERT_FALSE(estimate(got.chosen, pair).information.std_error);
  EXPECT_TRUE(got.std_error);
  EXPECT_FALSE(estimate("ksg:k=auto,error=none", pair).information.std_error);
  EXPECT_FALSE(estimate("ksg:k=auto", normal_points(90, 2, 2, 0)).information.std_error);
}

TEST(KsgAuto, TakesFiveNeighboursWhereASideIsDiscrete) {
  const PointPair pair = with_classes(normal_points(400, 2, 1, 0));
  for (const std::string name : {"ksg", "rank-ksg"}) {
    const PairSample sample{view(pair.x), view(pair.y), false, true};
    const Estimate got = make_estimator(name + ":k=auto")->pair(sample, {}).information;
    const Estimate five = make_estimator(name + ":k=5")->pair(sample, {}).information;
    EXPECT_EQ(got.value->value(), five.value->value());
    EXPECT_EQ(got.std_error->value(), five.std_error->value());
    EXPECT_EQ(got.chosen, name + ":k=5");
    EXPECT_EQ(got.why, "with a discrete side k is 5");
  }
  // as variant 1 takes it for numbers, it has a choice
  EXPECT_EQ(make_estimator("ksg:k=auto,variant=1")
                ->pair({view(pair.x), view(pair.y), false, true}, {})
                .information.value->value(),
            ksg_with_chosen_k(pair.x, pair.y, {}).information.nats);
}

TEST(KsgAuto, TakesTheOthersOfSmallClasses) {
  // four samples, two in each class
  const PointPair pair{{4, 1, {0, 1, 2, 4}}, {4, 1, {0, 0, 1, 1}}};
  const auto value = [&](const std::string& spec) {
    return make_estimator(spec)
        ->pair({view(pair.x), view(pair.y), false, true}, {})
        .information.value->value();
  };
  EXPECT_EQ(value("ksg:k=auto"), value("ksg:k=1"));
}

TEST(KsgAuto, ComparesLayersWithInputsByTheChosenKAndWithLabelsByFive) {
  const PointPair pair = normal_points(400, 2, 1, 0.7);
  const PointPair classes = with_classes(pair);
  Labels labels{3, {}, {}};
  for (const double c : classes.y.values) labels.classes.push_back(static_cast<std::uint32_t>(c));
  NetworkSample sample{
      .inputs = view(pair.x), .input_ids = {}, .labels = &labels, .layers = {{.t = view(pair.y)}}};
  const LayerEstimate got = make_estimator("ksg:k=auto")->network(sample, {}).layers[0];
  const LayerEstimate five = make_estimator("ksg:k=5")->network(sample, {}).layers[0];
  EXPECT_EQ(got.i_xt.value->value(), ksg_with_chosen_k(pair.x, pair.y, {}).information.nats);
  EXPECT_EQ(got.i_ty.value->value(), five.i_ty.value->value());
  EXPECT_EQ(got.i_ty.chosen, "ksg:k=5");
}

TEST(KsgAuto, FlagsTies) {
  PointPair pair = normal_points(400, 2, 1, 0.7);
  EXPECT_THAT(estimate("ksg:k=auto", pair).flags, testing::IsEmpty());
  // more than one value in a hundred
  PointPair many = pair;
  for (std::size_t i = 0; i < 10; ++i) many.y.values[i] = 0;
  EXPECT_THAT(estimate("ksg:k=auto", many).flags, testing::ElementsAre(Flag::kTies));
}

TEST(KsgAuto, DoesNotDependOnThreadsNorOnWhichSideIsWhich) {
  const std::string spec = "rank-ksg:k=auto,reference=gaussian";
  const PointPair pair = normal_points(700, 2, 1, 0.7);
  const Estimate one = estimate(spec, pair, threads(1)).information;
  const Estimate four = estimate(spec, pair, threads(4)).information;
  EXPECT_EQ(four.value->value(), one.value->value());
  EXPECT_EQ(four.std_error->value(), one.std_error->value());
  EXPECT_EQ(estimate(spec, {pair.y, pair.x}).information.value->value(), one.value->value());
}

TEST(KsgAuto, RefusesWhatDoesNotGoTogether) {
  EXPECT_THROW((void)make_ksg({.choose_k = true, .variant = KsgVariant::kTwo}), InvalidArgument);
  EXPECT_THROW((void)make_ksg({.choose_k = true, .gaussian_reference = true}), InvalidArgument);
  EXPECT_THROW((void)make_rank_ksg({.k = 3, .gaussian_reference = true}), InvalidArgument);
  EXPECT_NO_THROW((void)make_rank_ksg({.choose_k = true, .gaussian_reference = true}));
  EXPECT_THROW((void)estimate("ksg:k=auto", normal_points(3, 1, 1, 0)), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
