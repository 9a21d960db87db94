#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "infoplane/core/npy.h"
#include "tests/cli/sample_files.h"

// `infoplane layer`
namespace infoplane {
namespace {

using LayerCommand = SampleFiles;

TEST_F(LayerCommand, JsonHasTheDocumentedKeysAndNullForWhatIsNotThere) {
  const nlohmann::json layer = json("layer y.npy -e bins:8 -e ksg:k=3");
  const std::vector<std::string> documented = {
      "cells", "d",          "estimator",  "flags",          "h_y",
      "i_ty",  "i_ty_ci95",  "i_ty_lower", "i_ty_std_error", "i_ty_upper",
      "i_xt",  "i_xt_ci95",  "i_xt_lower", "i_xt_std_error", "i_xt_upper",
      "n",     "shuffled-y", "units"};
  EXPECT_EQ(keys(layer[0]), documented);
  EXPECT_TRUE(layer[0]["i_ty"].is_null());
  EXPECT_TRUE(layer[0]["h_y"].is_null());
  EXPECT_GT(layer[0]["i_xt"].get<double>(), 1);
  // without inputs, nearest neighbours say nothing of I(X;T)
  EXPECT_TRUE(layer[1]["i_xt"].is_null());
}

TEST_F(LayerCommand, LabelsGiveITyWithItsCeilingAndItsBaseline) {
  const nlohmann::json layer = json("layer y.npy --labels labels.npy -e bins:8 -e ksg:k=3");
  for (const nlohmann::json& result : layer) {
    EXPECT_NEAR(result["h_y"].get<double>(), 1, 0.01);
    EXPECT_GT(result["i_ty"].get<double>(), 0.2);
    EXPECT_LT(result["i_ty"].get<double>(), 0.7);
  }
  EXPECT_LT(layer[0]["shuffled-y"], layer[0]["i_ty"]);
  EXPECT_TRUE(layer[1]["shuffled-y"].is_null());
}

TEST_F(LayerCommand, InputsGiveNearestNeighboursAnIXt) {
  const nlohmann::json layer = json("layer y.npy --inputs x.npy -e ksg:k=3")[0];
  EXPECT_EQ(layer["i_xt"], json("mi x.npy y.npy -e ksg:k=3")[0]["value"]);
}

TEST_F(LayerCommand, AutoSaysWhyThereIsNoInformationOnTheInputs) {
  for (const char* inputs : {"", " --inputs x.npy"}) {
    const std::string command = std::string("layer y.npy --labels labels.npy -e auto") + inputs;
    const nlohmann::json layer = json(command)[0];
    EXPECT_TRUE(layer["i_xt"].is_null());
    EXPECT_TRUE(layer["i_xt_chosen"].is_null());
    for (const char* word : {"noisy", "kde", "bins"}) {
      EXPECT_NE(layer["i_xt_why"].get<std::string>().find(word), std::string::npos);
    }
    EXPECT_NE(layer["flags"].dump().find("unresolved"), std::string::npos);
    const std::string text = call(command).output;
    EXPECT_NE(text.find("auto, I(X;T): T is a function of X"), std::string::npos) << text;
    // inputs would change nothing
    EXPECT_EQ(text.find("needs --inputs"), std::string::npos) << text;
  }
  const std::string text = call("layer y.npy -e ksg:k=3 -e auto").output;
  EXPECT_NE(text.find("ksg:k=3 needs --inputs for I(X;T)"), std::string::npos) << text;
}

TEST_F(LayerCommand, AutoSaysWhatItChoseForTheLabels) {
  const nlohmann::json layer = json("layer y.npy --labels labels.npy -e auto -e rank-ksg:k=5");
  EXPECT_EQ(layer[0]["i_ty_chosen"], "rank-ksg:k=5");
  EXPECT_NE(layer[0]["i_ty_why"].get<std::string>().find("Y is discrete, 2 states"),
            std::string::npos);
  ASSERT_FALSE(layer[0]["i_ty_considered"].empty());
  EXPECT_EQ(layer[0]["i_ty_considered"][0]["estimator"], "rank-ksg:k=5");
  // what is said to be chosen gives the same by itself
  EXPECT_NEAR(layer[1]["i_ty"].get<double>(), layer[0]["i_ty"].get<double>(), 1e-12);
  EXPECT_FALSE(layer[1].contains("i_ty_chosen"));
  const nlohmann::json nats = json("layer y.npy --labels labels.npy -e auto --units nats")[0];
  EXPECT_NEAR(nats["i_ty"].get<double>(), layer[0]["i_ty"].get<double>() * std::numbers::ln2,
              1e-12);
  const std::string text = call("layer y.npy --labels labels.npy -e auto").output;
  EXPECT_NE(text.find("auto, I(T;Y) chose rank-ksg:k=5"), std::string::npos) << text;
}

TEST_F(LayerCommand, EqualInputsAreOneInput) {
  // each input twice, with two outcomes: H(T|X) = 1 bit of H(T) = 1 bit
  write("t.npy", format_npy({{4}, std::vector<double>{0, 1, 0, 1}}));
  write("in.npy", format_npy({{4}, std::vector<double>{5, 5, 6, 6}}));
  EXPECT_NEAR(json("layer t.npy --inputs in.npy -e exact")[0]["i_xt"].get<double>(), 0, 1e-12);
  EXPECT_NEAR(json("layer t.npy -e exact")[0]["i_xt"].get<double>(), 1, 1e-12);
}

TEST_F(LayerCommand, TheActivationGivesTheRange) {
  const nlohmann::json known = json("layer y.npy --activation tanh -e bins:8")[0];
  EXPECT_EQ(known["i_xt"], json("layer y.npy -e bins:8,range=-1:1")[0]["i_xt"]);
  EXPECT_EQ(known["flags"], nlohmann::json::array({"out-of-range"}));
  EXPECT_EQ(json("layer y.npy -e bins:8")[0]["flags"], nlohmann::json::array({"range-of-sample"}));
  expect_failure("layer y.npy --activation tahn -e bins:8", 2, "did you mean 'tanh'?");
}

TEST_F(LayerCommand, SoftLabelsAreColumnsOfProbabilities) {
  // T tells the two halves apart; p(y=0|x) = 0.9 or 0.1: I = 1 - h(0.1)
  write("t.npy", format_npy({{4}, std::vector<float>{0, 0, 1, 1}}));
  write("soft.npy", format_npy({{4, 2}, std::vector<double>{.9, .1, .9, .1, .1, .9, .1, .9}}));
  const double h = -0.1 * std::log2(0.1) - 0.9 * std::log2(0.9);
  const nlohmann::json layer = json("layer t.npy --labels soft.npy -e exact")[0];
  EXPECT_NEAR(layer["i_ty"].get<double>(), 1 - h, 1e-12);
  // one-hot rows are classes
  write("hot.npy", format_npy({{4, 2}, std::vector<std::int64_t>{1, 0, 1, 0, 0, 1, 0, 1}}));
  EXPECT_NEAR(json("layer t.npy --labels hot.npy -e exact")[0]["i_ty"].get<double>(), 1, 1e-12);
}

TEST_F(LayerCommand, SoftLabelsAreDrawnForEstimatorsThatCannotWeightThem) {
  // T shows a bit that p(y|x) hardly depends on: 1 - h(.4) = .029 bits, not the 1 bit of "likelier"
  std::vector<double> t;
  std::vector<double> p;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const bool bit = data_.labels[i] > 0;
    t.push_back(data_.x[i] + (bit ? 9 : -9));
    p.insert(p.end(), {bit ? 0.4 : 0.6, bit ? 0.6 : 0.4});
  }
  write("t.npy", format_npy({{kSamples}, t}));
  write("soft.npy", format_npy({{kSamples, 2}, p}));
  for (const char* spec : {"ksg:k=3", "rank-ksg:k=3", "edge", "kde:var=0.1", "exact:bits=1"}) {
    const nlohmann::json layer = json(std::string("layer t.npy --labels soft.npy -e ") + spec)[0];
    EXPECT_NEAR(layer["i_ty"].get<double>(), 0.029, 0.06) << spec;
  }
}

TEST_F(LayerCommand, LabelsThatAreNoneAreRefused) {
  expect_failure("layer y.npy --labels x.npy -e exact", 3, "probabilities that sum to 1");
  write("half.npy", format_npy({{kSamples}, std::vector<double>(kSamples, 0.5)}));
  expect_failure("layer y.npy --labels half.npy -e exact", 3,
                 "row 0 (counted from 0): expected a whole");
  write("few.npy", format_npy({{3}, std::vector<std::int64_t>{0, 1, 0}}));
  expect_failure("layer y.npy --labels few.npy -e exact", 2, "few.npy has 3");
}

TEST_F(LayerCommand, OneClassOrOneSampleAClassIsDefined) {
  write("one.npy", format_npy({{kSamples}, std::vector<std::int64_t>(kSamples, 4)}));
  std::vector<std::int64_t> numbers(kSamples);
  for (std::size_t i = 0; i < kSamples; ++i) numbers[i] = static_cast<std::int64_t>(i);
  write("own.npy", format_npy({{kSamples}, numbers}));
  for (const char* spec :
       {"bins:8", "exact", "idnns", "adaptive", "ksg:k=3", "rank-ksg:k=3", "kde:var=0.1",
        "noisy:sigma=0.1,draws=2", "gaussian", "copula", "edge", "renyi"}) {
    const nlohmann::json one = json(std::string("layer y.npy --labels one.npy -e ") + spec).at(0);
    EXPECT_EQ(one["h_y"], 0) << spec;
    if (!one["i_ty"].is_null()) {
      EXPECT_NEAR(one["i_ty"].get<double>(), 0, 1e-6) << spec;
    }
    const nlohmann::json own = json(std::string("layer y.npy --labels own.npy -e ") + spec).at(0);
    EXPECT_NEAR(own["h_y"].get<double>(), std::log2(kSamples), 1e-9) << spec;
  }
}

}  // namespace
}  // namespace infoplane
