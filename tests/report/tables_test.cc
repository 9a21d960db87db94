#include "infoplane/report/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/report/example_run.h"

namespace infoplane {
namespace {

// the field of a row by its column's name
std::string field(const CsvTable& table, std::size_t row, const std::string& column) {
  const auto found = std::ranges::find(table.header, column);
  return table.rows.at(row).at(static_cast<std::size_t>(found - table.header.begin()));
}

class Tables : public testing::Test {
 protected:
  Tables() {
    ExampleShape shape;
    shape.replicas = 2;
    shape.widths = {4, 2};
    // not in the order of their names
    shape.estimators = {"exact", "bins:30,range=-1:1"};
    run_ = example_run(shape);
    n_epochs_ = run_.planes[0].plane.epochs.size();
  }

  RunReport run_;
  std::size_t n_epochs_ = 0;
};

TEST_F(Tables, PlaneRowsAreSortedByReplicaEpochLayerEstimator) {
  const CsvTable table = plane_table(run_.planes);
  ASSERT_EQ(table.rows.size(), 2 * n_epochs_ * 2 * 2);
  EXPECT_EQ(field(table, 0, "estimator"), "bins:30,range=-1:1");
  EXPECT_EQ(field(table, 1, "estimator"), "exact");
  EXPECT_EQ(field(table, 0, "layer"), "1");
  EXPECT_EQ(field(table, 2, "layer"), "2");
  EXPECT_EQ(field(table, 4, "epoch"), std::to_string(run_.planes[0].plane.epochs[1]));
  EXPECT_EQ(field(table, 4 * n_epochs_, "replica"), "1");
}

TEST_F(Tables, NumbersAreInBitsAndMissingOnesAreEmpty) {
  const CsvTable table = plane_table(run_.planes);
  const double nats = run_.planes[1].plane.at(0, 0, 0).i_xt.value->value();
  EXPECT_DOUBLE_EQ(std::stod(field(table, 0, "i_xt_bits")), nats / std::log(2.0));
  EXPECT_EQ(field(table, 0, "i_xt_std_error_bits"), "");
}

TEST_F(Tables, LayersTableHasOneRowLessThanLayers) {
  EXPECT_EQ(layers_table(run_.planes).rows.size(), 2 * n_epochs_ * 1 * 2);
}

TEST_F(Tables, SummaryHasMeansWithIntervals) {
  const CsvTable table = summary_table(run_.planes);
  ASSERT_EQ(table.rows.size(), n_epochs_ * 2 * 2);
  EXPECT_EQ(field(table, 0, "replicas"), "2");
  EXPECT_LE(std::stod(field(table, 0, "i_xt_ci_low_bits")),
            std::stod(field(table, 0, "i_xt_mean_bits")));
}

TEST_F(Tables, PhasesOfAnEstimatorWithoutInputInformationHaveNoPeak) {
  drop_i_xt(run_);
  const CsvTable table = phases_table(run_.planes);
  ASSERT_EQ(table.rows.size(), 2U * 2);
  EXPECT_EQ(table.rows[0].size(), table.header.size());
  EXPECT_EQ(field(table, 0, "peak_mean_bits"), "");
  EXPECT_EQ(field(table, 0, "verdict"), "unresolved");
}

TEST_F(Tables, HalvedHasRowsForNetworksWithNoiseAlone) {
  EXPECT_TRUE(halved_table(run_.planes).rows.empty());
  // the second layer of the first checkpoint, by the first estimator
  LayerEstimate& point = run_.planes[0].plane.points[1];
  point.i_xt.value = Nats(Bits(3));
  point.i_xt_half_passes = Nats(Bits(3.25));
  const CsvTable table = halved_table(run_.planes);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(field(table, 0, "layer"), "2");
  EXPECT_EQ(field(table, 0, "estimator"), "exact");
  EXPECT_NEAR(std::stod(field(table, 0, "i_xt_bits")), 3, 1e-12);
  EXPECT_NEAR(std::stod(field(table, 0, "i_xt_half_passes_bits")), 3.25, 1e-12);
}

TEST_F(Tables, ARunWithoutPlanesHasHeadersOnly) {
  EXPECT_TRUE(plane_table({}).rows.empty());
  EXPECT_TRUE(phases_table({}).rows.empty());
  EXPECT_EQ(plane_table({}).header.size(), 14U);
}

}  // namespace
}  // namespace infoplane
