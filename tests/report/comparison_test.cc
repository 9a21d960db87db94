#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "infoplane/core/errors.h"
#include "infoplane/report/drops_svg.h"
#include "infoplane/report/report.h"
#include "tests/report/example_run.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

// two runs of different depth, with and without compression
Comparison example_comparison() {
  ExampleShape deep;
  ExampleShape shallow;
  shallow.widths = {6, 2};
  shallow.compression = 0;
  return {"sweep of <network.hidden>",
          {"deep & wide", "shallow"},
          {example_run(deep), example_run(shallow)}};
}

TEST(ComparisonSvg, IsWellFormedAndNamesEveryRun) {
  const std::string svg = comparison_svg(example_comparison());
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr("deep &amp; wide"));
  EXPECT_THAT(svg, HasSubstr("shallow"));
}

TEST(ComparisonSvg, GivesEveryRunTheSameAxes) {
  const std::string svg = comparison_svg(example_comparison());
  // the tick of 10 bits is there once for each run
  EXPECT_EQ(count_of(svg, ">10</text>"), 2 + 1 /* the bar of epochs */);
}

TEST(ComparisonSvg, SaysWhereThereIsNothingToDraw) {
  Comparison comparison = example_comparison();
  comparison.runs[1].planes.clear();
  EXPECT_THAT(comparison_svg(comparison), HasSubstr("not estimated"));
  comparison.runs[0].planes.clear();
  EXPECT_THAT(comparison_svg(comparison), HasSubstr("No information plane has been estimated"));
  EXPECT_EQ(xml_error(comparison_svg({})), "");
}

TEST(ComparisonSvg, RefusesRunsWithoutALabel) {
  Comparison comparison = example_comparison();
  comparison.labels.pop_back();
  EXPECT_THROW(comparison_svg(comparison), InvalidArgument);
  EXPECT_THROW(comparison_html(comparison), InvalidArgument);
}

TEST(DropsSvg, HasAColumnForEachLayerOfTheDeepestRun) {
  const std::string svg = drops_svg(example_comparison(), "bins:30,range=-1:1");
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr(">layer 6</text>"));
  EXPECT_THAT(svg, Not(HasSubstr(">layer 7</text>")));
}

TEST(DropsSvg, IsEmptyWithoutIxt) {
  Comparison comparison = example_comparison();
  for (auto& run : comparison.runs) drop_i_xt(run);
  EXPECT_EQ(drops_svg(comparison, "bins:30,range=-1:1"), "");
}

TEST(ComparisonHtml, HoldsPicturesTableAndSentence) {
  const std::string html = comparison_html(example_comparison());
  EXPECT_THAT(html, HasSubstr("<h1>The two phases are not stable</h1>"));
  EXPECT_THAT(html, HasSubstr("rowspan=\"6\">deep &amp; wide</th>"));
  EXPECT_EQ(count_of(html, "<svg"), 2);
  // rows of six and of two layers, and the head
  EXPECT_EQ(count_of(html, "<tr"), 6 + 2 + 1);
  EXPECT_THAT(html, Not(HasSubstr("{{")));
}

TEST(ComparisonHtml, LoadsNothingFromElsewhere) {
  std::string html = comparison_html(example_comparison());
  // the name of SVG's elements is no address to load
  const std::string name = "xmlns=\"http://www.w3.org/2000/svg\"";
  for (std::size_t at = html.find(name); at != std::string::npos; at = html.find(name)) {
    html.erase(at, name.size());
  }
  for (const char* part : {"http://", "https://", "src=", "@import", "<script"}) {
    EXPECT_THAT(html, Not(HasSubstr(part)));
  }
}

TEST(ComparisonHtml, IsTheSameBytesEveryTime) {
  EXPECT_EQ(comparison_html(example_comparison()), comparison_html(example_comparison()));
}

}  // namespace
}  // namespace infoplane
