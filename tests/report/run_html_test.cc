#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "infoplane/report/page_data.h"
#include "infoplane/report/report.h"
#include "tests/report/example_run.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// the text between the two marks
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

json embedded_data(const std::string& html) {
  return json::parse(between(html, "<script type=\"application/json\" id=\"data\">", "</script>"));
}

TEST(RunHtml, LoadsNothingFromElsewhere) {
  const std::string html = run_html(example_run({}));
  for (const char* part : {"http://", "https://", "src=", "@import", "url(", "fetch(", "import("}) {
    EXPECT_THAT(html, Not(HasSubstr(part)));
  }
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(RunHtml, FillsEveryPlace) { EXPECT_THAT(run_html(example_run({})), Not(HasSubstr("{{"))); }

TEST(RunHtml, IsTheSameBytesEveryTime) {
  EXPECT_EQ(run_html(example_run({})), run_html(example_run({})));
}

TEST(RunHtml, HoldsEveryPointToFourDecimals) {
  const RunReport run = example_run({});
  const json data = embedded_data(run_html(run));
  const Plane& plane = run.planes[0].plane;
  const json& drawn = data["planes"][0];
  ASSERT_EQ(drawn["x"].size(), plane.points.size());
  for (std::size_t i = 0; i < plane.points.size(); ++i) {
    EXPECT_NEAR(drawn["x"][i].get<double>(), Bits(*plane.points[i].i_xt.value).value(), 5.1e-5);
    EXPECT_NEAR(drawn["y"][i].get<double>(), Bits(*plane.points[i].i_ty.value).value(), 5.1e-5);
  }
  EXPECT_EQ(drawn["xMean"].size(), 6);
  EXPECT_EQ(drawn["xMean"][5]["mean"].size(), plane.epochs.size());
  EXPECT_EQ(drawn["between"].size(), 5);
  EXPECT_EQ(data["training"]["gradientMean"].size(), 6);
}

TEST(RunHtml, OfThePaperStaysSmall) {
  ExampleShape shape;
  shape.replicas = 50;
  shape.last_epoch = 8000;
  shape.checkpoints = 397;
  EXPECT_LT(run_html(example_run(shape)).size(), 2'500'000);
}

TEST(RunHtml, KeepsNamesFromEndingTheScript) {
  RunReport run = example_run({});
  run.planes[0].plane.estimator = "</script><b>&\"";
  run.directory = "<i>&\"";
  const std::string html = run_html(run);
  EXPECT_EQ(embedded_data(html)["planes"][0]["spec"], "</script><b>&\"");
  // the data's and the page's own
  EXPECT_EQ(count_of(html, "</script>"), 2);
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("&lt;i&gt;&amp;&quot;"));
}

TEST(RunHtml, SaysWhatWasSeen) {
  const RunReport run = example_run({});
  ASSERT_EQ(run.planes[0].phases[5].verdict, Verdict::kBoth);
  ASSERT_EQ(run.planes[0].phases[0].verdict, Verdict::kUnresolved);
  const std::string html = run_html(run);
  EXPECT_THAT(between(html, "<h1>", "</h1>"), HasSubstr("ompression in layers"));
  EXPECT_THAT(html, HasSubstr("No verdict on layer"));
  EXPECT_THAT(html, HasSubstr("<td class=\"word both\">both</td>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">saturated</th>"));
}

TEST(RunHtml, ShowsHowEstimatorsDiffer) {
  ExampleShape shape;
  shape.estimators = {"bins:30", "exact"};
  RunReport run = example_run(shape);
  EXPECT_THAT(between(run_html(run), "<h1>", "</h1>"), HasSubstr("compression"));
  for (auto& phases : run.planes[1].phases) phases.verdict = Verdict::kNeither;
  EXPECT_EQ(between(run_html(run), "<h1>", "</h1>"), "The verdict depends on the estimator");
}

TEST(RunHtml, SaysWhatHalfOfThePassesThroughNoiseSay) {
  RunReport run = example_run({});
  EXPECT_THAT(run_html(run), Not(HasSubstr("half of each input’s passes")));
  for (PlaneResult& result : run.planes) {
    for (LayerEstimate& point : result.plane.points) {
      point.i_xt_half_passes = Nats(Bits(Bits(*point.i_xt.value).value() + 0.125));
    }
  }
  EXPECT_THAT(run_html(run), HasSubstr("higher by 0.125, 0.125"));
}

TEST(RunHtml, OfNoPlaneShowsTheTraining) {
  RunReport run = example_run({});
  run.planes.clear();
  const std::string html = run_html(run);
  EXPECT_THAT(html, HasSubstr("No information plane has been estimated"));
  EXPECT_TRUE(embedded_data(html)["planes"].empty());
  EXPECT_FALSE(embedded_data(html)["training"]["epochs"].empty());
}

TEST(RunHtml, OfOneReplicaHasNoIntervals) {
  ExampleShape shape;
  shape.replicas = 1;
  const std::string html = run_html(example_run(shape));
  EXPECT_THAT(html, HasSubstr("one replica gives no interval"));
  EXPECT_TRUE(embedded_data(html)["planes"][0]["xMean"][0]["low"][0].is_null());
}

TEST(RunHtml, HasNullWhereThereIsNoIxt) {
  RunReport run = example_run({});
  drop_i_xt(run);
  const std::string html = run_html(run);
  const json data = embedded_data(html);
  EXPECT_FALSE(data["planes"][0]["hasPlane"].get<bool>());
  EXPECT_TRUE(data["planes"][0]["x"][0].is_null());
  EXPECT_THAT(html, HasSubstr("gives no <i>I</i>(X;T)"));
  EXPECT_THAT(html, HasSubstr("<td>–</td>"));
}

TEST(PageData, LeavesOutWhatATrainingThatDivergedWrote) {
  RunReport run = example_run({});
  for (auto& row : run.training) row.metrics.train_loss = std::numeric_limits<double>::quiet_NaN();
  const json data = json::parse(page_data(run));
  EXPECT_TRUE(data["training"]["loss"]["mean"][0].is_null());
}

}  // namespace
}  // namespace infoplane
