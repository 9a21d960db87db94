#include "infoplane/run/presets.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/run/config.h"
#include "infoplane/run/sweep.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

std::vector<std::string> labels(const Experiment& experiment) {
  std::vector<std::string> all;
  for (const SweepRun& run : experiment.runs) all.push_back(run.label);
  return all;
}

TEST(Presets, AreTheFilesOfTheirFolder) {
  std::set<std::string> files;
  const auto folder = std::filesystem::path(INFOPLANE_SOURCE_DIR) / "presets";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.insert(entry.path().stem().string());
    EXPECT_EQ(find_preset(entry.path().stem().string()).toml, read_file(entry.path()));
  }
  EXPECT_EQ(presets().size(), files.size());
  EXPECT_TRUE(std::ranges::is_sorted(presets(), {}, &Preset::name));
}

TEST(Presets, AllLoadAndSayWhatTheyAre) {
  for (const Preset& preset : presets()) {
    EXPECT_GT(preset.summary.size(), 20U) << preset.name;
    EXPECT_NE(preset.summary.front(), '#') << preset.name;
    const Experiment experiment = load_experiment(preset.name, {});
    EXPECT_EQ(experiment.name, preset.name);
    for (const SweepRun& run : experiment.runs) EXPECT_EQ(run.config.name, preset.name);
  }
}

TEST(Presets, UnknownOneIsAnsweredWithTheNearest) {
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { find_preset("tishby2071"); },
                                   "unknown preset 'tishby2071'; did you mean 'tishby2017'?"));
}

TEST(Presets, Tishby2017IsThePapersExperiment) {
  const Experiment experiment = load_experiment("tishby2017", {});
  ASSERT_EQ(experiment.runs.size(), 1U);
  const Config& config = experiment.runs[0].config;
  EXPECT_EQ(config.replicas, 50U);
  EXPECT_EQ(config.seed, 0U);
  EXPECT_EQ(config.vary, Vary());
  EXPECT_EQ(config.data, DataSpec());
  EXPECT_EQ(config.train_fraction, 0.8);
  EXPECT_TRUE(config.random_split);
  EXPECT_EQ(config.hidden, "10-7-5-4-3");
  EXPECT_EQ(config.activation, Activation::kTanh);
  EXPECT_EQ(config.init, Initialiser::kTruncatedNormalFanIn);
  EXPECT_EQ(config.loss, Loss::kCrossEntropy);
  EXPECT_EQ(config.train, (TrainSpec{.optimiser = Optimiser::kAdam,
                                     .learning_rate = 4e-4,
                                     .momentum = 0,
                                     .batch = 512,
                                     .epochs = 8000,
                                     .l2 = 0,
                                     .shuffle = true}));
  EXPECT_EQ(config.record_epochs, "log:397");
  EXPECT_EQ(config.record_samples, RecordSamples::kAll);
  EXPECT_EQ(config.specs, std::vector<std::string>{"bins:30,range=-1:1"});
}

TEST(Presets, TheOthersDifferFromTishby2017OnlyInWhatTheyStudy) {
  Config paper = load_experiment("tishby2017", {}).runs[0].config;
  for (const Preset& preset : presets()) {
    if (!preset.name.starts_with("stability-")) continue;
    const Experiment experiment = load_experiment(preset.name, {});
    for (const SweepRun& run : experiment.runs) {
      Config config = run.config;
      EXPECT_EQ(config.replicas, 10U);
      config.name = paper.name;
      config.replicas = paper.replicas;
      config.train.batch = paper.train.batch;
      config.hidden = paper.hidden;
      config.train_fraction = paper.train_fraction;
      EXPECT_EQ(config, paper) << preset.name;
    }
  }
}

TEST(Presets, StabilityStudiesSweepWhatTheyAreNamedAfter) {
  EXPECT_THAT(labels(load_experiment("stability-batch", {})),
              testing::ElementsAre("train.batch=32", "train.batch=128", "train.batch=512",
                                   "train.batch=full"));
  EXPECT_THAT(labels(load_experiment("stability-widths", {})),
              testing::ElementsAre("network.hidden=10-8-6-4", "network.hidden=12-12-12",
                                   "network.hidden=10-4-2-2"));
  EXPECT_THAT(labels(load_experiment("stability-training-size", {})),
              testing::ElementsAre("data.train_fraction=0.05", "data.train_fraction=0.15",
                                   "data.train_fraction=0.3", "data.train_fraction=0.45",
                                   "data.train_fraction=0.8"));
  const Experiment depth = load_experiment("stability-depth", {});
  for (std::size_t i = 0; i < depth.runs.size(); ++i) {
    const Config& config = depth.runs[i].config;
    EXPECT_EQ(parse_hidden_layers(config.hidden, config.activation).size(), i + 1);
  }
  EXPECT_EQ(depth.runs.size(), 6U);
}

}  // namespace
}  // namespace infoplane
