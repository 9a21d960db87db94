#include "infoplane/report/experiment_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infoplane/report/tau_scale.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// as infinitely wide ensembles have it, at four times; nothing is known of I(X;Z) at the last
ExperimentTable wide_table() {
  ExperimentTable table{.name = "wide", .spec = "wide:hidden=1", .title = "wide & I(X;Z)"};
  table.columns = {{"tau"}, {"train_loss"}, {"test_loss"}};
  for (const char* name : {"i_xz", "i_xz_upper", "i_zy", "i_zy_lower", "i_zy_upper", "i_zy_decoder",
                           "i_zd", "i_zd_upper", "weights_bound"}) {
    for (const char* part : {"", "_ci_low", "_ci_high"}) {
      table.columns.push_back({std::string(name) + part + "_bits", true});
    }
  }
  for (const double tau : {0.0, 0.1, 1.0, 10.0}) {
    auto& row = table.rows.emplace_back();
    row = {tau, 1 / (1 + tau), 0.5};
    while (row.size() < table.columns.size()) {
      for (const double shift : {0.0, -0.125, 0.125}) row.emplace_back(tau + shift);
    }
  }
  table.rows.back()[3] = table.rows.back()[4] = table.rows.back()[5] = std::nullopt;
  table.limits = {{"I(X;Y)", 2}};
  table.notes = {"I(X;Y) is < 3."};
  return table;
}

ExperimentTable mean_table(std::size_t steps) {
  ExperimentTable table{.name = "mean-estimation"};
  table.columns = {{"steps"},
                   {"i_ws_bits", true},
                   {"i_path_s_bits", true},
                   {"bound_bits", true},
                   {"excess_bits", true},
                   {"tightest_bound_bits", true},
                   {"tightest_excess_bits", true}};
  for (std::size_t t = 1; t <= steps; ++t) {
    const auto at = static_cast<double>(t);
    table.rows.push_back({at, at, 2 * at, 4 * at, 1e-17, 2 * at, at});
  }
  return table;
}

std::string body_of(const std::string& html) {
  const std::size_t from = html.find("<main>");
  return html.substr(from, html.find("</main>") + 7 - from);
}

TEST(ExperimentTables, FindNumbersByTheirColumns) {
  const ExperimentTable table = wide_table();
  EXPECT_EQ(table.at(2, "tau"), 1);
  EXPECT_EQ(table.at(2, "i_zd_upper_ci_low_bits"), 0.875);
  EXPECT_FALSE(table.at(3, "i_xz_bits"));
  EXPECT_FALSE(table.at(0, "i_xz"));
  EXPECT_FALSE(table.at(4, "tau"));
  EXPECT_FALSE(table.has_interval(2));
  EXPECT_TRUE(table.has_interval(3));
}

TEST(ExperimentTables, AreCsvAsTheyAre) {
  ExperimentTable table = mean_table(2);
  table.rows[1][3] = std::nullopt;
  const CsvTable csv = experiment_csv(table);
  EXPECT_THAT(csv.header,
              ElementsAre("steps", "i_ws_bits", "i_path_s_bits", "bound_bits", "excess_bits",
                          "tightest_bound_bits", "tightest_excess_bits"));
  ASSERT_EQ(csv.rows.size(), 2U);
  EXPECT_THAT(csv.rows[1], ElementsAre("2", "2", "4", "", "1e-17", "4", "2"));
}

TEST(TauScale, GivesZeroAPlaceBelowTheOthers) {
  const TauScale scale(wide_table());
  EXPECT_LT(scale.zero_at(), 0.1);
  EXPECT_EQ(scale.share(0), 0);
  EXPECT_NEAR(scale.share(10), 1, 1e-15);
  EXPECT_NEAR(scale.share(1), (scale.share(0.1) + 1) / 2, 1e-15);
  EXPECT_THAT(scale.ticks(), ElementsAre(0.1, 1, 10));
}

TEST(WidePlane, HasADotForEveryTimeThatHasAPlace) {
  const std::string svg = wide_plane_svg(wide_table());
  EXPECT_EQ(xml_error(svg), "");
  // two planes of three times
  EXPECT_EQ(count_of(svg, "h0"), 6U);
  EXPECT_THAT(svg, HasSubstr("τ"));
  EXPECT_EQ(wide_plane_svg(mean_table(3)), "");
  EXPECT_EQ(wide_plane_svg({.name = "wide"}), "");
}

TEST(WidePlane, CutsOffBoundsThatSayNothing) {
  ExperimentTable table = wide_table();
  const std::string before = wide_plane_svg(table);
  // an upper bound of I(Z;Y) at 2 I(X;Y) and one far above it are the same bar
  const std::size_t upper = 3 + 4 * 3;
  ASSERT_EQ(table.columns[upper].name, "i_zy_upper_bits");
  table.rows[2][upper] = 4;
  const std::string twice = wide_plane_svg(table);
  EXPECT_NE(twice, before);
  table.rows[2][upper] = 4000;
  EXPECT_EQ(wide_plane_svg(table), twice);
}

TEST(ExperimentCurves, LeaveOutBoundsThatSayNothing) {
  ExperimentTable table = wide_table();
  const std::size_t dots = count_of(experiment_curves_svg(table), "h0");
  table.rows[2][6] = 4000;
  ASSERT_EQ(table.columns[6].name, "i_xz_upper_bits");
  EXPECT_EQ(count_of(experiment_curves_svg(table), "h0"), dots - 1);
}

TEST(ExperimentCurves, AreThoseOfTheExperiment) {
  const std::string wide = experiment_curves_svg(wide_table());
  EXPECT_EQ(xml_error(wide), "");
  EXPECT_THAT(wide, HasSubstr(">lower bound by a linear decoder<"));
  ExperimentTable finite{.name = "wide-finite"};
  finite.columns = {{"tau"},
                    {"steps"},
                    {"largest_z"},
                    {"mean_error"},
                    {"covariance_error"},
                    {"covariance_noise"}};
  finite.rows = {{0, 0, 1, 0, .1, .1}, {1, 10, 2, .01, .2, .1}};
  const std::string svg = experiment_curves_svg(finite);
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr(">asked: at most 3<"));
  EXPECT_THAT(svg, HasSubstr(">asked: at most 25 %<"));
  // a dot a step, four series and two, and the legend; many steps have none
  EXPECT_EQ(count_of(experiment_curves_svg(mean_table(3)), "h0"), 3U * 6 + 4);
  EXPECT_EQ(count_of(experiment_curves_svg(mean_table(13)), "h0"), 0U);
  EXPECT_EQ(experiment_curves_svg({.name = "langevin", .columns = {{"steps"}}, .rows = {{1}}}), "");
}

TEST(ExperimentPage, IsWellFormedAndLoadsNothing) {
  const std::string html = experiment_html(wide_table());
  EXPECT_EQ(xml_error(body_of(html)), "");
  EXPECT_THAT(html, HasSubstr("<h1>wide &amp; <i>I</i>(X;Z)</h1>"));
  EXPECT_THAT(html, HasSubstr("<p><i>I</i>(X;Y) is &lt; 3.</p>"));
  EXPECT_THAT(html, HasSubstr("infoplane weights wide:hidden=1"));
  EXPECT_THAT(html, HasSubstr("1<span class=\"ci\">0.875 to 1.125</span>"));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
  EXPECT_EQ(count_of(html, "http://"), count_of(html, "xmlns=\"http://www.w3.org/2000/svg\""));
  for (const char* part : {"https://", "src=", "@import", "<script"}) {
    EXPECT_THAT(html, Not(HasSubstr(part))) << part;
  }
}

TEST(ExperimentPage, ShowsSomeRowsOfManyAndNoRemainsOfZero) {
  const std::string html = experiment_html(mean_table(101));
  EXPECT_THAT(html, HasSubstr("25 of 101 rows"));
  EXPECT_EQ(count_of(html, "<tr><th scope=\"row\">"), 25U);
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">101</th>"));
  EXPECT_THAT(html, Not(HasSubstr("e-17")));
}

TEST(ExperimentPage, OfNoRowsHasNoSectionOfThem) {
  const std::string html = experiment_html({.name = "wide", .title = "nothing"});
  EXPECT_THAT(html, HasSubstr("<h1>nothing</h1>"));
  EXPECT_THAT(html, Not(HasSubstr("numbers-title")));
  EXPECT_THAT(html, Not(HasSubstr("<svg")));
}

}  // namespace
}  // namespace infoplane
