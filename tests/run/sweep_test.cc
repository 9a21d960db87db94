#include "infoplane/run/sweep.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Overrides = std::vector<std::string>;

Experiment load(const Overrides& overrides) { return load_experiment("tishby2017", overrides); }

testing::AssertionResult refuses(const Overrides& overrides, const std::string& part) {
  return throws_with<InvalidArgument>([&] { load(overrides); }, part);
}

class ExperimentFile : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    write_file(folder_ / name, text);
    return (folder_ / name).string();
  }

 private:
  TemporaryFolder folder_;
};

TEST(LoadExperiment, OverridesCountInOrder) {
  const Experiment experiment =
      load({"train.batch=32", "network.activation=relu", "train.batch=full", "vary=[init]"});
  ASSERT_EQ(experiment.runs.size(), 1U);
  const Config& config = experiment.runs[0].config;
  EXPECT_EQ(experiment.runs[0].label, "");
  EXPECT_TRUE(experiment.swept_keys.empty());
  EXPECT_EQ(config.train.batch, 0U);
  EXPECT_EQ(config.activation, Activation::kRelu);
  EXPECT_EQ(config.vary, (Vary{.init = true, .split = false, .batch = false}));
  EXPECT_EQ(config.replicas, 50U);
}

TEST(LoadExperiment, AListForASingleValueIsASweep) {
  const Experiment experiment = load({"train.batch=[32,128,full]"});
  EXPECT_EQ(experiment.swept_keys, std::vector<std::string>{"train.batch"});
  ASSERT_EQ(experiment.runs.size(), 3U);
  EXPECT_EQ(experiment.runs[1].label, "train.batch=128");
  EXPECT_EQ(experiment.runs[1].config.train.batch, 128U);
  EXPECT_EQ(experiment.runs[2].label, "train.batch=full");
  EXPECT_EQ(experiment.runs[2].config.train.batch, 0U);
  EXPECT_EQ(experiment.runs[2].config.name, "tishby2017");
}

TEST(LoadExperiment, SweepsOfSeveralKeysGiveEveryCombinationInTheOrderOfTheKeys) {
  const Experiment experiment = load({"train.batch=[32,64]", "network.hidden=[10-8,12]"});
  EXPECT_EQ(experiment.swept_keys, (std::vector<std::string>{"network.hidden", "train.batch"}));
  std::vector<std::string> labels;
  for (const SweepRun& run : experiment.runs) labels.push_back(run.label);
  EXPECT_THAT(labels, testing::ElementsAre("network.hidden=10-8 train.batch=32",
                                           "network.hidden=10-8 train.batch=64",
                                           "network.hidden=12 train.batch=32",
                                           "network.hidden=12 train.batch=64"));
  EXPECT_EQ(experiment.runs[2].config.hidden, "12");
  EXPECT_EQ(experiment.runs[2].config.train.batch, 32U);
}

TEST(LoadExperiment, AListForAListIsAValue) {
  const Experiment experiment = load({"record.epochs=[0,10,8000]", "vary=[init,batch]",
                                      "estimate.specs=[\"bins:30,range=-1:1\",exact]"});
  ASSERT_EQ(experiment.runs.size(), 1U);
  const Config& config = experiment.runs[0].config;
  EXPECT_EQ(config.record_epochs, "[0, 10, 8000]");
  EXPECT_EQ(config.specs, (std::vector<std::string>{"bins:30,range=-1:1", "exact"}));
}

TEST(LoadExperiment, OneValueEndsThePresetsSweep) {
  const Overrides overrides{"train.batch=64"};
  const Experiment experiment = load_experiment("stability-batch", overrides);
  ASSERT_EQ(experiment.runs.size(), 1U);
  EXPECT_EQ(experiment.runs[0].config.train.batch, 64U);
}

TEST(LoadExperiment, NameNamesEveryRun) {
  const Experiment experiment = load({"name=mine", "seed=[0,1]"});
  EXPECT_EQ(experiment.name, "mine");
  EXPECT_EQ(experiment.runs[1].config.name, "mine");
}

TEST(LoadExperiment, RefusesWrongOverrides) {
  EXPECT_TRUE(refuses({"train.batch"}, "'train.batch' is no override: expected key=value"));
  EXPECT_TRUE(refuses({"train.lerning_rate=1"},
                      "unknown key 'train.lerning_rate'; did you mean 'train.learning_rate'?"));
  EXPECT_TRUE(refuses({"train.batch=0"}, "train.batch is 0, but must be a whole number"));
  EXPECT_TRUE(refuses({"train.batch=[32"}, "train.batch: list '[32' does not end with ]"));
  EXPECT_TRUE(refuses({"train.epochs=10", "record.epochs=[0,20]"},
                      "record.epochs: schedule '[0, 20]' has epoch 20"));
}

TEST(LoadExperiment, RefusesWrongSweeps) {
  EXPECT_TRUE(refuses({"train.batch=[32,half]"}, "train.batch is \"half\", but must be"));
  EXPECT_TRUE(refuses({"train.batch=[]"}, "train.batch is [], but must be"));
  EXPECT_TRUE(refuses({"train.l2=[0.001,1e-3]"}, "train.l2: 0.001 is in the sweep twice"));
  EXPECT_TRUE(refuses({"replicas=[5,10]"}, "replicas is [5, 10], but must be a whole number"));
  EXPECT_TRUE(refuses({"train.epochs=[8000,10]", "record.epochs=[0,20]"}, "has epoch 20"));
}

TEST(LoadExperiment, RefusesAnUnknownPresetWithTheNearestKnown) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { load_experiment("stability-dept", {}); },
                                           "did you mean 'stability-depth'?"));
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { load_experiment("runs/mine", {}); },
                                   "'runs/mine' is neither a preset's name nor a .toml file"));
}

TEST_F(ExperimentFile, IsNamedByItsStemUnlessItSaysAName) {
  EXPECT_EQ(load_experiment(write("mine.toml", "seed = 3"), {}).name, "mine");
  EXPECT_EQ(load_experiment(write("config.toml", "name = 'x'"), {}).runs[0].config.name, "x");
  const std::string hidden = write(".a.toml", "seed = 3");
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { load_experiment(hidden, {}); }, "name is \".a\""));
}

TEST_F(ExperimentFile, LeavesTheRestAsByDefault) {
  Config expected;
  expected.name = "mine";
  expected.seed = 3;
  EXPECT_EQ(load_experiment(write("mine.toml", "seed = 3"), {}).runs[0].config, expected);
}

TEST_F(ExperimentFile, OfARunGivesTheSameConfiguration) {
  const Config config = load({"seed=4", "data.gamma=12", "train.batch=full"}).runs[0].config;
  const std::string path = write("config.toml", format_config(config));
  EXPECT_EQ(load_experiment(path, {}).runs[0].config, config);
}

TEST_F(ExperimentFile, MaySweep) {
  const std::string path = write("a.toml", "[train]\nbatch = [32, \"full\"]\nl2 = [0, 0.1]\n");
  const Experiment experiment = load_experiment(path, {});
  ASSERT_EQ(experiment.runs.size(), 4U);
  EXPECT_EQ(experiment.runs[3].label, "train.batch=full train.l2=0.1");
}

TEST_F(ExperimentFile, ErrorsNameFileAndLine) {
  const auto refuses_file = [this](const std::string& text, const std::string& part) {
    const std::string path = write("a.toml", text);
    return throws_with<InvalidArgument>([&] { load_experiment(path, {}); }, path + part);
  };
  EXPECT_TRUE(refuses_file("\n[train]\nbach = 3", ":3: unknown key 'train.bach'"));
  EXPECT_TRUE(refuses_file("\n[train]\nbatch = 0", ":3: train.batch is 0, but must be"));
  EXPECT_TRUE(refuses_file("[train]\nbatch = [3, 0]", ":2: train.batch is 0, but must be"));
  EXPECT_TRUE(refuses_file("[network]\n\nhidden = '10-0'", ":3: network.hidden: "));
  EXPECT_TRUE(refuses_file("[record]\nepochs = [9000]", ":2: record.epochs: schedule '[9000]'"));
}

TEST_F(ExperimentFile, ThatIsNotTomlOrNotThereIsADataError) {
  const std::string path = write("a.toml", "seed = 1\nvary = [");
  EXPECT_TRUE(throws_with<DataError>([&] { load_experiment(path, {}); }, path + ":2:"));
  EXPECT_TRUE(throws_with<DataError>([&] { load_experiment(path + ".toml", {}); }, path + ".toml"));
}

}  // namespace
}  // namespace infoplane
