#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "infoplane/core/units.h"
#include "infoplane/report/weights_report.h"
#include "tests/report/example_weights.h"

namespace infoplane {
namespace {

// the field of a row by its column's name
std::string field(const CsvTable& table, std::size_t row, const std::string& column) {
  const auto found = std::ranges::find(table.header, column);
  return table.rows.at(row).at(static_cast<std::size_t>(found - table.header.begin()));
}

// laws in an order that is not that of their names
WeightsReport two_laws(const std::string& second_estimator = ExampleLaw().estimator) {
  std::vector<ExampleLaw> laws(2);
  laws[0].law = "sgd";
  laws[1].estimator = second_estimator;
  return example_weights(laws);
}

TEST(WeightsTables, HaveTheColumnsThatScriptsReadOn) {
  EXPECT_EQ(csv_row(weights_table({}).header),
            "law,replicas,epoch,layer,h_t_bits,h_t_given_x_bits,h_t_given_y_bits,i_xt_given_w_bits,"
            "i_xt_bits,i_xw_given_t_bits,i_ty_bits,flags\n");
  EXPECT_EQ(csv_row(weights_vectors_table({}).header),
            "law,estimator,vectors,groups,epoch,layer,i_xt_bits,i_xt_std_error_bits,i_ty_bits,"
            "i_ty_std_error_bits,h_t_given_x_bits,i_xw_given_t_bits\n");
  EXPECT_EQ(csv_row(weights_phases_table({}).header),
            "law,estimator,replicas,layer,peak_epoch,peak_bits,final_bits,rise_bits,"
            "rise_ci_low_bits,rise_ci_high_bits,fall_bits,fall_ci_low_bits,fall_ci_high_bits,"
            "final_ty_bits,label_loss_bits,label_loss_ci_low_bits,label_loss_ci_high_bits,"
            "verdict\n");
}

TEST(WeightsTables, WithoutALawHaveHeadersOnly) {
  EXPECT_TRUE(weights_table({}).rows.empty());
  EXPECT_TRUE(weights_vectors_table({}).rows.empty());
  EXPECT_TRUE(weights_phases_table({}).rows.empty());
}

TEST(WeightsTables, RowsAreSortedByLawEpochLayer) {
  const WeightsReport report = two_laws();
  const LawPlane& sgd = report.laws[0].plane;
  const std::size_t n = sgd.points.size();
  const CsvTable table = weights_table(report);
  ASSERT_EQ(table.rows.size(), 2 * n);
  EXPECT_EQ(field(table, 0, "law"), "inits");
  EXPECT_EQ(field(table, n, "law"), "sgd");
  EXPECT_EQ(field(table, n + 1, "layer"), "2");
  EXPECT_EQ(field(table, n + 6, "layer"), "1");
  EXPECT_EQ(field(table, n + 6, "epoch"), std::to_string(sgd.epochs[1]));
}

TEST(WeightsTables, NumbersAreThoseOfAllVectorsInBits) {
  const WeightsReport report = two_laws();
  const LawPlane& plane = report.laws[1].plane;
  const CsvTable table = weights_table(report);
  const LawInformation& all = plane.at(0, 4).by_vectors[0].mean;
  EXPECT_EQ(field(table, 4, "replicas"), "50");
  EXPECT_DOUBLE_EQ(std::stod(field(table, 4, "h_t_bits")), all.h_t.value() / std::log(2.0));
  EXPECT_DOUBLE_EQ(std::stod(field(table, 4, "i_xt_bits")), all.i_xt.value() / std::log(2.0));
  EXPECT_DOUBLE_EQ(std::stod(field(table, 4, "i_ty_bits")), all.i_ty.value() / std::log(2.0));
  // the identity can be read off the table
  EXPECT_NEAR(
      std::stod(field(table, 4, "i_xt_given_w_bits")),
      std::stod(field(table, 4, "i_xt_bits")) + std::stod(field(table, 4, "i_xw_given_t_bits")),
      1e-9);
  EXPECT_EQ(field(table, 0, "flags"), "unresolved");
  EXPECT_EQ(field(table, 5, "flags"), "");
}

TEST(WeightsTables, NameTheCellsWithTheLawWhereThereAreSeveral) {
  const CsvTable table = weights_table(two_laws("exact"));
  EXPECT_EQ(field(table, 0, "law"), "inits exact");
  EXPECT_EQ(field(table, table.rows.size() - 1, "law"), "sgd bins:30,range=-1:1");
}

TEST(WeightsTables, VectorsCountUpFromOneToAll) {
  const WeightsReport report = two_laws();
  const LawPlane& plane = report.laws[1].plane;
  const CsvTable table = weights_vectors_table(report);
  const std::size_t n = plane.points.size();
  // 1, 3, 6, 12, 25 and 50 vectors, of each of two laws
  ASSERT_EQ(table.rows.size(), 12 * n);
  EXPECT_EQ(field(table, 0, "vectors"), "1");
  EXPECT_EQ(field(table, 0, "groups"), "50");
  EXPECT_EQ(field(table, 5 * n, "vectors"), "50");
  EXPECT_EQ(field(table, 5 * n, "groups"), "1");
  EXPECT_NEAR(std::stod(field(table, 0, "i_xt_std_error_bits")), 0.04, 1e-12);
  EXPECT_NEAR(std::stod(field(table, 0, "i_ty_std_error_bits")), 0.002, 1e-12);
  EXPECT_DOUBLE_EQ(std::stod(field(table, 5 * n + 4, "i_xt_bits")),
                   Bits(plane.at(0, 4).all().i_xt).value());
}

TEST(WeightsTables, PhasesHaveIntervalsAndVerdicts) {
  WeightsReport report = two_laws();
  LawPhases& phases = report.laws[0].phases[5];
  phases.peak_epoch = 77;
  phases.rise_bits = {1.5, 1.25, 1.75};
  phases.label_loss_bits = {-0.5, -0.75, -0.25};
  phases.verdict = LawVerdict::kDoesNotHold;
  const CsvTable table = weights_phases_table(report);
  ASSERT_EQ(table.rows.size(), 12U);
  EXPECT_EQ(table.rows[11].size(), table.header.size());
  EXPECT_EQ(field(table, 11, "law"), "sgd");
  EXPECT_EQ(field(table, 11, "layer"), "6");
  EXPECT_EQ(field(table, 11, "peak_epoch"), "77");
  EXPECT_EQ(field(table, 11, "rise_bits"), "1.5");
  EXPECT_EQ(field(table, 11, "rise_ci_low_bits"), "1.25");
  EXPECT_EQ(field(table, 11, "rise_ci_high_bits"), "1.75");
  EXPECT_EQ(field(table, 11, "label_loss_ci_high_bits"), "-0.25");
  EXPECT_EQ(field(table, 11, "verdict"), "does not hold");
}

}  // namespace
}  // namespace infoplane
