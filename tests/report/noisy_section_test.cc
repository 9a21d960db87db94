#include "infoplane/report/noisy_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "tests/report/example_weights.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Nats bits(double value) { return Nats(value * std::numbers::ln2); }

// two layers; the second has its draws unresolved and its linearisation failed if `fails`
NoisyNetwork network_of(const std::string& law, bool fails) {
  NoisyLayer first;
  first.layer = 1;
  first.linearised = {bits(4), bits(.25)};
  first.drawn = NoisyInformation{bits(4.5), bits(.5)};
  first.drawn_lower = bits(4.375);
  first.drawn_upper = bits(4.625);
  first.information_difference = {bits(-.5), bits(.125)};
  first.covariance_difference = .05;
  NoisyLayer second;
  second.layer = 2;
  second.linearised = {bits(2), bits(.25)};
  second.information_difference = {bits(.75), bits(.125)};
  second.covariance_difference = .405;
  second.linearisation_fails = fails;
  second.unresolved = fails;
  return {law, 100, 64, {first, second}};
}

const std::string kSmall = "gaussian:sd=0.1,vectors=50,replica=0";
const std::string kLarge = "gaussian:sd=0.5,vectors=50,replica=0";

WeightsReport report_of(const std::vector<NoisyNetwork>& networks) {
  WeightsReport report = example_weights({});
  report.noisy = networks;
  return report;
}

TEST(NoisyTable, IsSortedAndLeavesOutWhatThereIsNot) {
  const CsvTable table =
      weights_noisy_table(report_of({network_of(kLarge, true), network_of(kSmall, false)}));
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.header.size(), 13U);
  EXPECT_EQ(table.header.front(), "law");
  EXPECT_EQ(table.header[11], "covariance_difference");
  EXPECT_THAT(table.rows[0], ElementsAre(kSmall, "100", "64", "1", "4.5", "0.5", "4.375", "4.625",
                                         "4", "0.25", "-0.5", "0.05", ""));
  EXPECT_THAT(table.rows[3], ElementsAre(kLarge, "100", "64", "2", "", "", "", "", "2", "0.25",
                                         "0.75", "0.405", "linearisation-fails;unresolved"));
  EXPECT_TRUE(weights_noisy_table(report_of({})).rows.empty());
}

TEST(NoisySection, HasATableAndAPictureALaw) {
  const std::string section = noisy_section(report_of({network_of(kLarge, true)}));
  // as XML, in which <br> would have to be closed
  std::string closed = section;
  for (std::size_t at = 0; (at = closed.find("<br>", at)) != std::string::npos;)
    closed.erase(at, 4);
  EXPECT_EQ(xml_error(closed), "");
  EXPECT_THAT(section, HasSubstr("<b>" + kLarge + "</b>"));
  EXPECT_THAT(section, HasSubstr("4.500<span class=\"ci\">± 0.500</span>"));
  EXPECT_THAT(section, HasSubstr("<td>40.5 %</td>"));
  EXPECT_THAT(section, HasSubstr("linearisation-fails, unresolved"));
  EXPECT_EQ(count_of(section, "<svg"), 1U);
  EXPECT_EQ(noisy_section(report_of({})), "");
}

TEST(NoisySection, ComparesTheDeviationsOfIsotropicLaws) {
  const NoisyNetwork small = network_of(kSmall, false);
  EXPECT_EQ(noisy_deviations_svg(report_of({small})), "");
  NoisyNetwork other = network_of(kLarge, true);
  other.n_inputs = 32;
  EXPECT_EQ(noisy_deviations_svg(report_of({small, other})), "");
  EXPECT_EQ(noisy_deviations_svg(report_of({small, network_of("gaussian:laplace", true)})), "");
  const std::string svg = noisy_deviations_svg(report_of({small, network_of(kLarge, true)}));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_THAT(svg, HasSubstr(">layer 2, linearised<"));
  for (const char* tick : {">0.1<", ">0.5<"}) EXPECT_THAT(svg, HasSubstr(tick));
}

TEST(NoisySection, HeadlineSaysWhereTheLinearisationFails) {
  EXPECT_EQ(noisy_headline(report_of({})), "");
  EXPECT_EQ(noisy_headline(report_of({network_of(kSmall, false)})),
            "Under gaussian:sd=0.1 the linearisation of the weights’ noise holds in every layer");
  EXPECT_EQ(noisy_headline(report_of({network_of("gaussian:sd=0.5", true)})),
            "Under gaussian:sd=0.5 the linearisation of the weights’ noise fails in layer 2");
  EXPECT_EQ(noisy_headline(report_of({network_of(kSmall, false), network_of(kLarge, true)})),
            "The linearisation of the weights’ noise fails in some layer under 1 of 2 normal laws");
}

TEST(NoisySection, IsOnThePageOfRandomWeightsWithALinkToTheInformation) {
  WeightsReport report = example_weights(example_laws());
  EXPECT_THAT(weights_html(report), Not(HasSubstr("noisy-title")));
  EXPECT_THAT(weights_html(report), Not(HasSubstr("information-title")));
  report.noisy = {network_of(kLarge, true)};
  report.information_page = "weights_information.html";
  EXPECT_THAT(weights_html(report), HasSubstr("noisy-title"));
  EXPECT_THAT(weights_html(report), HasSubstr("<a href=\"weights_information.html\">"));
  // its headline where there is no law
  EXPECT_THAT(weights_html(report_of({network_of("gaussian:sd=0.5", true)})),
              HasSubstr("<h1>Under gaussian:sd=0.5 the linearisation"));
}

}  // namespace
}  // namespace infoplane
