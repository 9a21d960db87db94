#include "infoplane/report/series_panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

SeriesPanel panel_of(const std::vector<SeriesPoint>& points) {
  return {.label = "a < b", .x_title = "x", .y_title = "y", .series = {{"one", "#123456", points}}};
}

TEST(SeriesSvg, OfNoPanelsIsNothing) { EXPECT_EQ(series_svg("t", "d", {}), ""); }

TEST(SeriesSvg, NamesEverySeriesOnce) {
  SeriesPanel panel = panel_of({{1, 1}, {2, 4}});
  const std::string svg = series_svg("t", "d", {panel, panel});
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, ">one</text>"), 1U);
  EXPECT_EQ(count_of(svg, "a &lt; b"), 2U);
}

TEST(SeriesSvg, GivesZeroItsPlaceOnALogarithmicAxis) {
  SeriesPanel panel = panel_of({{0, 1}, {1, 2}, {10, 4}});
  panel.logarithmic_x = true;
  // three dots, one more in the legend
  panel.zero_at = 0.1;
  EXPECT_EQ(count_of(series_svg("t", "d", {panel}), "h0"), 4U);
  panel.zero_at.reset();
  EXPECT_EQ(count_of(series_svg("t", "d", {panel}), "h0"), 3U);
}

TEST(SeriesSvg, DrawsBarsRingsDashesAndReferences) {
  SeriesPanel panel = panel_of({{.x = 1, .y = 1, .low = 0.5, .high = 2}, {2, 4}});
  const auto paths = [&] { return count_of(series_svg("t", "d", {panel}), "<path"); };
  const std::size_t before = paths();
  panel.series[0].points[0].low.reset();
  EXPECT_EQ(paths(), before - 1) << "half a bar is none";
  panel.series[0].points[0].hollow = true;
  EXPECT_EQ(paths(), before) << "the ring's inside";
  EXPECT_THAT(series_svg("t", "d", {panel}), Not(HasSubstr("stroke-dasharray")));
  panel.series[0].dashed = true;
  panel.references = {{"limit", 100}};
  EXPECT_EQ(count_of(series_svg("t", "d", {panel}), "stroke-dasharray"), 3U);
  EXPECT_THAT(series_svg("t", "d", {panel}), HasSubstr(">limit</text>"));
}

}  // namespace
}  // namespace infoplane
