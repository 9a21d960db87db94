#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "infoplane/report/report.h"
#include "tests/report/example_run.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PlaneSvg, IsWellFormedAndSaysWhatItShows) {
  const std::string svg = plane_svg(example_run({}));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr("Information plane of example"));
  EXPECT_THAT(svg, HasSubstr("bins:30,range=-1:1"));
  EXPECT_THAT(svg, HasSubstr("All 3 replicas"));
  EXPECT_THAT(svg, HasSubstr("</tspan>(X;T)  [bits]"));
  EXPECT_THAT(svg, HasSubstr("</tspan>(Y) = 0.999, log₂ N = 12.00 bits"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(PlaneSvg, IsTheSameBytesEveryTime) {
  EXPECT_EQ(plane_svg(example_run({})), plane_svg(example_run({})));
}

TEST(PlaneSvg, ThinsOutTheEpochsOfAllReplicasAndSaysWhich) {
  ExampleShape shape;
  shape.last_epoch = 8000;
  shape.checkpoints = 397;
  const std::string svg = plane_svg(example_run(shape));
  EXPECT_THAT(svg, HasSubstr("All 3 replicas, 37 epochs"));
  EXPECT_THAT(svg, HasSubstr("Mean over 3 replicas, 274 epochs"));
  EXPECT_THAT(svg, HasSubstr("37 of 274 recorded epochs: 0, 1, 2, "));
  EXPECT_THAT(svg, HasSubstr(", 8000."));
  // a path of lines and one of dots for each epoch, on both sides
  EXPECT_EQ(count_of(svg, "<path"), 2 * (37 + 274));
}

TEST(PlaneSvg, OfThePaperStaysSmall) {
  ExampleShape shape;
  shape.replicas = 50;
  shape.last_epoch = 8000;
  shape.checkpoints = 397;
  EXPECT_LT(plane_svg(example_run(shape)).size(), 1'000'000);
}

TEST(PlaneSvg, HasARowForEachEstimator) {
  ExampleShape shape;
  shape.estimators = {"bins:30", "exact"};
  const std::string svg = plane_svg(example_run(shape));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, "All 3 replicas"), 2);
}

TEST(PlaneSvg, EscapesNames) {
  RunReport run = example_run({});
  run.config.name = "a<b>&\"c\"";
  EXPECT_EQ(xml_error(plane_svg(run)), "");
}

TEST(PlaneSvg, OfNoPlaneOrOneReplicaOrNoIxtIsAPictureAllTheSame) {
  RunReport run = example_run({});
  run.planes.clear();
  EXPECT_EQ(xml_error(plane_svg(run)), "");
  EXPECT_THAT(plane_svg(run), HasSubstr("No information plane has been estimated"));

  ExampleShape shape;
  shape.replicas = 1;
  RunReport one = example_run(shape);
  EXPECT_EQ(xml_error(plane_svg(one)), "");
  EXPECT_THAT(plane_svg(one), HasSubstr("The one replica"));

  drop_i_xt(one);
  EXPECT_EQ(xml_error(plane_svg(one)), "");
  EXPECT_THAT(plane_svg(one), HasSubstr("gives no"));
}

}  // namespace
}  // namespace infoplane
