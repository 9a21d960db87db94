#include "infoplane/run/config.h"

#include <gmock/gmock.h>

#include <string>

#include "infoplane/core/errors.h"
#include "infoplane/run/config_keys.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

// no field as it is by default
Config unusual_config() {
  Config config;
  config.name = "un\"usual";
  config.replicas = 3;
  config.seed = 9'223'372'036'854'775'807U;
  config.vary = {.init = false, .split = true, .batch = false};
  config.data = {.name = "sphere12-soft",
                 .file = "a \\ b.mat",
                 .gamma = 1.0 / 3,
                 .random_labels = true,
                 .label_noise = 0.1};
  config.train_fraction = 0.1 + 0.2;
  config.random_split = false;
  config.hidden = "10-relu-8-BN-Dr.5";
  config.activation = Activation::kGelu;
  config.init = Initialiser::kOrthogonal;
  config.loss = Loss::kSquaredError;
  config.train = {.optimiser = Optimiser::kSgd,
                  .learning_rate = 1e-5 / 3,
                  .momentum = 0.9,
                  .batch = 0,
                  .epochs = 77,
                  .l2 = 1e-300,
                  .shuffle = false};
  config.record_epochs = "[0, 7, 77]";
  config.record_samples = RecordSamples::kTest;
  config.specs = {"bins:30,range=-1:1", "exact"};
  return config;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(FormatConfig, RoundTripsEveryFieldExactly) {
  EXPECT_EQ(parse_config(format_config(unusual_config()), "config.toml"), unusual_config());
  EXPECT_EQ(parse_config(format_config(Config()), "config.toml"), Config());
}

TEST(FormatConfig, HasEveryKeyInTheOrderOfTheTable) {
  const auto settings = read_settings(format_config(Config()), "config.toml");
  ASSERT_EQ(settings.size(), config_keys().size());
  for (std::size_t i = 0; i < settings.size(); ++i) EXPECT_EQ(settings[i].key, &config_keys()[i]);
}

TEST(FormatConfig, GroupsKeysInTables) {
  const std::string text = format_config(Config());
  EXPECT_THAT(text, testing::StartsWith("name = \"unnamed\"\nreplicas = 10\nseed = 0\n"));
  EXPECT_THAT(text,
              testing::HasSubstr("\n\n[train]\noptimizer = \"adam\"\nlearning_rate = 0.0004\n"));
}

TEST(FormatConfig, RefusesWhatCannotBeReadBack) {
  Config config;
  config.train.learning_rate = -1;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { format_config(config); },
                                           "train.learning_rate is -1, but must be"));
}

TEST(ParseConfig, ReadsRunsOfBeforeThereWereNoiseAndTemperature) {
  std::string older = format_config(Config());
  for (const char* line :
       {"\nlabel_noise = 0", "\nnoise = 0", "\ntemperature = 0", "\ndraws = 64"}) {
    ASSERT_NE(older.find(line), std::string::npos) << line;
    older = with(older, line, "");
  }
  EXPECT_EQ(parse_config(older, "r/config.toml"), Config());
}

TEST(ParseConfig, DamageIsADataErrorWithItsPlace) {
  const std::string text = format_config(Config());
  const auto refuses = [](const std::string& toml, const std::string& part) {
    return throws_with<DataError>([&] { parse_config(toml, "r/config.toml"); }, part);
  };
  EXPECT_TRUE(refuses(with(text, "seed = 0", "seed = "), "r/config.toml:3:"));
  EXPECT_TRUE(refuses(with(text, "seed = 0", "seed = -4"), "r/config.toml:3: seed is -4"));
  EXPECT_TRUE(refuses(with(text, "seed = 0", "sead = 0"), "r/config.toml:3: unknown key 'sead'"));
  EXPECT_TRUE(refuses(with(text, "seed = 0\n", ""), "r/config.toml: key 'seed' is missing"));
  EXPECT_TRUE(refuses(with(text, "batch = 512", "batch = [32, 512]"), "train.batch is [32, 512]"));
  EXPECT_TRUE(refuses(with(text, "log:397", "log:0"), "record.epochs: K in schedule 'log:0'"));
  EXPECT_TRUE(refuses(text.substr(0, text.size() / 2), "r/config.toml"));
  EXPECT_TRUE(refuses("", "r/config.toml: key 'name' is missing"));
}

}  // namespace
}  // namespace infoplane
