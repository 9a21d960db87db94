#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/program.h"

namespace infoplane {
namespace {

// a run that trains in no time, of 6 networks with 20 epochs of 7 steps
class WeightsCommand : public Program {
 protected:
  static constexpr const char* kRun =
      "run quick replicas=6 train.epochs=20 network.hidden=5-3 record.epochs=every:5";

  void SetUp() override {
    const Outcome outcome = call(kRun);
    ASSERT_EQ(outcome.code, 0) << outcome.error;
    run_ = outcome.output.substr(0, outcome.output.size() - 1);
  }

  [[nodiscard]] std::string file(const std::string& name) const {
    return read_file(folder_ / (run_ + "/" + name));
  }

  std::string run_;
};

TEST_F(WeightsCommand, CountsTheRunsReplicasByDefault) {
  const Outcome outcome = call("weights " + run_);
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(outcome.output.find("inits by bins:30,range=auto: 6 weight vectors, 5 epochs up to 20"),
            0U)
      << outcome.output;
  const std::vector<std::string> lines = split(file("weights.csv"), '\n');
  EXPECT_EQ(lines[0],
            "law,replicas,epoch,layer,h_t_bits,h_t_given_x_bits,h_t_given_y_bits,i_xt_given_w_bits,"
            "i_xt_bits,i_xw_given_t_bits,i_ty_bits,flags");
  // 5 epochs of 3 layers, and the end of the last line
  EXPECT_EQ(lines.size(), 1U + 5 * 3 + 1);
  for (const char* name : {"weights_vectors.csv", "weights_phases.csv", "weights.svg"}) {
    EXPECT_FALSE(file(name).empty()) << name;
  }
  EXPECT_NE(file("weights.html").find("</html>"), std::string::npos);
}

TEST_F(WeightsCommand, JsonHoldsTheIdentityInTheAskedUnit) {
  const Outcome outcome = call("weights " + run_ + " --json --units nats --quiet");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const auto json = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["units"], "nats");
  EXPECT_EQ(json[0]["vectors"], 6);
  ASSERT_EQ(json[0]["layers"].size(), 3U);
  for (const auto& layer : json[0]["layers"]) {
    EXPECT_NEAR(layer["i_xt_given_w"].get<double>(),
                layer["i_xt"].get<double>() + layer["i_xw_given_t"].get<double>(), 1e-9);
    EXPECT_LE(layer["i_xw_given_t"].get<double>(), std::log(6) + 1e-9);
    // from 6, 3 and 1 vectors
    EXPECT_EQ(layer["by_vectors"].size(), 3U);
  }
}

TEST_F(WeightsCommand, LawsAddUpAndAreNotMadeTwice) {
  ASSERT_EQ(call("weights " + run_).code, 0);
  const Outcome more =
      call("weights " + run_ +
           " --law sgd --law window:20,vectors=10 --law sgld:steps=40,vectors=10 "
           "--law gaussian:laplace,vectors=10 --law gaussian:swag,steps=20,vectors=10");
  EXPECT_EQ(more.code, 0) << more.error;
  const std::string table = file("weights.csv");
  for (const char* law : {"\ninits,6,", "\nsgd,6,", "\n\"window:20,vectors=10,replica=0\",10,",
                          "\n\"sgld:temperature=1,rate=0.01,steps=40,vectors=10,replica=0\",10,"}) {
    EXPECT_NE(table.find(law), std::string::npos) << law;
  }
  // again, on another number of threads: from what is stored, and the same bytes
  const Outcome again = call("weights " + run_ + " --law sgd --threads 1");
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.error.find("counting"), std::string::npos) << again.error;
  EXPECT_EQ(file("weights.csv"), table);
}

TEST_F(WeightsCommand, BytesDoNotDependOnTheThreads) {
  const std::string laws = " --law inits:aligned --law sgld:steps=40,vectors=10 --quiet";
  ASSERT_EQ(call("weights " + run_ + laws + " --threads 1").code, 0);
  const std::string one = file("weights_vectors.csv") + file("weights.html");
  ASSERT_EQ(shell("rm -r " + run_ + "/weights").code, 0);
  ASSERT_EQ(call("weights " + run_ + laws + " --threads 3").code, 0);
  EXPECT_EQ(file("weights_vectors.csv") + file("weights.html"), one);
}

TEST_F(WeightsCommand, WrongCallsSayWhatIsWrong) {
  expect_failure("weights nowhere", 2, "'nowhere' is neither a run directory nor an experiment");
  expect_failure("weights " + run_ + " --law init", 2, "did you mean 'inits'?");
  expect_failure("weights " + run_ + " --law window:20-500,vectors=10", 2,
                 "step 500 is after the 140 steps");
  expect_failure("weights " + run_ + " -e kde:var=0.1", 2, "has no cells to count");
  expect_failure("weights " + run_ + " --noisy inits", 2, "is not normal");
  expect_failure("weights wide --law inits", 2, "needs no run");
  expect_failure("weights wide:depth=2", 2, "did you mean");
}

TEST_F(WeightsCommand, NoisyWeightsAreShownByDrawsAndLinearised) {
  const Outcome outcome =
      call("weights " + run_ + " --noisy gaussian:sd=0.01 --inputs 64 --json --quiet");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const auto json = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(json[0]["n"], 64);
  ASSERT_EQ(json[0]["layers"].size(), 3U);
  // the first layer is linear in its weights: there is no difference
  EXPECT_NEAR(json[0]["layers"][0]["difference"].get<double>(), 0, 1e-9);
  EXPECT_LE(json[0]["layers"][0]["i_xt"].get<double>(), 6.1);
}

TEST_F(WeightsCommand, NoisyWeightsStayInTheTableAndOnThePage) {
  const std::string noisy = "weights " + run_ + " --inputs 64 --noisy ";
  const Outcome first = call(noisy + "gaussian:sd=0.01");
  EXPECT_EQ(first.code, 0) << first.error;
  EXPECT_NE(first.output.find("report: " + run_ + "/weights.html\n"), std::string::npos);
  const std::string one = file("weights_noisy.csv");
  EXPECT_EQ(
      one.find("law,epoch,n,layer,i_xt_bits,i_xt_std_error_bits,i_xt_lower_bits,"
               "i_xt_upper_bits,linearised_bits,linearised_std_error_bits,difference_bits,"
               "covariance_difference,flags\n\"gaussian:sd=0.01,vectors=50,replica=0\",20,64,1,"),
      0U)
      << one;
  // another one is added, the first is not calculated again
  const Outcome second = call(noisy + "gaussian:sd=0.2");
  EXPECT_EQ(second.code, 0) << second.error;
  EXPECT_EQ(second.error.find("sd=0.01"), std::string::npos) << second.error;
  EXPECT_EQ(file("weights_noisy.csv").find(one), 0U);
  EXPECT_EQ(split(file("weights_noisy.csv"), '\n').size(), 1U + 2 * 3 + 1);
  // a law keeps it on the page, whatever the threads
  ASSERT_EQ(call("weights " + run_).code, 0);
  const std::string page = file("weights.html");
  EXPECT_NE(page.find("noisy-title"), std::string::npos);
  EXPECT_NE(page.find("planes-title"), std::string::npos);
  ASSERT_EQ(shell("rm -r " + run_ + "/weights/noisy/*.npz").code, 0);
  ASSERT_EQ(call(noisy + "gaussian:sd=0.2 --threads 1").code, 0);
  EXPECT_EQ(file("weights.html"), page);
}

TEST_F(WeightsCommand, ThePageNamesThatOfTheInformationWhereItWasMeasured) {
  ASSERT_EQ(call("weights " + run_).code, 0);
  EXPECT_EQ(file("weights.html").find("weights_information.html"), std::string::npos);
  ASSERT_EQ(call("weights " + run_ + " --information --epochs 2").code, 0);
  EXPECT_NE(file("weights.html").find("<a href=\"weights_information.html\">"), std::string::npos);
}

TEST_F(WeightsCommand, InformationInTheWeightsIsATableAPageAndComparesRuns) {
  const Outcome one = call("weights " + run_ + " --information --epochs 3");
  EXPECT_EQ(one.code, 0) << one.error;
  EXPECT_EQ(one.output.find("information in the weights at the last epoch, bits"), 0U)
      << one.output;
  // 6 networks at 3 epochs
  EXPECT_EQ(split(file("weights_information.csv"), '\n').size(), 1U + 6 * 3 + 1);
  EXPECT_NE(file("weights_information.html").find("</html>"), std::string::npos);
  const Outcome other = call(std::string(kRun) + " data.label_noise=0.2");
  ASSERT_EQ(other.code, 0) << other.error;
  const Outcome both = call("weights " + run_ + " " +
                            other.output.substr(0, other.output.size() - 1) + " --information");
  EXPECT_EQ(both.code, 0) << both.error;
  EXPECT_NE(both.output.find("Kendall's tau"), std::string::npos) << both.output;
  const Outcome json = call("weights " + run_ + " --information --json --quiet --units nats");
  const auto parsed = nlohmann::json::parse(json.output);
  EXPECT_EQ(parsed["units"], "nats");
  const auto& networks = parsed["runs"][0]["networks"];
  EXPECT_EQ(networks.size(), 6U * 5);
  EXPECT_NEAR(networks[0]["pac_bayes"].get<double>(), 0, 1e-12) << "nothing is learned at first";
  expect_failure("weights " + run_ + " " + run_ + "x", 2, "only --information compares several");
  expect_failure("weights " + run_ + " --information --law inits", 2, "goes neither with");
}

class WeightExperiments : public Program {};

// the references are those of docs/methods.md sections 19 and 20
TEST_F(WeightExperiments, GiveTheKnownNumbers) {
  const auto row = [&](const std::string& arguments) {
    const Outcome outcome = call("weights " + arguments + " --json --quiet");
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    return nlohmann::json::parse(outcome.output)["rows"].back();
  };
  EXPECT_NEAR(row("linear-regression")["i_wd_bits"].get<double>(), 7.423744313978, 1e-10);
  EXPECT_NEAR(row("langevin:step=.001,sets=100")["stationary_bits"].get<double>(), 7.3883011377,
              1e-9);
  const auto mean = row("mean-estimation:n=4,steps=20,batch=4 --units nats");
  EXPECT_NEAR(mean["i_ws_nats"].get<double>(), .6575483831, 1e-9);
  EXPECT_NEAR(mean["i_path_s_nats"].get<double>(), .8109302162, 1e-9);
  EXPECT_GE(mean["excess_nats"].get<double>(), 0);
  const auto wide = row("wide:train=20,test=50,sets=2,inputs=5");
  EXPECT_EQ(wide["tau"], 1000);
  EXPECT_LE(wide["i_xz_bits"].get<double>(), std::log2(50));
}

TEST_F(WeightExperiments, AreWrittenIntoADirectoryOfTheirSpecification) {
  const auto report_of = [&](const std::string& arguments) {
    const Outcome outcome = call("weights " + arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    const std::size_t at = outcome.error.find("report: ");
    EXPECT_NE(at, std::string::npos) << outcome.error;
    return outcome.error.substr(at + 8, outcome.error.find('\n', at) - at - 8);
  };
  const std::string page = report_of("mean-estimation:n=4,steps=3");
  EXPECT_EQ(page.find("runs/weights-mean-estimation-"), 0U) << page;
  EXPECT_TRUE(page.ends_with("/report.html")) << page;
  EXPECT_NE(read_file(folder_ / page).find("</html>"), std::string::npos);
  const std::string csv = page.substr(0, page.rfind('/')) + "/experiment.csv";
  const std::vector<std::string> lines = split(read_file(folder_ / csv), '\n');
  EXPECT_EQ(lines[0],
            "steps,i_ws_bits,i_path_s_bits,bound_bits,excess_bits,tightest_bound_bits,"
            "tightest_excess_bits");
  EXPECT_EQ(lines.size(), 1U + 3 + 1);
  // defaults said or not, in any order and unit, it is the same experiment
  EXPECT_EQ(report_of("mean-estimation:steps=3,n=4,batch=1,step=0.1 --units nats --json"), page);
  EXPECT_EQ(lines, split(read_file(folder_ / csv), '\n'));
  EXPECT_NE(report_of("mean-estimation:n=4,steps=4"), page);
  EXPECT_EQ(report_of("linear-regression -o elsewhere").find("elsewhere/weights-linear-regr"), 0U);
}

TEST_F(WeightExperiments, AreTablesForPeople) {
  const Outcome outcome = call("weights wide-finite:width=16,networks=20 --quiet");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(outcome.output.find("20 networks of width 16, erf"), 0U) << outcome.output;
  EXPECT_NE(outcome.output.find("\ntau "), std::string::npos);
  expect_failure("weights langevin:step=3", 2, "must be in (0, 0.067");
}

}  // namespace
}  // namespace infoplane
