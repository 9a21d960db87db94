#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "infoplane/claims/claim.h"
#include "infoplane/claims/exact_case.h"
#include "infoplane/claims/linear_case.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/run/sweep.h"
#include "infoplane/weights/law_spec.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

const std::string head_text = R"(
statement = "S"
by = "B"
source = "P"
varied = "the estimator"
quantity = "drop"
rule = "agree"
)";
const std::string variants_text = R"(
preset = "quick"
set = ["train.batch=256"]
replicas = 7
[[variant]]
label = "a"
estimator = "bins:30"
[[variant]]
label = "b"
preset = "tishby2017"
set = ["network.activation=relu"]
estimator = "idnns"
replicas = 5
quick = 2
)";

Claim parsed(const std::string& toml) { return parse_claim(toml, "c", "c.toml"); }

TEST(ClaimFile, GivesEveryVariantWhatTheFileSaysForAll) {
  const Claim claim = parsed(head_text + "share = 0.4\nthreshold = 0.5\n" + variants_text);
  EXPECT_EQ(claim.name, "c");
  EXPECT_EQ(claim.quantity, (Quantity{Quantity::Kind::kDrop, "hidden"}));
  EXPECT_EQ(claim.rule, (Rule{Rule::Kind::kAgree, 0.5, 0.4}));
  ASSERT_EQ(claim.variants.size(), 2U);
  EXPECT_EQ(claim.variants[0], (Variant{"a", "", "quick", {"train.batch=256"}, "bins:30", 7, 3}));
  EXPECT_EQ(
      claim.variants[1],
      (Variant{
          "b", "", "tishby2017", {"train.batch=256", "network.activation=relu"}, "idnns", 5, 2}));
}

TEST(ClaimFile, SaysWhatIsWrongAndWhere) {
  const auto refuses = [](const std::string& toml, const std::string& part) {
    return throws_with<DataError>([&] { parsed(toml); }, part);
  };
  EXPECT_TRUE(refuses("statement = ", "c.toml:1:"));
  EXPECT_TRUE(refuses(variants_text, "c.toml: statement is not there"));
  EXPECT_TRUE(refuses(head_text, "no two [[variant]]"));
  EXPECT_TRUE(refuses(head_text + "colour = 1\n" + variants_text, "unknown key 'colour'"));
  EXPECT_TRUE(refuses(head_text + "share = 1.5\n" + variants_text, "share is not between 0 and 1"));
  EXPECT_TRUE(refuses(head_text + "threshold = \"x\"\n" + variants_text, "threshold is no number"));
  EXPECT_TRUE(refuses(head_text + variants_text + "[[variant]]\nlabel = \"c\"\n",
                      "estimator is not there"));
  EXPECT_TRUE(refuses(head_text + variants_text +
                          "[[variant]]\nlabel = \"c\"\nestimator = \"e\"\n"
                          "replicas = 0\n",
                      "c.toml: variant 3: replicas is no whole number"));
  std::string other_rule = head_text + variants_text;
  other_rule.replace(other_rule.find("agree"), 5, "guess");
  EXPECT_TRUE(refuses(other_rule, "rule is 'guess', expected agree, exceed, below, decrease"));
}

TEST(ClaimFile, KnowsExactCasesFromNetworks) {
  const std::string head =
      "statement = 'S'\nby = 'B'\nsource = 'P'\nvaried = 'w'\n"
      "rule = 'decrease'\nquantity = 'exact'\n";
  const std::string exact = "[[variant]]\nlabel = 'a'\nexact = 'noisy-neuron:weight=1,noise=1'\n";
  const std::string network = "[[variant]]\nlabel = 'b'\npreset = 'quick'\nestimator = 'idnns'\n";
  EXPECT_EQ(parsed(head + exact + exact).variants[1].exact, "noisy-neuron:weight=1,noise=1");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(head + exact + network); },
                                     "variant 2: unknown key 'estimator', expected label, exact"));
}

TEST(ClaimFile, GivesExactCasesOfNetworksReplicas) {
  const std::string students =
      "replicas = 6\n"
      "[[variant]]\nlabel = 'a'\nexact = 'linear-student:hidden=4,rate=1,epochs=2'\n"
      "[[variant]]\nlabel = 'b'\nexact = 'linear-student:hidden=5,rate=1,epochs=2'\nquick = 2\n";
  const Claim claim = parsed(head_text + students);
  EXPECT_EQ(claim.variants[0],
            (Variant{"a", "linear-student:hidden=4,rate=1,epochs=2", "", {}, "", 6, 3}));
  EXPECT_EQ(claim.variants[1].quick_replicas, 2U);
  EXPECT_TRUE(throws_with<DataError>(
      [&] { parsed(head_text + students + "estimator = 'idnns'\n"); },
      "variant 2: unknown key 'estimator', expected label, exact, replicas, quick"));
}

TEST(ClaimFile, OfSharesOnlyKnowsThresholds) {
  std::string toml = head_text + variants_text;
  toml.replace(toml.find("\"drop\""), 6, "\"crosses\"");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "can only exceed a threshold"));
  toml.replace(toml.find("\"agree\""), 7, "\"exceed\"");
  EXPECT_EQ(parsed(toml).quantity.kind, Quantity::Kind::kCrosses);
  toml.replace(toml.find("estimator = \"idnns\""), 19, "");
  EXPECT_EQ(parsed(toml).variants[1].estimator, "") << "gradients need none";
}

TEST(ClaimFile, TakesConditionsTogetherOfACorrelationAlone) {
  std::string toml =
      head_text + variants_text +
      "[[variant]]\nlabel = \"c\"\nestimator = \"idnns\"\n"
      "conditions = [[\"train.batch=32\"], [\"train.batch=64\", \"train.l2=0.1\"]]\n";
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "variant 3: conditions are two or"));
  toml.replace(toml.find("\"drop\""), 6, "\"correlation\"");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "can only exceed a threshold"));
  toml.replace(toml.find("\"agree\""), 7, "\"exceed\"");
  const Claim claim = parsed(toml);
  EXPECT_TRUE(claim.variants[0].conditions.empty());
  EXPECT_EQ(claim.variants[2].conditions,
            (std::vector<std::vector<std::string>>{{"train.batch=32"},
                                                   {"train.batch=64", "train.l2=0.1"}}));
  toml.replace(toml.find("[\"train.batch=32\"], "), 20, "");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "variant 3: conditions are two or"));
  toml.replace(toml.find("[[\"train"), 2, "[");
  toml.replace(toml.find("0.1\"]]"), 6, "0.1\"]");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "conditions is no list"));
}

TEST(ClaimFile, GivesRandomWeightsALaw) {
  std::string toml = head_text + "law = 'inits'\n" + variants_text + "law = 'sgd'\n";
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "law is of law-margin and law-fall"));
  toml.replace(toml.find("\"drop\""), 6, "\"law-margin\"");
  const Claim claim = parsed(toml);
  EXPECT_EQ(claim.quantity.kind, Quantity::Kind::kLawMargin);
  EXPECT_EQ(claim.variants[0].law, "inits");
  EXPECT_EQ(claim.variants[0].quick_law, "inits");
  EXPECT_EQ(claim.variants[1].law, "sgd");
  EXPECT_EQ(parsed("quick-law = 'sgd'\n" + toml).variants[0].quick_law, "sgd");
  EXPECT_TRUE(throws_with<DataError>(
      [&] { parsed(toml + "[[variant]]\nlabel = 'c'\nexact = 'linear-student:hidden=4'\n"); },
      "variant 3: exact cases have no law"));
  toml.replace(toml.find("law = 'inits'"), 13, "");
  EXPECT_TRUE(throws_with<DataError>([&] { parsed(toml); }, "c.toml: law is not there"));
}

TEST(ClaimFile, TakesALawOfRandomWeightsAlone) {
  EXPECT_TRUE(throws_with<DataError>([] { parsed(head_text + variants_text + "law = 'sgd'\n"); },
                                     "variant 2: law is of law-margin and law-fall alone"));
}

TEST(Claims, OfTheProgramCanBeTried) {
  std::set<std::string> names;
  for (const Claim& claim : claims()) {
    SCOPED_TRACE(claim.name);
    EXPECT_TRUE(names.insert(claim.name).second);
    std::set<std::string> cases;
    for (const Variant& variant : claim.variants) {
      if (!variant.exact.empty()) {
        EXPECT_TRUE(cases.insert(variant.exact).second) << variant.exact << " twice";
        if (claim.quantity.kind == Quantity::Kind::kExact) {
          EXPECT_GT(exact_information(variant.exact), Nats(0));
        } else {
          EXPECT_NO_THROW(parse_linear_case(variant.exact));
          EXPECT_GE(variant.quick_replicas, 2U);
        }
        continue;
      }
      EXPECT_EQ(load_experiment(variant.preset, variant.settings).runs.size(), 1U);
      for (std::vector<std::string> settings : variant.conditions) {
        settings.insert(settings.begin(), variant.settings.begin(), variant.settings.end());
        EXPECT_EQ(load_experiment(variant.preset, settings).runs.size(), 1U);
      }
      if (variant.estimator.empty()) continue;
      const std::string spec = make_estimator(variant.estimator)->spec();
      if (is_of_law(claim.quantity)) {
        EXPECT_NO_THROW(parse_law(variant.quick_law));
        EXPECT_EQ(format_law(parse_law(variant.law)).substr(0, variant.law.size()), variant.law);
      }
      std::string what = variant.preset + " " + spec;
      for (const std::string& setting : variant.settings) what += " " + setting;
      if (!variant.conditions.empty()) what += " and conditions";
      EXPECT_TRUE(cases.insert(what).second) << what << " twice";
      // an interval needs two networks
      EXPECT_GE(variant.quick_replicas,
                claim.quantity.kind == Quantity::Kind::kCorrelation ? 4U : 2U);
    }
  }
}

TEST(Claims, AreFoundByName) {
  EXPECT_EQ(find_claim("estimator-tanh").name, "estimator-tanh");
  EXPECT_TRUE(throws_with<InvalidArgument>([] { find_claim("estimator-tan"); },
                                           "did you mean 'estimator-tanh'?"));
}

}  // namespace
}  // namespace infoplane
