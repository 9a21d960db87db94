#include "infoplane/report/information_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "infoplane/report/information_words.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// three networks at epochs 0, 10 and 100, whose information and gap rise with `level` and replica
TrainingInformation run_of(double level) {
  TrainingInformation run;
  run.replicas = {0, 1, 2};
  run.epochs = {0, 10, 100};
  run.price = {.beta = 0.001, .prior_variance = 0.5};
  for (const double replica : {0.0, 1.0, 2.0}) {
    for (const double e : {0.0, 1.0, 2.0}) {
      NetworkInformation network;
      network.train_loss = 1 - e / 4;
      network.train_accuracy = 0.75;
      network.test_accuracy = 0.75 - 0.01 * (level + replica) * e;
      // bits
      network.gaussian = Nats((8 * level + replica) * std::log(2.0));
      network.expected_loss = 0.5;
      network.pac_bayes = Nats(e * (16 - replica) * std::log(2.0));
      network.code_mean = 0.25 * e;
      network.code_noise = 0.125 * e;
      network.code_draws = {0.375 * e, 1};
      run.networks.push_back(network);
    }
  }
  run.trajectory.absent = "there are <no> steps";
  return run;
}

InformationReport report_of(const std::vector<double>& levels) {
  InformationReport report;
  for (const double level : levels) {
    report.labels.push_back("train.batch=" + std::to_string(static_cast<int>(level)) + " & more");
    report.runs.push_back(run_of(level));
  }
  report.taus = compare_with_gap(report.runs);
  return report;
}

void add_bounds(TrainingInformation& run) {
  run.trajectory.absent = "";
  run.trajectory.all_nats = 64 * std::log(2.0);
  for (const double bits : {0.0, 4.0, 128.0}) {
    const double nats = bits * std::log(2.0);
    run.trajectory.bounds.push_back({nats, nats / 2, nats * 2});
  }
  run.trajectory.last_left_out.assign(3, 128 * std::log(2.0));
}

TEST(InformationTables, HaveARowForEachReplicaAndEpoch) {
  const CsvTable table = information_table(run_of(2));
  EXPECT_EQ(format_csv({table.header, {}}),
            "replica,epoch,train_loss,train_accuracy,test_accuracy,gap,gaussian_information_bits,"
            "expected_loss,pac_bayes_bits,pac_bayes_code,pac_bayes_code_noise,"
            "pac_bayes_code_draw\n");
  ASSERT_EQ(table.rows.size(), 9U);
  const auto& row = table.rows[5];
  EXPECT_EQ(row[0], "1");
  EXPECT_EQ(row[1], "100");
  EXPECT_EQ(row[2], "0.5");
  EXPECT_NEAR(std::stod(row[4]), 0.69, 1e-12);
  EXPECT_NEAR(std::stod(row[5]), 0.06, 1e-12);
  EXPECT_NEAR(std::stod(row[6]), 17, 1e-12);
  EXPECT_NEAR(std::stod(row[8]), 30, 1e-12);
  EXPECT_THAT(std::vector(row.begin() + 9, row.end()), ElementsAre("0.5", "0.25", "0.75"));
  TrainingInformation untested = run_of(2);
  untested.networks[0].test_accuracy.reset();
  EXPECT_EQ(information_table(untested).rows[0][4], "");
  EXPECT_EQ(information_table(untested).rows[0][5], "");
  const CsvTable compared = compared_information_table(report_of({1, 3}));
  EXPECT_EQ(compared.rows.size(), 18U);
  EXPECT_EQ(compared.header[0], "run");
  EXPECT_EQ(compared.rows[17][0], "train.batch=3 & more");
}

TEST(InformationTables, HaveTheTrajectoryBoundWhereThereIsOne) {
  TrainingInformation run = run_of(1);
  EXPECT_TRUE(trajectory_table(run).rows.empty());
  add_bounds(run);
  const CsvTable table = trajectory_table(run);
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[2][0], "100");
  EXPECT_NEAR(std::stod(table.rows[2][1]), 128, 1e-9);
  EXPECT_NEAR(std::stod(table.rows[2][2]), 64, 1e-9);
  EXPECT_NEAR(std::stod(table.rows[2][3]), 256, 1e-9);
  EXPECT_NEAR(std::stod(table.rows[2][4]), 64, 1e-9);
}

TEST(InformationTables, HaveATauForEachMeasureAndPlace) {
  const CsvTable table = gap_table(report_of({1, 3}));
  // gap and Gaussian information rise together, the PAC-Bayes information falls within a run
  EXPECT_THAT(table.rows[0],
              ElementsAre("gaussian", "pooled", "6", testing::_, testing::_, testing::_));
  EXPECT_THAT(table.rows[1], ElementsAre("gaussian", "between", "6", "1", "", ""));
  EXPECT_THAT(table.rows[2], ElementsAre("gaussian", "within", "6", "1", "", ""));
  EXPECT_THAT(table.rows[3], ElementsAre("gaussian", "train.batch=1 & more", "3", "1", "", ""));
  const CsvTable alone = gap_table(report_of({1}));
  // the code's mean and draw are equal in all networks, and so is the loss: no tau, no row
  ASSERT_EQ(alone.rows.size(), 2U);
  EXPECT_THAT(alone.rows[1], ElementsAre("pac-bayes", "train.batch=1 & more", "3", "-1", "", ""));
}

TEST(InformationJson, HasTheSameNumbersInTheAskedUnit) {
  InformationReport report = report_of({1, 3});
  add_bounds(report.runs[1]);
  const auto json = nlohmann::json::parse(information_json(report, InformationUnit::kBits));
  EXPECT_EQ(json["units"], "bits");
  EXPECT_EQ(json["runs"][0]["run"], "train.batch=1 & more");
  const auto& network = json["runs"][0]["networks"][5];
  EXPECT_EQ(network["replica"], 1);
  EXPECT_EQ(network["epoch"], 100);
  EXPECT_NEAR(network["gaussian_information"].get<double>(), 9, 1e-12);
  EXPECT_EQ(json["runs"][0]["trajectory"]["absent"], "there are <no> steps");
  EXPECT_NEAR(json["runs"][1]["trajectory"]["bounds"][2]["bound"].get<double>(), 128, 1e-9);
  EXPECT_EQ(json["gap"][0]["measure"], "gaussian");
  EXPECT_EQ(json["gap"][0]["between"]["tau"], 1);
  EXPECT_TRUE(json["gap"][0]["between"]["ci95"].is_null());
  EXPECT_EQ(json["gap"][1]["within_each"]["train.batch=3 & more"]["tau"], -1);
  const auto nats = nlohmann::json::parse(information_json(report, InformationUnit::kNats));
  EXPECT_NEAR(nats["runs"][0]["networks"][5]["gaussian_information"].get<double>(),
              9 * std::log(2.0), 1e-12);
}

TEST(InformationWords, NameTheMeasuresThatGoWithTheGapByTheirIntervals) {
  InformationReport report = report_of({1, 3});
  for (GapTau& of : report.taus) {
    // an interval that holds 0 says nothing
    of.between = KendallTau{0.5, Range{-0.1, 0.8}};
    of.within_mean.reset();
    if (of.measure == WeightMeasure::kTrainLoss) {
      of.within_mean = KendallTau{-0.5, Range{-0.8, -0.1}};
    }
    if (of.measure == WeightMeasure::kGaussian) of.within_mean = KendallTau{0.5, Range{0.1, 0.8}};
  }
  EXPECT_EQ(gap_headline(report),
            "Between the 2 runs no measure is seen to go with the gap or against it; within a run "
            "Gaussian information goes with the gap, training loss goes against it");
  report.taus.clear();
  EXPECT_THAT(gap_headline(report), HasSubstr("no test samples"));
}

TEST(InformationWords, APerfectOrderOfFewNetworksIsNoEvidence) {
  // tau is 1 or -1 there, without an interval
  EXPECT_EQ(gap_headline(report_of({1})),
            "Within the run no measure is seen to go with the gap or against it");
}

TEST(InformationWords, GiveATauWithItsInterval) {
  EXPECT_EQ(tau_text(KendallTau{0.431, Range{0.2, 0.605}}), "0.43 [0.20, 0.60]");
  EXPECT_EQ(tau_text(KendallTau{-1, std::nullopt}), "-1.00");
  EXPECT_EQ(tau_text(std::nullopt), "-");
}

TEST(InformationPictures, AreWellFormedWithALineARunAndADotANetwork) {
  InformationReport report = report_of({1, 3});
  for (TrainingInformation& run : report.runs) add_bounds(run);
  const std::string curves = information_curves_svg(report);
  EXPECT_EQ(xml_error(curves), "");
  EXPECT_THAT(curves, HasSubstr("Trajectory bound"));
  EXPECT_THAT(curves, HasSubstr("train.batch=3 &amp; more"));
  const std::string scatter = gap_scatter_svg(report);
  EXPECT_EQ(xml_error(scatter), "");
  // five panels of six dots, and two in the legend
  EXPECT_EQ(count_of(scatter, "h0"), 5U * 6 + 2);
  const std::string alone = information_curves_svg(report_of({1}));
  EXPECT_EQ(xml_error(alone), "");
  EXPECT_THAT(alone, Not(HasSubstr("Trajectory bound")));
  EXPECT_THAT(alone, Not(HasSubstr("train.batch")));
}

TEST(InformationPictures, OfNothingAreNone) {
  EXPECT_EQ(information_curves_svg({}), "");
  EXPECT_EQ(information_section_html({}), "");
  InformationReport untested = report_of({1});
  untested.taus.clear();
  EXPECT_EQ(gap_scatter_svg(untested), "");
}

TEST(InformationPage, LoadsNothingAndSaysWhatThereIsNot) {
  const std::string page = information_html("a <run>", report_of({1, 3}));
  EXPECT_THAT(page, HasSubstr("Information in the weights, a &lt;run&gt;"));
  EXPECT_THAT(page, HasSubstr("There is no trajectory bound: there are &lt;no&gt; steps."));
  EXPECT_THAT(page, HasSubstr("λ² = 0.5"));
  for (const char* loaded : {"src=", "@import", "url(", "<script"}) {
    EXPECT_THAT(page, Not(HasSubstr(loaded)));
  }
  InformationReport report = report_of({1});
  add_bounds(report.runs[0]);
  report.taus.clear();
  const std::string section = information_section_html(report);
  EXPECT_EQ(xml_error(section), "");
  EXPECT_THAT(section, HasSubstr("that there are 64 bits to be known"));
  EXPECT_THAT(section, HasSubstr("no test samples"));
}

}  // namespace
}  // namespace infoplane
