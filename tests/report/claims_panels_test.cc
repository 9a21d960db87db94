#include "infoplane/report/claims_panels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/report/claims_report.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

ClaimResult result_of(Quantity::Kind kind, const std::vector<Measurement>& measured) {
  Claim claim;
  claim.name = "c";
  claim.varied = "the networks";
  claim.quantity = {kind, "1"};
  claim.rule = {Rule::Kind::kExceed, 0, 0.5};
  for (std::size_t v = 0; v < measured.size(); ++v) {
    claim.variants.emplace_back().label = "case " + std::to_string(v);
  }
  return judge(claim, false, measured);
}

// ratio 10, 1, 0.1 at epochs 1, 10, 100: the third is the first below 1
Measurement crossing() {
  std::vector<TrainingRow> training;
  for (const auto& [epoch, ratio] : {std::pair{1, 10.0}, {10, 1.0}, {100, 0.1}}) {
    for (const std::uint32_t replica : {0U, 1U}) {
      TrainingRow row{replica, static_cast<std::size_t>(epoch), {}};
      row.metrics.weight_norm = {1, 1};
      row.metrics.gradient_mean_norm = {ratio, 2};
      row.metrics.gradient_std_norm = {1, 1};
      training.push_back(row);
    }
  }
  std::ranges::stable_sort(training, {}, &TrainingRow::replica);
  return measure_training({Quantity::Kind::kCrosses, "1"}, training);
}

Measurement networks(const std::vector<double>& accuracies) {
  Measurement out{"run", "bins:30", 64, {0, 1, 2, 3}, {1, 2, 3, 5}};
  out.accuracies = accuracies;
  return out;
}

TEST(ClaimPanels, ShowWhereEachLayerCrosses) {
  const std::string svg =
      claim_panels_svg(result_of(Quantity::Kind::kCrosses, {crossing(), crossing()}));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, "case "), 2U);
  EXPECT_EQ(count_of(svg, "1: at 100"), 2U);
  EXPECT_EQ(count_of(svg, "2: none (0 of 2)"), 2U);
  // the curve of layer 1: epochs 1, 10 and 100 at ln 2, ln 11 and ln 101 of ln 101, in a box of
  // 290 px from 64 on
  EXPECT_NE(svg.find("M107.6 "), std::string::npos) << svg;
  EXPECT_NE(svg.find(" 354.0 "), std::string::npos) << svg;
}

TEST(ClaimPanels, ShowEveryNetworkOfACorrelation) {
  const std::string svg = claim_panels_svg(result_of(
      Quantity::Kind::kCorrelation, {networks({0.5, 0.6, 0.7, 0.9}), networks({1, 1, 1, 1})}));
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, "h0"), 8U);
}

TEST(ClaimPanels, AreNotOfOtherQuantities) {
  EXPECT_EQ(claim_panels_svg(result_of(Quantity::Kind::kDrop, {networks({}), networks({})})), "");
}

TEST(ClaimReports, SayWhyThereIsNoCorrelation) {
  const ClaimResult result = result_of(Quantity::Kind::kCorrelation,
                                       {networks({0.5, 0.6, 0.7, 0.9}), networks({1, 1, 1, 1})});
  const std::string line = claim_line(result, InformationUnit::kBits);
  EXPECT_NE(line.find("case 1: none (all test accuracies are equal)"), std::string::npos) << line;
  const ClaimsReport report{{result}, "infoplane claims", 0};
  for (const std::string& text : {line, claims_json(report, InformationUnit::kNats),
                                  claims_markdown(report), claim_svg(result)}) {
    EXPECT_EQ(text.find("nan"), std::string::npos) << text;
    EXPECT_EQ(text.find("inf"), text.find("infoplane")) << text;
  }
}

}  // namespace
}  // namespace infoplane
