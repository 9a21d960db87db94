#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "infoplane/core/npy.h"
#include "infoplane/core/random.h"
#include "tests/cli/sample_files.h"

// `infoplane mi`
namespace infoplane {
namespace {

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

using Mi = SampleFiles;

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
      "cells", "chosen", "ci95",  "considered", "dx",    "dy",    "estimator", "flags",
      "lower", "n",      "parts", "std_error",  "units", "upper", "value",     "why"};
  const nlohmann::json& chosen = results[0];
  EXPECT_EQ(keys(chosen), documented);
  EXPECT_FALSE(results[1].contains("chosen"));
  EXPECT_FALSE(results[1].contains("why"));
  EXPECT_FALSE(results[1].contains("considered"));
  EXPECT_EQ(chosen["estimator"], "auto");
  EXPECT_EQ(chosen["chosen"], "copula");
  EXPECT_NE(chosen["why"].get<std::string>().find("x is numbers"), std::string::npos);
  EXPECT_EQ(chosen["flags"], nlohmann::json::array({"model-based"}));
  EXPECT_EQ(chosen["parts"], nlohmann::json::array());
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

TEST_F(Mi, AutoTakesApartWhatIsPartDiscrete) {
  // x after ReLU
  std::vector<double> relu = data_.x;
  for (double& v : relu) v = std::max(v, 0.0);
  write("relu.npy", format_npy({{kSamples, 2}, relu}));
  const nlohmann::json result = json("mi relu.npy y.npy -e auto")[0];
  EXPECT_EQ(result["chosen"], "chain");
  EXPECT_EQ(result["considered"], nlohmann::json::array());
  ASSERT_EQ(result["parts"].size(), 2U);
  EXPECT_EQ(result["parts"][0]["what"], "states of x and numbers of y");
  EXPECT_EQ(result["parts"][1]["what"], "numbers of x and of y within their states");
  double sum = 0;
  for (const nlohmann::json& part : result["parts"]) sum += part["value"].get<double>();
  EXPECT_NEAR(result["value"].get<double>(), sum, 1e-12);
  const std::string text = call("mi relu.npy y.npy -e auto").output;
  EXPECT_NE(text.find("  states of x and numbers of y\n"), std::string::npos) << text;
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

}  // namespace
}  // namespace infoplane
