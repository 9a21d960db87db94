#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "infoplane/report/weights_curves.h"
#include "infoplane/report/weights_report.h"
#include "tests/report/example_weights.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

// that of the example
constexpr const char* kEstimator = "bins:30,range=-1:1";

TEST(WeightsSvg, ShowsEveryLawNextToTheOrdinaryPlane) {
  const std::string svg = weights_svg(example_weights(example_laws()));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr("every network by itself"));
  EXPECT_THAT(svg, HasSubstr("mean over 3 networks, 54 epochs"));
  for (const char* law : {">inits<", ">inits:aligned<", ">window:500<", ">window:6000-9000<"}) {
    EXPECT_EQ(count_of(svg, law), 1) << law;
  }
  EXPECT_THAT(svg, HasSubstr("R = 32, epoch 700 alone"));
  // one title of the axis a plane, one panel against the number of vectors a law
  EXPECT_EQ(count_of(svg, "(X;T)  [bits]"), 5);
  EXPECT_EQ(count_of(svg, "from fewer and from all vectors"), 4);
  EXPECT_EQ(count_of(svg, "under its ceiling"), 4);
  // the numbers of vectors of the laws with 50 of them
  EXPECT_EQ(count_of(svg, ">25</text>"), 2 * 2);
}

TEST(WeightsSvg, IsTheSameBytesEveryTime) {
  EXPECT_EQ(weights_svg(example_weights(example_laws())),
            weights_svg(example_weights(example_laws())));
}

TEST(WeightsSvg, GivesAllPlanesTheSameAxes) {
  std::vector<ExampleLaw> laws(1);
  const WeightsReport report = example_weights(laws);
  // the tick of 10 bits of both planes, and the bar of epochs
  EXPECT_EQ(count_of(weights_svg(report), ">10</text>"), 2 + 1 + 1 /* against the vectors */);
}

TEST(WeightsSvg, ColoursALawsEpochsAsTheBarDoes) {
  // 700 is not the last epoch of the run, 8000, whose colour is the end of the bar
  std::vector<ExampleLaw> laws(1);
  laws[0].epochs = {700};
  WeightsReport report = example_weights(laws);
  const std::string all = weights_svg(report);
  report.ordinary.clear();
  const std::string alone = weights_svg(report);
  // the end of the bar, and the line and the dots of the last epoch: the run's, then the law's own
  EXPECT_EQ(count_of(all, "\"#f4bf3f\""), 1 + 2);
  EXPECT_EQ(count_of(alone, "\"#f4bf3f\""), 1 + 2);
  EXPECT_THAT(alone, HasSubstr("not estimated"));
}

TEST(WeightsSvg, HollowsWhatIsNotResolved) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  const auto hollow = [&] {
    return count_of(weights_svg(report), "stroke=\"#ffffff\" stroke-width=\"4.5\"");
  };
  for (LawPoint& point : report.laws[0].plane.points) point.flags.clear();
  EXPECT_EQ(hollow(), 0);
  report.laws[0].plane.points.back().flags.insert(Flag::kUnresolved);
  // in both panels
  EXPECT_EQ(hollow(), 2);
}

TEST(WeightsSvg, HasABlockForEachKindOfCells) {
  std::vector<ExampleLaw> laws(2);
  laws[1].estimator = "exact";
  const std::string svg = weights_svg(example_weights(laws));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, ">every network by itself"), 2);
  EXPECT_EQ(count_of(svg, ">exact</text>"), 1);
}

TEST(WeightsSvg, WithoutALawSaysSo) {
  const std::string svg = weights_svg(example_weights({}));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr("No law of the weights has been tried"));
}

TEST(WeightsSvg, EscapesNames) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  report.config.name = "a<b>&\"c\"";
  report.laws[0].plane.law = "<&>";
  EXPECT_EQ(xml_error(weights_svg(report)), "");
  EXPECT_EQ(xml_error(weights_curves_svg(report, kEstimator)), "");
}

TEST(WeightsCurves, HaveARowALayerAndAColumnAnInformation) {
  const std::string svg = weights_curves_svg(example_weights(example_laws()), kEstimator);
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, ">layer "), 6);
  EXPECT_EQ(count_of(svg, "with the weights known"), 1);
  // the frames of 6 layers and 4 informations
  EXPECT_EQ(count_of(svg, "width=\"232.0\" height=\"112.0\""), 24);
}

TEST(WeightsCurves, OfASingleEpochAreNamedAndNotDrawn) {
  std::vector<ExampleLaw> laws(2);
  laws[1].law = "window:5-9,vectors=32,replica=0";
  const WeightsReport both = example_weights(laws);
  laws[1].epochs = {700};
  const WeightsReport one = example_weights(laws);
  EXPECT_THAT(weights_curves_svg(one, kEstimator),
              HasSubstr("window:5-9: epoch 700 alone, so no curve"));
  EXPECT_THAT(weights_curves_svg(both, kEstimator), Not(HasSubstr("no curve")));
  // what is drawn in the colour of the second of two laws
  EXPECT_GT(count_of(weights_curves_svg(both, kEstimator), "#b84d49"), 0);
  EXPECT_EQ(count_of(weights_curves_svg(one, kEstimator), "#b84d49"), 0);
  laws.erase(laws.begin());
  EXPECT_EQ(weights_curves_svg(example_weights(laws), kEstimator), "");
}

TEST(WeightsCurves, AreFaintWhereNotResolved) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  const auto faint = [&] {
    return count_of(weights_curves_svg(report, kEstimator), "opacity=\"0.35\"");
  };
  for (LawPoint& point : report.laws[0].plane.points) point.flags.clear();
  EXPECT_EQ(faint(), 0);
  report.laws[0].plane.points.back().flags.insert(Flag::kUnresolved);
  // the end of the last layer's four curves
  EXPECT_EQ(faint(), 4);
}

}  // namespace
}  // namespace infoplane
