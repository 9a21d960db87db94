#include "infoplane/run/config_keys.h"

#include <gmock/gmock.h>

#include <limits>
#include <string>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

// sets a key as the command line does
void set(const std::string& name, const std::string& value, Config& config) {
  set_key(find_key(name, ""), parse_value(value), "", config);
}

std::string set_and_write(const std::string& name, const std::string& value) {
  Config config;
  set(name, value, config);
  return plain_value(find_key(name, "").write(config));
}

testing::AssertionResult refuses(const std::string& name, const std::string& value,
                                 const std::string& part) {
  Config config;
  return throws_with<InvalidArgument>([&] { set(name, value, config); }, part);
}

TEST(ConfigKeys, DefaultsAreInBounds) { EXPECT_NO_THROW(check_config(Config())); }

TEST(ConfigKeys, UnknownOneIsAnsweredWithTheNearest) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] { find_key("train.lerning_rate", "a.toml:3: "); },
      "a.toml:3: unknown key 'train.lerning_rate'; did you mean 'train.learning_rate'?"));
}

TEST(ConfigKeys, EveryWritingOfAValueIsTaken) {
  struct Case {
    const char* key;
    const char* text;
    const char* written;
  };
  for (const auto& [key, text, written] : {
           Case{"name", "my-experiment", "my-experiment"},
           Case{"replicas", "1", "1"},
           Case{"replicas", "4294967295", "4294967295"},
           Case{"seed", "9223372036854775807", "9223372036854775807"},
           Case{"vary", "split", "[\"split\"]"},
           Case{"vary", "[batch, init]", "[\"init\", \"batch\"]"},
           Case{"vary", "[]", "[]"},
           Case{"data.name", "sphere12-soft", "sphere12-soft"},
           Case{"data.file", "a b/c.mat", "a b/c.mat"},
           Case{"data.file", "12", "12"},
           Case{"data.gamma", "12", "12"},
           Case{"data.gamma", "default", "default"},
           Case{"data.labels", "true", "true"},
           Case{"data.labels", "random", "random"},
           Case{"data.label_noise", "0", "0"},
           Case{"data.label_noise", "1", "1"},
           Case{"data.train_fraction", "1", "1"},
           Case{"data.split", "in-order", "in-order"},
           Case{"network.hidden", "12", "12"},
           Case{"network.hidden", "10-tanh-8-relu", "10-tanh-8-relu"},
           Case{"network.hidden", "10-Dr.2-8-BN-6", "10-Dr.2-8-BN-6"},
           Case{"network.activation", "leaky-relu", "leaky-relu"},
           Case{"network.activation", "linear", "linear"},
           Case{"network.init", "ntk", "ntk"},
           Case{"network.loss", "squared-error", "squared-error"},
           Case{"train.optimizer", "sgd", "sgd"},
           Case{"train.learning_rate", "1e-3", "0.001"},
           Case{"train.momentum", "0", "0"},
           Case{"train.batch", "full", "full"},
           Case{"train.batch", "32", "32"},
           Case{"train.epochs", "0", "0"},
           Case{"train.l2", "0", "0"},
           Case{"train.shuffle", "false", "false"},
           Case{"record.epochs", "every:10", "every:10"},
           Case{"record.epochs", "[0,10]", "[0, 10]"},
           Case{"record.samples", "test", "test"},
           Case{"estimate.specs", "bins:30,range=-1:1", "[\"bins:30,range=-1:1\"]"},
           Case{"estimate.specs", "[bins:30, exact]", "[\"bins:30\", \"exact\"]"},
           Case{"estimate.specs", "[]", "[]"},
       }) {
    EXPECT_EQ(set_and_write(key, text), written) << key << "=" << text;
  }
}

TEST(ConfigKeys, WrongTypesAndValuesOutOfBoundsNameKeyExpectedAndFound) {
  struct Case {
    const char* key;
    const char* text;
    const char* part;
  };
  for (const auto& [key, text, part] : {
           Case{"name", "a/b", "name is \"a/b\", but must be a word without '/'"},
           Case{"name", "", "name is \"\""},
           Case{"name", ".a", "name is \".a\""},
           Case{"replicas", "0", "replicas is 0, but must be a whole number from 1 to 4294967295"},
           Case{"replicas", "4294967296", "replicas is 4294967296, but must be"},
           Case{"replicas", "[1,2]", "replicas is [1, 2], but must be a whole number"},
           Case{"seed", "-1", "seed is -1, but must be a whole number of at least 0"},
           Case{"seed", "9223372036854775808", "seed is \"9223372036854775808\", but must be"},
           Case{"vary", "[init,weights]", "vary is [\"init\", \"weights\"], but must be a list of"},
           Case{"vary", "true", "vary is true, but must be"},
           Case{"data.name", "sphere21", "data.name is \"sphere21\", but must be \"sphere12\", "},
           Case{"data.file", "1.5", "data.file is 1.5, but must be a path"},
           Case{"data.gamma", "0", "data.gamma is 0, but must be a number above 0 or \"default\""},
           Case{"data.gamma", "inf", "data.gamma is inf, but"},
           Case{"data.gamma", "soft", "data.gamma is \"soft\", but"},
           Case{"data.label_noise", "1.5",
                "data.label_noise is 1.5, but must be a number from 0 to 1"},
           Case{"data.label_noise", "-0.1",
                "data.label_noise is -0.1, but must be a number from 0 to 1"},
           Case{"data.labels", "false", "data.labels is false, but must be \"true\" or \"random\""},
           Case{"data.train_fraction", "0", "is 0, but must be a number above 0 and at most 1"},
           Case{"data.train_fraction", "1.01", "data.train_fraction is 1.01"},
           Case{"data.train_fraction", "most", "data.train_fraction is \"most\""},
           Case{"data.split", "sorted", "is \"sorted\", but must be \"random\" or \"in-order\""},
           Case{"network.hidden", "10-0-5", "network.hidden: "},
           Case{"network.hidden", "10-rleu", "network.hidden: "},
           Case{"network.hidden", "1.5", "network.hidden is 1.5, but must be widths joined by '-'"},
           Case{"network.activation", "softmax", "network.activation is \"softmax\", but must be"},
           Case{"network.init", "zero", "network.init is \"zero\", but must be"},
           Case{"network.loss", "hinge", "network.loss is \"hinge\", but must be"},
           Case{"train.optimizer", "adams",
                "is \"adams\", but must be \"sgd\", \"adam\" or \"sgld\""},
           Case{"train.learning_rate", "0",
                "train.learning_rate is 0, but must be a number above 0"},
           Case{"train.learning_rate", "nan", "train.learning_rate is nan, but"},
           Case{"train.learning_rate", "fast", "train.learning_rate is \"fast\", but"},
           Case{"train.momentum", "1", "train.momentum is 1, but must be"},
           Case{"train.momentum", "-0.1", "train.momentum is -0.1, but must be"},
           Case{"train.batch", "0", "is 0, but must be a whole number of at least 1 or \"full\""},
           Case{"train.batch", "half", "train.batch is \"half\", but"},
           Case{"train.batch", "1.5", "train.batch is 1.5, but"},
           Case{"train.epochs", "-1", "train.epochs is -1, but must be a whole number from 0 to"},
           Case{"train.epochs", "10.0", "train.epochs is 10, but"},
           Case{"train.l2", "-1e-4", "train.l2 is -0.0001, but must be a number of at least 0"},
           Case{"train.shuffle", "1", "train.shuffle is 1, but must be true or false"},
           Case{"record.epochs", "10", "record.epochs is 10, but must be \"log:K\""},
           Case{"record.samples", "some",
                "is \"some\", but must be \"all\", \"train\" or \"test\""},
           Case{"estimate.specs", "[30]", "estimate.specs is [30], but must be a list of"},
       }) {
    EXPECT_TRUE(refuses(key, text, part)) << key << "=" << text;
  }
}

TEST(ConfigKeys, ErrorsOfAFileBeginWithThePlace) {
  Config config;
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { set_key(find_key("seed", ""), {std::int64_t{-1}}, "a.toml:3: ", config); },
      "a.toml:3: seed is -1"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { set_key(find_key("network.hidden", ""), {"0"}, "a.toml:3: ", config); },
      "a.toml:3: network.hidden: "));
}

TEST(ConfigKeys, ScheduleMustBeWithinTheTraining) {
  Config config;
  config.train.epochs = 100;
  config.record_epochs = "[0, 101]";
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { check_key(find_key("record.epochs", ""), config, "a.toml:3: "); },
      "a.toml:3: record.epochs: schedule '[0, 101]' has epoch 101"));
  config.record_epochs = "[0, 100]";
  EXPECT_NO_THROW(check_config(config));
}

TEST(ConfigKeys, TestSamplesNeedATestSet) {
  Config config;
  config.record_samples = RecordSamples::kTest;
  EXPECT_NO_THROW(check_config(config));
  config.train_fraction = 1;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { check_config(config); }, "record.samples: "));
}

TEST(ConfigKeys, ConfigurationMadeByHandIsChecked) {
  const auto refuses_made = [](auto change, const std::string& part) {
    Config config;
    change(config);
    return throws_with<InvalidArgument>([&] { check_config(config); }, part);
  };
  EXPECT_TRUE(refuses_made([](Config& c) { c.replicas = 0; }, "replicas is 0"));
  EXPECT_TRUE(refuses_made([](Config& c) { c.seed = std::numeric_limits<std::uint64_t>::max(); },
                           "seed is "));
  EXPECT_TRUE(refuses_made([](Config& c) { c.activation = Activation::kSoftmax; },
                           "network.activation is"));
  EXPECT_TRUE(refuses_made([](Config& c) { c.record_epochs = "[0"; }, "record.epochs: "));
}

TEST(ReadSettings, GivesKeysWithTheirPlaces) {
  const auto settings = read_settings("# first\nseed = 3\n[train]\nl2 = 0.1\n", "a.toml");
  ASSERT_EQ(settings.size(), 2U);
  EXPECT_EQ(settings[1].key->name, "train.l2");
  EXPECT_EQ(settings[1].value, ConfigValue{0.1});
  EXPECT_EQ(settings[1].where, "a.toml:4: ");
  EXPECT_TRUE(throws_with<InvalidArgument>([] { read_settings("[train]\nlernrate = 3", "a.toml"); },
                                           "a.toml:2: unknown key 'train.lernrate'"));
}

}  // namespace
}  // namespace infoplane
