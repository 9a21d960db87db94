#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/run/run_source.h"
#include "infoplane/run/train_run.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

Config small_config() {
  Config config;
  config.name = "small";
  config.replicas = 3;
  config.hidden = "5-3";
  config.train.batch = 1024;
  config.train.learning_rate = 1e-2;
  config.train.epochs = 12;
  config.record_epochs = "every:3";
  return config;
}

// every file below a folder with its bytes
std::map<std::string, std::string> tree(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[std::filesystem::relative(entry.path(), folder).string()] = read_file(entry.path());
    }
  }
  return files;
}

std::map<std::string, std::string> trained(const Config& config, std::size_t n_threads) {
  const TemporaryFolder folder;
  train_replicas(make_task(config), RunDirectory(folder.path()), {n_threads, nullptr, {}});
  return tree(folder.path());
}

TEST(TrainRun, BytesDoNotDependOnTheThreads) {
  const auto one = trained(small_config(), 1);
  EXPECT_EQ(one.size(), 3U * (5 + 1));
  EXPECT_EQ(one, trained(small_config(), 2));
  EXPECT_EQ(one, trained(small_config(), 5));
}

TEST(TrainRun, BytesDoNotDependOnInterruptions) {
  Config config = small_config();
  config.hidden = "5-BN-Dr.2-3";
  config.noise = 0.1;
  const Task task = make_task(config);
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  int n_interruptions = 0;
  while (true) {
    // stop after five epochs more, wherever they fall
    std::stop_source stop;
    int n_calls = 0;
    const auto count = [&](double, double) {
      if (++n_calls == 5) stop.request_stop();
    };
    try {
      train_replicas(task, directory, {1, count, stop.get_token()});
      break;
    } catch (const Interrupted&) {
      ++n_interruptions;
    }
  }
  EXPECT_GE(n_interruptions, 6);
  EXPECT_EQ(tree(folder.path()), trained(config, 1));
}

TEST(TrainRun, AskingForMoreReplicasAddsToTheRun) {
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  Config config = small_config();
  config.replicas = 1;
  EXPECT_EQ(train_replicas(make_task(config), directory, {}).n_trained, 1U);
  config.replicas = 3;
  EXPECT_EQ(train_replicas(make_task(config), directory, {}).n_trained, 2U);
  EXPECT_EQ(train_replicas(make_task(config), directory, {}).n_trained, 0U);
  EXPECT_EQ(tree(folder.path()), trained(config, 1));
}

TEST(TrainRun, AMissingCheckpointIsMadeAgain) {
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  const Task task = make_task(small_config());
  train_replicas(task, directory, {});
  std::filesystem::remove(directory.checkpoint_path(1, 6));
  EXPECT_EQ(directory.finished_replicas(task), (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(train_replicas(task, directory, {}).n_trained, 1U);
  EXPECT_EQ(tree(folder.path()), trained(small_config(), 1));
}

TEST(TrainRun, WhatVariesIsWhatIsAskedFor) {
  Config config = small_config();
  config.vary = {false, true, true};
  const Task task = make_task(config);
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  train_replicas(task, directory, {});
  const auto parameters = [&](std::uint32_t replica, std::size_t epoch) {
    return directory.read_checkpoint(task, replica, epoch).parameters;
  };
  EXPECT_EQ(parameters(0, 0), parameters(1, 0));
  EXPECT_NE(parameters(0, 3), parameters(1, 3));
  EXPECT_NE(task.split(0).train_rows, task.split(1).train_rows);
  config.vary = {true, false, false};
  EXPECT_EQ(make_task(config).split(0).train_rows, make_task(config).split(1).train_rows);
}

TEST(TrainRun, DivergedReplicasAreMarkedAndNotTrainedAgain) {
  Config config = small_config();
  config.hidden = "5-relu";
  config.loss = Loss::kSquaredError;
  config.train.optimiser = Optimiser::kSgd;
  config.train.learning_rate = 1e30;
  const Task task = make_task(config);
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  const TrainOutcome outcome = train_replicas(task, directory, {});
  ASSERT_EQ(outcome.diverged.size(), 3U);
  EXPECT_EQ(outcome.diverged[1].replica, 1U);
  EXPECT_EQ(outcome.diverged[1].epoch, directory.diverged(1));
  EXPECT_TRUE(directory.finished_replicas(task).empty());
  // known the next time, without training again
  EXPECT_EQ(train_replicas(task, directory, {}).n_trained, 0U);
}

TEST(TrainRun, LogHasARowForEveryReplicaAndEpoch) {
  const Task task = make_task(small_config());
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  train_replicas(task, directory, {});
  const std::vector<TrainingRow> rows = read_training_log(task, directory, {});
  ASSERT_EQ(rows.size(), 15U);
  EXPECT_EQ(rows[6].replica, 1U);
  EXPECT_EQ(rows[6].epoch, 3U);
  EXPECT_TRUE(rows[5].metrics.gradient_mean_norm.empty());
  EXPECT_EQ(rows[6].metrics.gradient_mean_norm.size(), 3U);
  EXPECT_LT(rows[9].metrics.train_loss, rows[5].metrics.train_loss);
}

TEST(Task, SplitsHaveTheAskedSizeAndAreDisjoint) {
  Config config = small_config();
  const Split split = make_task(config).split(2);
  EXPECT_EQ(split.train_rows.size(), 3277U);  // round(0.8 * 4096)
  std::vector<std::uint32_t> all = split.train_rows;
  all.insert(all.end(), split.test_rows.begin(), split.test_rows.end());
  std::ranges::sort(all);
  for (std::uint32_t i = 0; i < 4096; ++i) ASSERT_EQ(all.at(i), i);
  config.random_split = false;
  EXPECT_EQ(make_task(config).split(2).train_rows.front(), 0U);
  EXPECT_EQ(make_task(config).split(2).test_rows.front(), 3277U);
  config.train_fraction = 1;
  config.record_samples = RecordSamples::kTest;
  EXPECT_THROW(make_task(config), InvalidArgument);
}

TEST(RunSource, GivesTheSameActivationsEveryTimeOverTheAskedSamples) {
  Config config = small_config();
  config.record_samples = RecordSamples::kTest;
  const Task task = make_task(config);
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  train_replicas(task, directory, {});
  const RunSource source(task, directory);
  Activations first;
  Activations second;
  source.read(1, 12, {.preactivations = true}, first);
  source.read(1, 12, {.inputs = true}, second);
  const SampleBuffer inputs = second.inputs.value();
  source.read(2, 12, {}, second);
  EXPECT_FALSE(second.inputs.has_value());
  source.read(1, 12, {.preactivations = true}, second);
  ASSERT_EQ(first.t.size(), 3U);
  EXPECT_EQ(first.t[0].rows, 819U);
  EXPECT_EQ(first.t[0].cols, 5U);
  EXPECT_EQ(first.t[1].columns, second.t[1].columns);
  EXPECT_EQ(first.preactivations[2].columns, second.preactivations[2].columns);
  // rows, labels and inputs are those of the replica's own test set
  const std::vector<std::uint32_t> rows = task.recorded_rows(1);
  ASSERT_EQ(source.labels(1).size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(source.labels(1).classes[i], task.data.labels.classes[rows[i]]);
    EXPECT_EQ(source.input_ids(1)[i], rows[i]);
    // the last of the 12 bits of the pattern's number
    EXPECT_EQ(std::get<std::vector<float>>(inputs.columns)[11 * rows.size() + i],
              static_cast<float>(rows[i] & 1U));
  }
}

// rows are those of one pass after another
TEST(RunSource, PassesEverySampleThroughANetworkWithNoiseAsOftenAsAsked) {
  Config config = small_config();
  config.replicas = 1;
  config.train.epochs = 0;
  config.record_epochs = "[0]";
  config.noise = 0.25;
  config.record_draws = 3;
  const Task task = make_task(config);
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  train_replicas(task, directory, {});
  const RunSource source(task, directory);
  const std::size_t n = task.data.size();
  ASSERT_EQ(source.labels(0).size(), 3 * n);
  ASSERT_EQ(source.input_ids(0).size(), 3 * n);
  EXPECT_EQ(source.layers()[0].noise, 0.25);
  EXPECT_EQ(source.layers()[2].noise, 0);
  EXPECT_FALSE(source.layers()[0].activation_range);
  Activations found;
  source.read(0, 0, {.preactivations = false, .noiseless = true, .inputs = false}, found);
  const auto column = [](const SampleBuffer& buffer) {
    return std::get<std::vector<float>>(buffer.columns);
  };
  const auto t = column(found.t[0]);
  const auto clean = column(found.noiseless[0]);
  const auto second = column(found.noiseless[1]);
  ASSERT_EQ(t.size(), 3 * n * 5);
  double squares = 0;
  std::size_t n_moved = 0;
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_EQ(source.input_ids(0)[i], source.input_ids(0)[i + 2 * n]);
    EXPECT_EQ(source.labels(0).classes[i], source.labels(0).classes[i + n]);
    // nothing is random below the first layer's own noise; everything is above it
    EXPECT_EQ(clean[i], clean[i + n]);
    n_moved += second[i] != second[i + n] ? 1 : 0;
    squares += (t[i] - clean[i]) * (t[i] - clean[i]);
  }
  EXPECT_EQ(n_moved, n);
  EXPECT_NEAR(squares / static_cast<double>(n), 0.0625,
              4 * 0.0625 * std::sqrt(2.0 / static_cast<double>(n)));
}

class DamagedRun : public testing::Test {
 protected:
  void SetUp() override {
    make_directory(directory_.checkpoint_path(0, 0).parent_path());
    network_.layers[0].batch_norm = true;
    const ParameterLayout layout(network_);
    checkpoint_.epoch = 3;
    checkpoint_.parameters.assign(layout.n_parameters, 0.5f);
    checkpoint_.statistics.assign(layout.n_statistics, 2.0f);
    checkpoint_.metrics.train_loss = 0.5;
    checkpoint_.metrics.train_accuracy = 0.75;
    checkpoint_.metrics.weight_norm = {1, 2, 3};
  }

  const TemporaryFolder folder_;
  const RunDirectory directory_{folder_.path()};
  NetworkSpec network_ = make_task(small_config()).network;
  Checkpoint checkpoint_;
};

TEST_F(DamagedRun, CheckpointsReadBackAsTheyWere) {
  const Checkpoint back =
      parse_checkpoint(network_, format_checkpoint(network_, checkpoint_), "a.npz");
  EXPECT_EQ(back.epoch, 3U);
  EXPECT_EQ(back.parameters, checkpoint_.parameters);
  EXPECT_EQ(back.statistics, checkpoint_.statistics);
  EXPECT_EQ(back.metrics.train_accuracy, 0.75);
  EXPECT_FALSE(back.metrics.test_accuracy.has_value());
  EXPECT_EQ(back.metrics.weight_norm, checkpoint_.metrics.weight_norm);
}

TEST_F(DamagedRun, ATruncatedOrFlippedCheckpointIsADataError) {
  const std::string bytes = format_checkpoint(network_, checkpoint_);
  for (std::size_t n = 0; n < bytes.size(); n += 97) {
    EXPECT_THROW(parse_checkpoint(network_, bytes.substr(0, n), "a.npz"), DataError) << n;
  }
  const std::size_t inside = bytes.find("layer2.weight") + 200;
  std::string flipped = bytes;
  flipped[inside] = static_cast<char>(flipped[inside] ^ 0x10);
  EXPECT_THROW(parse_checkpoint(network_, flipped, "a.npz"), DataError);
}

TEST_F(DamagedRun, ACheckpointOfAnotherNetworkNamesArrayAndShapes) {
  const std::string bytes = format_checkpoint(network_, checkpoint_);
  NetworkSpec wider = network_;
  wider.layers[1].width = 4;
  EXPECT_TRUE(
      throws_with<DataError>([&] { parse_checkpoint(wider, bytes, "a.npz"); },
                             "a.npz: array 'layer2.weight' has shape (3, 5), expected (4, 5)"));
}

TEST_F(DamagedRun, AFolderWithoutARunIsADataError) {
  EXPECT_FALSE(directory_.exists());
  EXPECT_THROW(static_cast<void>(directory_.read_config()), DataError);
  write_file(folder_.path() / "manifest.json", "{");
  EXPECT_THROW(static_cast<void>(directory_.read_manifest()), DataError);
  write_file(folder_.path() / "manifest.json", R"({"format": 99})");
  EXPECT_TRUE(throws_with<DataError>([&] { static_cast<void>(directory_.read_manifest()); },
                                     "format is 99"));
}

TEST(RunDirectory, ManifestReadsBackAsItWas) {
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path());
  const Task task = make_task(small_config());
  directory.write_manifest({"0.1.0", "AVX3", "aa", "bb", {1.5, 2.5}}, task);
  const Manifest back = directory.read_manifest();
  EXPECT_EQ(back.simd_target, "AVX3");
  EXPECT_EQ(back.config_hash, "bb");
  EXPECT_EQ(back.timings.estimating_s, 2.5);
}

}  // namespace
}  // namespace infoplane
