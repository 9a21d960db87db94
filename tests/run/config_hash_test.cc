#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>

#include "infoplane/core/errors.h"
#include "infoplane/run/config.h"
#include "infoplane/run/config_keys.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

constexpr const char* kData = "0123456789abcdef";

// momentum matters: it is plain SGD that has some; so do draws, as there is noise
Config base_config() {
  Config config;
  config.noise = 0.05;
  config.train.optimiser = Optimiser::kSgd;
  return config;
}

Config with(Config config, const std::string& key, const std::string& value) {
  set_key(find_key(key, ""), parse_value(value), "", config);
  return config;
}

std::string hash_with(const std::string& key, const std::string& value) {
  return config_hash(with(base_config(), key, value), kData);
}

// a value other than base_config()'s for each key
std::map<std::string, std::string> other_values() {
  return {
      {"name", "other"},
      {"replicas", "50"},
      {"seed", "1"},
      {"vary", "[init,batch]"},
      {"data.name", "sphere12-soft"},
      {"data.file", "sphere12.mat"},
      {"data.gamma", "12"},
      {"data.labels", "random"},
      {"data.label_noise", "0.1"},
      {"data.train_fraction", "0.5"},
      {"data.split", "in-order"},
      {"network.hidden", "10-7-5-4-2"},
      {"network.activation", "relu"},
      {"network.init", "he-normal"},
      {"network.loss", "logistic"},
      {"network.noise", "0.1"},
      {"train.optimizer", "adam"},
      {"train.learning_rate", "0.001"},
      {"train.momentum", "0.9"},
      {"train.temperature", "0.001"},
      {"train.batch", "full"},
      {"train.epochs", "8001"},
      {"train.l2", "0.001"},
      {"train.shuffle", "false"},
      {"record.epochs", "log:396"},
      {"record.samples", "train"},
      {"record.draws", "8"},
      {"estimate.specs", "[exact]"},
  };
}

TEST(ConfigHash, IsEightHexadecimalDigits) {
  EXPECT_THAT(config_hash(Config(), kData), testing::MatchesRegex("[0-9a-f]{8}"));
}

TEST(ConfigHash, IsThatOfTheTextInTheFormatsPage) {
  Config config;
  config.hidden = "10-8-relu-BN-Dr.2";
  config.record_epochs = "every:4000";
  // sha256sum of the text that docs/formats.md describes, its lines typed by hand, `data` being
  // kData
  EXPECT_EQ(config_hash(config, kData), "99631862");
}

TEST(ConfigHash, ChangesWithEveryKeyThatDecidesAndWithNoOther) {
  const std::string base = config_hash(base_config(), kData);
  std::set<std::string> hashes{base};
  const std::set<std::string> no_say{"name",        "replicas",        "estimate.specs",
                                     "data.name",   "data.file",       "data.gamma",
                                     "data.labels", "data.label_noise"};
  const auto others = other_values();
  for (const ConfigKey& key : config_keys()) {
    ASSERT_TRUE(others.contains(key.name)) << key.name;
    std::string hash = hash_with(key.name, others.at(key.name));
    if (key.name == "train.temperature") {
      EXPECT_EQ(hash, base) << "SGD has no temperature";
      const Config sgld = with(base_config(), "train.optimizer", "sgld");
      EXPECT_TRUE(hashes.insert(config_hash(sgld, kData)).second);
      hash = config_hash(with(sgld, key.name, others.at(key.name)), kData);
    }
    if (no_say.contains(key.name)) {
      EXPECT_EQ(hash, base) << key.name;
    } else {
      EXPECT_TRUE(hashes.insert(hash).second) << key.name;
    }
  }
}

TEST(ConfigHash, ChangesWithTheDatasContent) {
  EXPECT_NE(config_hash(Config(), kData), config_hash(Config(), "fedcba9876543210"));
}

TEST(ConfigHash, IsTheSameForOtherWordsWithTheSameMeaning) {
  const Config base = base_config();
  const std::string hash = config_hash(base, kData);
  EXPECT_EQ(hash_with("network.hidden", "10-tanh-7-5-tanh-4-3-Dr0"), hash);
  // named layer by layer, the network's activation says nothing
  const Config named = with(base, "network.hidden", "10-tanh-7-tanh-5-tanh-4-tanh-3-tanh");
  EXPECT_EQ(config_hash(with(named, "network.activation", "relu"), kData), hash);
  // Adam knows no momentum
  const Config adam = with(base, "train.optimizer", "adam");
  EXPECT_EQ(config_hash(with(adam, "train.momentum", "0.5"), kData), config_hash(adam, kData));
  EXPECT_EQ(config_hash(with(adam, "train.temperature", "0.5"), kData), config_hash(adam, kData));
  // nothing is drawn where there is no noise
  const Config still = with(base, "network.noise", "0");
  EXPECT_EQ(config_hash(with(still, "record.draws", "8"), kData), config_hash(still, kData));
  EXPECT_EQ(hash_with("record.epochs", "every:4000"), hash_with("record.epochs", "[8000,0,4000]"));
}

TEST(ConfigHash, TellsDropoutAndBatchNormApart) {
  std::set<std::string> hashes;
  for (const char* hidden : {"10", "10-BN", "10-Dr.2", "10-Dr.25", "10-BN-Dr.2", "10-10"}) {
    EXPECT_TRUE(hashes.insert(hash_with("network.hidden", hidden)).second) << hidden;
  }
  EXPECT_EQ(hash_with("network.hidden", "10-Dr.2-BN"), hash_with("network.hidden", "10-BN-Dr0.20"));
}

TEST(ConfigHash, RefusesAScheduleThatIsNone) {
  Config config;
  config.record_epochs = "sometimes";
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { config_hash(config, kData); }, "sometimes"));
}

}  // namespace
}  // namespace infoplane
