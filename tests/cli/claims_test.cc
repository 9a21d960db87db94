#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/program.h"

namespace infoplane {
namespace {

// a claim of networks that train in no time: more bins, more information
const std::string small_claim = R"(
statement = "Fewer bins show less."
by = "nobody"
source = "this test"
varied = "the bins"
quantity = "final-i-xt"
layers = "output"
rule = "decrease"
preset = "quick"
set = ["train.epochs=20", "network.hidden=4", "record.epochs=log:4"]
replicas = 4
quick = 2
[[variant]]
label = "100 | bins"
estimator = "bins:100"
[[variant]]
label = "2 bins"
estimator = "bins:2"
)";

class ClaimsCommand : public Program {
 protected:
  void SetUp() override { write_file(folder_ / "small.toml", small_claim); }
};

TEST_F(ClaimsCommand, SaysWhatWasClaimedMeasuredAndFound) {
  const Outcome outcome = call("claims small.toml");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(split(outcome.output, '\n').size(), 2U) << "not one line: " << outcome.output;
  EXPECT_EQ(
      outcome.output.find("small: Fewer bins show less. | nobody | final I(X;T) of the output "
                          "layer in bits: 100 | bins: "),
      0U)
      << outcome.output;
  EXPECT_NE(outcome.output.find("] | holds\n"), std::string::npos) << outcome.output;
  const Outcome files = shell(
      "cat runs/claims-*/claims.md && test -s runs/claims-*/claims.html && "
      "test -s runs/claims-*/claims.json");
  EXPECT_EQ(files.code, 0);
  EXPECT_NE(files.output.find("| 100 \\| bins | "), std::string::npos) << files.output;
  EXPECT_NE(files.output.find("**holds**"), std::string::npos) << files.output;
}

TEST_F(ClaimsCommand, WhatCannotBeTriedLeavesTheOthersTheirResults) {
  std::string broken = small_claim;
  broken.insert(broken.find("\"train.epochs=20\""), "\"data.file=nowhere.npz\", ");
  write_file(folder_ / "broken.toml", broken);
  const Outcome outcome = call("claims broken.toml small.toml");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.error.find("claim broken could not be tried: "), std::string::npos);
  EXPECT_EQ(outcome.output.find("small: "), 0U) << outcome.output;
  const Outcome page = shell("cat runs/claims-*/claims.md");
  EXPECT_NE(page.output.find("## small"), std::string::npos);
  EXPECT_EQ(page.output.find("## broken"), std::string::npos);
}

TEST_F(ClaimsCommand, JsonHasEveryNetworkAndNothingElseIsPrinted) {
  const Outcome outcome = call("claims small.toml --quick --json");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const nlohmann::json result = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(result.size(), 1U);
  EXPECT_EQ(result[0]["claim"], "small");
  EXPECT_EQ(result[0]["quick"], true);
  EXPECT_EQ(result[0]["units"], "bits");
  ASSERT_EQ(result[0]["variants"].size(), 2U);
  EXPECT_EQ(result[0]["variants"][0]["estimator"], "bins:100,range=auto");
  EXPECT_EQ(result[0]["variants"][0]["values"].size(), 2U);
  EXPECT_EQ(result[0]["variants"][0]["outcome"], "open") << "the first has none before it";
}

TEST_F(ClaimsCommand, StudentsAreNetworksWithoutARun) {
  const std::string student = "exact = 'linear-student:hidden=5,inputs=6,rate=0.1,epochs=";
  write_file(folder_ / "students.toml",
             "statement = 'S'\nby = 'B'\nsource = 'P'\nvaried = 'E'\nquantity = 'generalises'\n"
             "rule = 'below'\nthreshold = 100\nreplicas = 3\n[[variant]]\nlabel = 'a'\n" +
                 student + "9'\n[[variant]]\nlabel = 'b'\n" + student + "7'\nreplicas = 2\n");
  const Outcome outcome = call("claims students.toml --json");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const nlohmann::json result = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(result[0]["verdict"], "holds");
  EXPECT_EQ(result[0]["variants"][0]["values"].size(), 3U);
  EXPECT_EQ(result[0]["variants"][1]["replicas"].size(), 2U);
  EXPECT_EQ(result[0]["variants"][0]["run"], "");
  const Outcome page = shell("cat runs/claims-*/claims.md");
  EXPECT_NE(page.output.find("| below 100 | 3 networks | `linear-student:"), std::string::npos)
      << page.output;
}

TEST_F(ClaimsCommand, NothingIsTrainedTwiceAndARunKeepsItsOwnEstimators) {
  const std::string same = "run quick train.epochs=20 network.hidden=4 record.epochs=log:4 ";
  ASSERT_EQ(call(same + "replicas=5 'estimate.specs=[\"bins:8\"]'").code, 0);
  const std::string before = shell("cat runs/quick-*/config.toml").output;
  ASSERT_EQ(call("claims small.toml").code, 0);
  EXPECT_EQ(shell("ls -d runs/quick-* | wc -l").output, "1\n");
  EXPECT_EQ(shell("cat runs/quick-*/config.toml").output, before);
  ASSERT_EQ(shell("touch -d 2001-01-01 $(find runs/quick-*/checkpoints -type f)").code, 0);
  ASSERT_EQ(call("claims small.toml").code, 0);
  EXPECT_EQ(shell("find runs/quick-*/checkpoints -type f -newermt 2002-01-01 | wc -l").output,
            "0\n");
}

// networks of which each condition is trained like those of small_claim
const std::string correlation_claim = R"(
statement = "Who compresses more generalises better."
by = "nobody"
source = "this test"
varied = "the networks"
quantity = "correlation"
rule = "exceed"
preset = "quick"
set = ["train.epochs=20", "network.hidden=4", "record.epochs=log:4"]
estimator = "bins:100"
replicas = 5
quick = 4
[[variant]]
label = "one"
[[variant]]
label = "two"
set = ['vary=["init","batch"]']
conditions = [["train.batch=32"], ["train.batch=64"]]
)";

TEST_F(ClaimsCommand, CorrelatesOverTheNetworksOfOneOrSeveralConditions) {
  write_file(folder_ / "correlation.toml", correlation_claim);
  const Outcome outcome = call("claims correlation.toml --json");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const nlohmann::json result = nlohmann::json::parse(outcome.output)[0];
  EXPECT_EQ(result["units"], "correlation");
  const nlohmann::json& one = result["variants"][0];
  const nlohmann::json& two = result["variants"][1];
  EXPECT_EQ(one["test_accuracy"].size(), 5U);
  EXPECT_EQ(two["replicas"], (nlohmann::json{0, 1, 2, 3, 4, 0, 1, 2, 3, 4}));
  EXPECT_EQ(two["condition"], (nlohmann::json{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}));
  EXPECT_EQ(two["conditions"], (nlohmann::json{{"train.batch=32"}, {"train.batch=64"}}));
  // what training.csv says of the last epoch
  const std::string run = one["run"];
  ASSERT_EQ(call("report runs/" + run).code, 0);
  const std::string last =
      shell("awk -F, '$1 == 2 && $2 == 20 { print $5 }' runs/" + run + "/training.csv").output;
  EXPECT_NEAR(one["test_accuracy"][2].get<double>(), std::stod(last), 1e-12);
}

TEST_F(ClaimsCommand, SaysWhereGradientsCross) {
  std::string toml = correlation_claim;
  toml.replace(toml.find("\"correlation\""), 13, "\"crosses\"");
  toml.resize(toml.find("conditions"));
  write_file(folder_ / "crosses.toml", toml);
  const Outcome outcome = call("claims crosses.toml --json");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const nlohmann::json variant = nlohmann::json::parse(outcome.output)[0]["variants"][0];
  ASSERT_EQ(variant["crossings"].size(), 2U);
  EXPECT_EQ(variant["crossings"][1]["layer"], 2);
  EXPECT_EQ(variant["crossings"][1]["networks"], 5);
  EXPECT_TRUE(variant["excluded"].empty());
  EXPECT_NE(shell("cat runs/claims-*/claims.html").output.find("|mean| / |std|"),
            std::string::npos);
}

TEST_F(ClaimsCommand, LooksAtRandomWeightsAsTheirCommandDoes) {
  std::string toml = small_claim;
  toml.replace(toml.find("\"final-i-xt\""), 12, "\"law-margin\"");
  toml.replace(toml.find("\"output\""), 8, "\"2\"\nlaw = \"inits\"");
  write_file(folder_ / "law.toml", toml);
  const Outcome outcome = call("claims law.toml --json");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const nlohmann::json result = nlohmann::json::parse(outcome.output)[0];
  EXPECT_EQ(result["units"], "bits");
  const nlohmann::json& coarse = result["variants"][1];
  EXPECT_EQ(coarse["law"], "inits");
  EXPECT_EQ(coarse["vectors"], 4);
  EXPECT_EQ(coarse["values"].size(), 4U) << "one without each vector";
  EXPECT_TRUE(coarse["unresolved"].empty()) << "2 bins of 2 units are 4 cells";
  const std::string run = coarse["run"];
  const Outcome weights = call("weights runs/" + run + " --law inits --estimator bins:2 --json");
  EXPECT_EQ(weights.code, 0) << weights.error;
  // rise, fall and loss of the label, from the end: commas are in the estimator, too
  const std::string row =
      shell("awk -F, 'END { print $(NF-10) \",\" $(NF-7) \",\" $(NF-3) }' runs/" + run +
            "/weights_phases.csv")
          .output;
  const std::vector<std::string> numbers = split(row.substr(0, row.find('\n')), ',');
  ASSERT_EQ(numbers.size(), 3U) << row;
  const double margin = std::min(
      {std::stod(numbers[0]) - 0.5, std::stod(numbers[1]) - 0.5, 0.02 - std::stod(numbers[2])});
  EXPECT_NEAR(coarse["value"]["mean"].get<double>(), margin, 1e-9);
  // of the first replicas alone, where the run has more
  const nlohmann::json quick = nlohmann::json::parse(call("claims law.toml --quick --json").output);
  EXPECT_EQ(quick[0]["variants"][1]["vectors"], 2);
  const Outcome page = shell("cat runs/claims-*/claims.md");
  EXPECT_NE(page.output.find(" 4 weight vectors of inits, quick-"), std::string::npos)
      << page.output;
}

TEST_F(ClaimsCommand, SaysWhichLayersTooFewVectorsDoNotResolve) {
  std::string toml = small_claim;
  toml.replace(toml.find("\"final-i-xt\""), 12, "\"law-fall\"");
  toml.replace(toml.find("\"output\""), 8, "\"1\"\nlaw = \"inits\"");
  toml.replace(toml.find("\"decrease\""), 10, "\"agree\"");
  toml.replace(toml.find("\"bins:2\""), 8, "\"bins:99\"");
  write_file(folder_ / "law.toml", toml);
  const Outcome outcome = call("claims law.toml");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_NE(outcome.output.find("100 | bins: none (layer 1: not resolved by 4 weight vectors)"),
            std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("| unresolved\n"), std::string::npos) << outcome.output;
}

TEST_F(ClaimsCommand, ListsAndRefusesInOneLine) {
  const Outcome list = call("claims --list");
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.output.find("estimator-tanh"), std::string::npos);
  expect_failure("claims estimator-tan", 2, "did you mean 'estimator-tanh'?");
  write_file(folder_ / "bad.toml", "statement = 1");
  expect_failure("claims bad.toml", 3, "bad.toml: statement is not there, or no text");
  expect_failure("claims missing.toml", 3, "missing.toml: cannot be read");
}

}  // namespace
}  // namespace infoplane
