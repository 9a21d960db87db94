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

TEST(TrainingTable, RefusesRowsOfAnotherNetwork) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { training_table(example_rows(), 3); },
                                           "a row has values for 2 layers, expected 3"));
}

}  // namespace
}  // namespace infoplane
