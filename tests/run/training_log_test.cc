#include "infoplane/run/training_log.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

std::vector<TrainingRow> example_rows() {
  return {{.replica = 0,
           .epoch = 0,
           .metrics = {.train_loss = 0.7,
                       .train_accuracy = 0.5,
                       .test_accuracy = 0.25,
                       .weight_norm = {1, 2},
                       .gradient_mean_norm = {},
                       .gradient_std_norm = {}}},
          {.replica = 0,
           .epoch = 10,
           .metrics = {.train_loss = 1.0 / 3,
                       .train_accuracy = 1,
                       .test_accuracy = {},
                       .weight_norm = {1.5, 1e-20},
                       .gradient_mean_norm = {0.1, 0.2},
                       .gradient_std_norm = {0.3, 0.4}}}};
}

testing::AssertionResult refuses(const std::string& csv, const std::string& part) {
  const CsvTable table = parse_csv(csv, "training.csv");
  return throws_with<DataError>([&] { parse_training_table(table, "training.csv"); }, part);
}

constexpr const char* kHeader =
    "replica,epoch,train_loss,train_accuracy,test_accuracy,"
    "weight_norm_1,gradient_mean_norm_1,gradient_std_norm_1\n";

TEST(TrainingTable, IsWrittenAsTheFormatSays) {
  EXPECT_EQ(format_csv(training_table(example_rows(), 2)),
            "replica,epoch,train_loss,train_accuracy,test_accuracy,weight_norm_1,weight_norm_2,"
            "gradient_mean_norm_1,gradient_mean_norm_2,gradient_std_norm_1,gradient_std_norm_2\n"
            "0,0,0.7,0.5,0.25,1,2,,,,\n"
            "0,10,0.3333333333333333,1,,1.5,1e-20,0.1,0.2,0.3,0.4\n");
}

TEST(TrainingTable, IsSortedByReplicaAndEpoch) {
  std::vector<TrainingRow> rows(4);
  rows[0].replica = 10;
  rows[1].replica = 9;
  rows[1].epoch = 100;
  rows[2].replica = 9;
  rows[2].epoch = 20;
  const CsvTable table = training_table(rows, 1);
  EXPECT_EQ(table.rows[1][1], "20");
  EXPECT_EQ(table.rows[2][1], "100");
  EXPECT_EQ(table.rows[3][0], "10");
}

TEST(TrainingTable, RoundTrips) {
  const CsvTable table = training_table(example_rows(), 2);
  const auto rows = parse_training_table(table, "training.csv");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].replica, 0U);
  EXPECT_EQ(rows[1].epoch, 10U);
  EXPECT_EQ(rows[1].metrics.train_loss, 1.0 / 3);
  EXPECT_EQ(rows[1].metrics.train_accuracy, 1);
  EXPECT_FALSE(rows[1].metrics.test_accuracy);
  EXPECT_EQ(rows[0].metrics.test_accuracy, 0.25);
  EXPECT_EQ(rows[1].metrics.weight_norm, (std::vector<double>{1.5, 1e-20}));
  EXPECT_TRUE(rows[0].metrics.gradient_mean_norm.empty());
  EXPECT_EQ(rows[1].metrics.gradient_mean_norm, (std::vector<double>{0.1, 0.2}));
  EXPECT_EQ(rows[1].metrics.gradient_std_norm, (std::vector<double>{0.3, 0.4}));
  EXPECT_EQ(format_csv(training_table(rows, 2)), format_csv(table));
}

TEST(TrainingTable, RefusesRowsOfAnotherNetwork) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { training_table(example_rows(), 3); },
                                           "a row has values for 2 layers, expected 3"));
}

TEST(ParseTrainingTable, RefusesOtherColumns) {
  EXPECT_TRUE(refuses("", "training.csv: row 1: expected the columns replica,epoch"));
  EXPECT_TRUE(
      refuses("replica,epoch,train_loss,train_accuracy,test_accuracy\n", "row 1: expected"));
  const std::string header = kHeader;
  EXPECT_TRUE(refuses(header.substr(1), "found eplica,epoch"));
  EXPECT_TRUE(refuses(header.substr(0, header.size() - 1) + ",more\n", "row 1: expected"));
}

TEST(ParseTrainingTable, RefusesFieldsThatAreNoNumber) {
  const std::string header = kHeader;
  EXPECT_TRUE(refuses(header + "x,0,1,1,1,1,,\n", "training.csv: row 2: replica"));
  EXPECT_TRUE(refuses(header + "4294967296,0,1,1,1,1,,\n", "must be at most 4294967295"));
  EXPECT_TRUE(refuses(header + "0,-1,1,1,1,1,,\n", "row 2: epoch"));
  EXPECT_TRUE(refuses(header + "0,0,,1,1,1,,\n", "row 2: train_loss"));
  EXPECT_TRUE(refuses(header + "0,0,1,1,1,1,,\n0,1,1,1,one,1,,\n", "row 3: test_accuracy"));
}

TEST(ParseTrainingTable, RefusesNumbersForSomeOfTheLayers) {
  CsvTable table = training_table(example_rows(), 2);
  table.rows[1][8].clear();
  EXPECT_TRUE(throws_with<DataError>([&] { parse_training_table(table, "training.csv"); },
                                     "row 3: gradient_mean_norm_1"));
}

}  // namespace
}  // namespace infoplane
