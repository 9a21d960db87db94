#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "infoplane/core/npy.h"
#include "infoplane/core/random.h"
#include "tests/cli/program.h"

// `infoplane mi` and `infoplane layer`
namespace infoplane {
namespace {

constexpr std::size_t kSamples = 600;

// y = 0.75 x + noise in two columns each, and labels: the sign of x's first column
struct Example {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::int64_t> labels;
};

Example example() {
  Example out;
  Stream stream(3, 0, Purpose::kTest);
  for (std::size_t i = 0; i < 2 * kSamples; ++i) {
    out.x.push_back(stream.normal());
    out.y.push_back(0.75 * out.x.back() + std::sqrt(1 - 0.75 * 0.75) * stream.normal());
    if (i % 2 == 0) out.labels.push_back(out.x.back() > 0 ? 7 : -3);
  }
  return out;
}

// a .npy file of (rows, cols) float64 whose numbers are stored as the header says
std::string stored_npy(const std::vector<double>& row_major, std::size_t rows, bool big_endian,
                       bool fortran) {
  const std::size_t cols = row_major.size() / rows;
  std::string header = std::string("{'descr': '") + (big_endian ? '>' : '<') +
                       "f8', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" +
                       std::to_string(rows) + ", " + std::to_string(cols) + ")}";
  header.resize(118, ' ');
  std::string bytes = std::string("\x93NUMPY\x01\0\x76\0", 10) + header;
  for (std::size_t k = 0; k < row_major.size(); ++k) {
    const std::size_t at = fortran ? k % rows * cols + k / rows : k;
    auto word = std::bit_cast<std::uint64_t>(row_major[at]);
    for (int byte = 0; byte < 8; ++byte) {
      bytes += static_cast<char>(word >> (big_endian ? 56 - 8 * byte : 8 * byte) & 0xff);
    }
  }
  return bytes;
}

class SampleFiles : public Program {
 protected:
  SampleFiles() {
    write("x.npy", format_npy({{kSamples, 2}, data_.x}));
    write("y.npy", format_npy({{kSamples, 2}, data_.y}));
    write("labels.npy", format_npy({{kSamples}, data_.labels}));
  }

  void write(const std::string& name, const std::string& bytes) const {
    write_file(folder_ / name, bytes);
  }

  [[nodiscard]] nlohmann::json json(const std::string& arguments) const {
    const Outcome outcome = call(arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_EQ(outcome.error, "");
    return nlohmann::json::parse(outcome.output);
  }

  const Example data_ = example();
};

using Mi = SampleFiles;
using LayerCommand = SampleFiles;

std::vector<std::string> keys(const nlohmann::json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  std::ranges::sort(names);
  return names;
}

TEST_F(Mi, JsonIsOneObjectAnEstimatorWithTheDocumentedKeys) {
  const nlohmann::json results = json("mi x.npy y.npy -e bins:8 -e gaussian");
  ASSERT_EQ(results.size(), 2U);
  const std::vector<std::string> documented = {"cells",     "ci95",  "dx",    "dy",
                                               "estimator", "flags", "lower", "n",
                                               "std_error", "units", "upper", "value"};
  EXPECT_EQ(keys(results[0]), documented);
  EXPECT_EQ(keys(results[1]), documented);
  EXPECT_EQ(results[0]["estimator"], "bins:8,range=auto");
  EXPECT_EQ(results[0]["n"], kSamples);
  EXPECT_EQ(results[0]["dx"], 2);
  EXPECT_TRUE(results[0]["std_error"].is_null());
  EXPECT_GT(results[1]["std_error"].get<double>(), 0);
  EXPECT_LT(results[1]["ci95"][0], results[1]["value"]);
  EXPECT_GT(results[1]["ci95"][1], results[1]["value"]);
}

TEST_F(Mi, FindsTheInformationOfANormalPair) {
  // two independent pairs of correlation 0.75: 2 * -1/2 log2(1 - 0.75^2) = 1.193 bits
  const nlohmann::json results = json("mi x.npy y.npy -e gaussian -e ksg:k=3");
  for (const nlohmann::json& result : results) {
    EXPECT_NEAR(result["value"].get<double>(), -std::log2(1 - 0.75 * 0.75), 0.2) << result;
  }
}

TEST_F(Mi, NatsAreBitsTimesLnTwo) {
  const nlohmann::json bits = json("mi x.npy y.npy -e bins:8")[0];
  const nlohmann::json nats = json("mi x.npy y.npy -e bins:8 --units nats")[0];
  EXPECT_EQ(bits["units"], "bits");
  EXPECT_EQ(nats["units"], "nats");
  EXPECT_NEAR(nats["value"].get<double>(), bits["value"].get<double>() * std::numbers::ln2, 1e-12);
  const Outcome printed = call("mi x.npy y.npy -e bins:8 --units nats");
  EXPECT_NE(printed.output.find("in nats"), std::string::npos) << printed.output;
}

TEST_F(Mi, TheSameNumbersInAnyOrderAndByteOrderGiveTheSameInformation) {
  const nlohmann::json plain = json("mi x.npy y.npy -e bins:8 -e ksg:k=3,error=none");
  for (const bool big_endian : {false, true}) {
    for (const bool fortran : {false, true}) {
      write("other.npy", stored_npy(data_.y, kSamples, big_endian, fortran));
      EXPECT_EQ(json("mi x.npy other.npy -e bins:8 -e ksg:k=3,error=none"), plain)
          << big_endian << fortran;
    }
  }
}

TEST_F(Mi, WholeNumbersThatRepeatAreALabelUnlessTheUserSaysOtherwise) {
  const std::string head = call("mi x.npy labels.npy -e ksg:k=3").output;
  EXPECT_NE(head.find("dy = 1 (discrete)"), std::string::npos) << head;
  // I(X; sign of x_1) = 1 bit
  EXPECT_NEAR(json("mi x.npy labels.npy -e ksg:k=3")[0]["value"].get<double>(), 1, 0.1);
  const std::string numbers = call("mi x.npy labels.npy -e ksg:k=3 --discrete none").output;
  EXPECT_EQ(numbers.find("discrete"), std::string::npos) << numbers;
}

TEST_F(Mi, FloatsAreALabelIfTheUserSaysSo) {
  std::vector<double> floats(data_.labels.begin(), data_.labels.end());
  write("floats.npy", format_npy({{kSamples}, floats}));
  EXPECT_EQ(json("mi x.npy floats.npy -e ksg:k=3 --discrete y"),
            json("mi x.npy labels.npy -e ksg:k=3"));
}

TEST_F(Mi, Float32IsTakenAsItIs) {
  const std::vector<float> narrow(data_.x.begin(), data_.x.end());
  const std::vector<double> widened(narrow.begin(), narrow.end());
  write("narrow.npy", format_npy({{kSamples, 2}, narrow}));
  write("widened.npy", format_npy({{kSamples, 2}, widened}));
  EXPECT_EQ(json("mi narrow.npy y.npy -e ksg:k=3"), json("mi widened.npy y.npy -e ksg:k=3"));
}

TEST_F(Mi, ThreadsChangeNothing) {
  const std::string specs =
      " -e auto -e ksg:k=3 -e rank-ksg:k=3 -e kde:var=0.1 -e gaussian -e copula -e edge -e renyi";
  EXPECT_EQ(json("mi x.npy y.npy --threads 1" + specs), json("mi x.npy y.npy --threads 3" + specs));
}

TEST_F(Mi, UnequalRowsAreRefusedNamingBothFiles) {
  write("short.npy", format_npy({{10, 2}, std::vector<double>(20, 1.0)}));
  expect_failure("mi x.npy short.npy -e bins:8", 2, "x.npy has 600 rows and short.npy has 10");
}

TEST_F(Mi, DamagedFilesAreNamedWithWhatWasExpected) {
  std::vector<double> bad = data_.y;
  bad[2 * 17 + 1] = std::nan("");
  write("nan.npy", format_npy({{kSamples, 2}, bad}));
  expect_failure("mi x.npy nan.npy -e bins:8", 3, "nan.npy: row 17, column 1");
  bad[2 * 17 + 1] = INFINITY;
  write("inf.npy", format_npy({{kSamples, 2}, bad}));
  expect_failure("mi x.npy inf.npy -e bins:8", 3, "inf.npy: row 17, column 1");
  write("none.npy", "");
  expect_failure("mi x.npy none.npy -e bins:8", 3, "none.npy: expected a .npy file");
  write("empty.npy", format_npy({{0, 2}, std::vector<double>()}));
  expect_failure("mi empty.npy empty.npy -e bins:8", 3, "empty.npy: expected at least one row");
  write("scalar.npy", format_npy({{}, std::vector<double>(1)}));
  expect_failure("mi scalar.npy scalar.npy -e bins:8", 3, "found a single value");
  write("large.npy", format_npy({{1}, std::vector<std::int64_t>(1, (std::int64_t{1} << 53) + 1)}));
  expect_failure("mi large.npy large.npy -e bins:8", 3, "expected a whole number up to 2^53");
  expect_failure("mi x.npy missing.npy -e bins:8", 3, "missing.npy: cannot be read");
}

TEST_F(Mi, AnEstimatorThatMakesNoSenseForAPairSaysWhereItBelongs) {
  for (const char* spec : {"idnns", "noisy:sigma=0.1"}) {
    expect_failure(std::string("mi x.npy y.npy -e ") + spec, 2, "belongs to `layer` and `plane`");
  }
}

TEST_F(Mi, ARefusalDoesNotKeepTheOthersFromTheirResults) {
  const Outcome outcome = call("mi x.npy y.npy -e idnns -e gaussian -e ksg:k=600 -e copula --json");
  EXPECT_EQ(outcome.code, 2);
  const nlohmann::json results = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["estimator"], "gaussian");
  EXPECT_EQ(results[1]["estimator"], "copula");
  EXPECT_NE(outcome.error.find("'idnns' bins"), std::string::npos);
  EXPECT_NE(outcome.error.find("k is 600"), std::string::npos);
  EXPECT_EQ(split(outcome.error, '\n').size(), 2U) << "not one line: " << outcome.error;
}

TEST_F(Mi, AutoSaysWhatItChoseFromWhatAndWhy) {
  const nlohmann::json results = json("mi x.npy y.npy -e auto -e gaussian");
  const std::vector<std::string> documented = {
      "cells", "chosen", "ci95",      "considered", "dx",    "dy",    "estimator", "flags",
      "lower", "n",      "std_error", "units",      "upper", "value", "why"};
  const nlohmann::json& chosen = results[0];
  EXPECT_EQ(keys(chosen), documented);
  EXPECT_FALSE(results[1].contains("chosen"));
  EXPECT_FALSE(results[1].contains("why"));
  EXPECT_FALSE(results[1].contains("considered"));
  EXPECT_EQ(chosen["estimator"], "auto");
  EXPECT_EQ(chosen["chosen"], "copula");
  EXPECT_NE(chosen["why"].get<std::string>().find("x is numbers"), std::string::npos);
  EXPECT_EQ(chosen["flags"], nlohmann::json::array({"model-based"}));
  // the copula comes first, and is what was chosen
  ASSERT_GE(chosen["considered"].size(), 3U);
  EXPECT_EQ(chosen["considered"][0]["estimator"], "copula");
  EXPECT_TRUE(chosen["considered"][0]["seen"].is_null());
  EXPECT_NEAR(chosen["considered"][0]["value"].get<double>(), chosen["value"].get<double>(), 1e-12);
  EXPECT_NE(chosen["considered"].back()["seen"].dump().find("the normal scores"), std::string::npos)
      << chosen["considered"];
}

TEST_F(Mi, AutoIsInTheUnitThatIsAskedFor) {
  const nlohmann::json bits = json("mi x.npy y.npy -e auto")[0];
  const nlohmann::json nats = json("mi x.npy y.npy -e auto --units nats")[0];
  EXPECT_NEAR(nats["value"].get<double>(), bits["value"].get<double>() * std::numbers::ln2, 1e-12);
  ASSERT_EQ(bits["considered"].size(), nats["considered"].size());
  for (std::size_t k = 0; k < bits["considered"].size(); ++k) {
    EXPECT_NEAR(nats["considered"][k]["value"].get<double>(),
                bits["considered"][k]["value"].get<double>() * std::numbers::ln2, 1e-12);
  }
}

TEST_F(Mi, PrintsWhatAutoChose) {
  const std::string text = call("mi x.npy y.npy -e auto -e gaussian").output;
  EXPECT_NE(text.find("auto chose copula: x is numbers"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  copula "), std::string::npos) << text;
  EXPECT_EQ(text.find("gaussian chose"), std::string::npos) << text;
}

TEST_F(Mi, AutoWithoutAValueSaysWhy) {
  // x itself
  const nlohmann::json result = json("mi x.npy x.npy -e auto")[0];
  EXPECT_TRUE(result["value"].is_null());
  EXPECT_TRUE(result["chosen"].is_null());
  EXPECT_EQ(result["considered"], nlohmann::json::array());
  EXPECT_EQ(result["flags"], nlohmann::json::array({"unresolved"}));
  EXPECT_NE(result["why"].get<std::string>().find("determines"), std::string::npos);
  const std::string text = call("mi x.npy x.npy -e auto").output;
  EXPECT_NE(text.find("auto: x is numbers"), std::string::npos) << text;
  EXPECT_EQ(text.find("chose"), std::string::npos) << text;
}

TEST_F(Mi, AutoTakesLabelsForNames) {
  const nlohmann::json result = json("mi x.npy labels.npy -e auto")[0];
  EXPECT_NE(result["why"].get<std::string>().find("y is discrete, 2 states"), std::string::npos);
  // I(X; sign of x_1) = 1 bit
  EXPECT_NEAR(result["value"].get<double>(), 1, 0.1);
}

TEST_F(Mi, WrongWordsAreRefusedBeforeFilesAreRead) {
  expect_failure("mi no.npy no.npy -e auto:t=maybe", 2, "auto: t is 'maybe'");
  expect_failure("mi no.npy no.npy -e auto:k=3", 2, "'k'");
  expect_failure("mi no.npy no.npy -e ksgg", 2, "did you mean 'ksg'?");
  expect_failure("mi no.npy no.npy -e ksg:k=0", 2, "ksg: k");
  expect_failure("mi x.npy y.npy", 2, "--estimator is required");
}

TEST_F(Mi, ExtremeValuesGiveNumbersOrAReason) {
  for (const double scale : {1e-300, 1e-200, 1e200, 1e308}) {
    std::vector<double> x = data_.x;
    for (double& v : x) v = v > 0 ? scale : -scale;
    for (std::size_t i = 0; i < x.size(); i += 3) x[i] /= 2;
    write("extreme.npy", format_npy({{kSamples, 2}, x}));
    for (const char* spec :
         {"auto", "tcopula", "cca-ksg", "bins:8", "exact", "kde:var=0.1", "ksg:k=3",
          "ksg:k=3,variant=2", "ksg:k=3,variant=mixed", "rank-ksg:k=3", "gaussian", "copula",
          "adaptive", "adaptive:kde", "edge", "renyi", "renyi:alpha=2", "renyi:alpha=1000"}) {
      const Outcome outcome = call(std::string("mi extreme.npy y.npy --json -e ") + spec);
      EXPECT_TRUE(outcome.code == 0 || outcome.code == 2) << spec << scale << outcome.error;
      if (outcome.code != 0) continue;
      const nlohmann::json result = nlohmann::json::parse(outcome.output)[0];
      const bool empty = result["value"].is_null();
      EXPECT_TRUE(!empty || result["flags"].dump().find("unresolved") != std::string::npos)
          << result;
    }
  }
}

TEST_F(Mi, TooManyNeighboursAreRefused) {
  expect_failure("mi x.npy y.npy -e ksg:k=600", 2, "k is 600, but must be in [1, N)");
}

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
