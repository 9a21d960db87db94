#include "infoplane/weights/training_law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_run.h"

namespace infoplane {
namespace {

std::map<std::string, std::string> stored(const SmallRun& run) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(run.folder / "weights")) {
    if (entry.is_regular_file()) files[entry.path().filename()] = read_file(entry.path());
  }
  return files;
}

using MakeLaw = std::unique_ptr<const WeightLaw> (*)(const LawSpec&, const Task&,
                                                     const RunDirectory&, const Work&);

// makes a law, stopping whenever `n_calls` of the progress have come
void make_with_interruptions(MakeLaw make, const LawSpec& spec, const SmallRun& run, int n_calls) {
  int n_interruptions = 0;
  while (true) {
    std::stop_source stop;
    int calls = 0;
    const auto count = [&](double, double) {
      if (++calls == n_calls) stop.request_stop();
    };
    try {
      make(spec, run.task, run.directory, {1, count, stop.get_token()});
      break;
    } catch (const Interrupted&) {
      ++n_interruptions;
    }
  }
  EXPECT_GE(n_interruptions, 2);
}

TEST(WindowLaw, HasTheIteratesOfTheTraining) {
  const SmallRun run;
  // all steps of epochs 2 and 3, at the end of which the run has a checkpoint
  const auto law =
      make_window_law(parse_law("window:8,vectors=8,replica=2"), run.task, run.directory, {});
  EXPECT_EQ(law->epochs(), (std::vector<std::size_t>{3, 6, 9, 12}));
  EXPECT_EQ(law->n_vectors(), 8U);
  const std::vector<NetworkWeights> at_3 = law->vectors(3);
  ASSERT_EQ(at_3.size(), 8U);
  EXPECT_EQ(at_3.back().parameters, run.directory.read_checkpoint(run.task, 2, 3).parameters);
  for (std::size_t k = 1; k < 8; ++k) EXPECT_NE(at_3[k].parameters, at_3[k - 1].parameters);
  // another replica's are others
  const auto other =
      make_window_law(parse_law("window:8,vectors=8,replica=1"), run.task, run.directory, {});
  EXPECT_NE(other->vectors(3)[0].parameters, at_3[0].parameters);
}

TEST(WindowLaw, SpacesItsVectorsEvenlyFromTheFirstStepToTheLast) {
  const SmallRun run;
  const auto every =
      make_window_law(parse_law("window:5-13,vectors=9"), run.task, run.directory, {});
  const auto some =
      make_window_law(parse_law("window:5-13,vectors=3"), run.task, run.directory, {});
  // step 13 is in the fourth epoch, which the run has not recorded
  EXPECT_EQ(every->epochs(), (std::vector<std::size_t>{4}));
  const std::vector<NetworkWeights> all = every->vectors(4);
  const std::vector<NetworkWeights> three = some->vectors(4);
  EXPECT_EQ(three[0].parameters, all[0].parameters);
  EXPECT_EQ(three[1].parameters, all[4].parameters);
  EXPECT_EQ(three[2].parameters, all[8].parameters);
}

TEST(WindowLaw, IsTheSameAfterInterruptions) {
  for (const char* text : {"window:8,vectors=4", "window:10-40,vectors=4"}) {
    const SmallRun whole;
    make_window_law(parse_law(text), whole.task, whole.directory, {});
    const SmallRun interrupted;
    // every second epoch, wherever windows begin and end
    make_with_interruptions(make_window_law, parse_law(text), interrupted, 2);
    EXPECT_EQ(stored(whole), stored(interrupted)) << text;
  }
}

TEST(WindowLaw, RefusesStepsThatTheTrainingHasNot) {
  const SmallRun run;
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_window_law(parse_law("window:1-60"), run.task, run.directory, {}); },
      "step 60 is after the 48 steps"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_window_law(parse_law("window:500"), run.task, run.directory, {}); },
      "no recorded epoch has 500 steps before it"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        make_window_law(parse_law("window:8,vectors=8,replica=4"), run.task, run.directory, {});
      },
      "replica 4 is not among the finished ones"));
}

TEST(WindowLaw, RefusesATrainingThatComesOutOtherwise) {
  const SmallRun run;
  Checkpoint other = run.directory.read_checkpoint(run.task, 0, 6);
  other.parameters[0] += 1e-6f;
  run.directory.write_checkpoint(run.task, 0, other);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_window_law(parse_law("window:8,vectors=8"), run.task, run.directory, {}); },
      "other weights at epoch 6"));
}

TEST(SgldLaw, StaysNearTheCheckpointAtALowTemperatureAndLeavesItAtAHighOne) {
  const SmallRun run;
  const auto distance = [&](const char* text) {
    const auto law = make_sgld_law(parse_law(text), run.task, run.directory, {});
    EXPECT_EQ(law->epochs(), run.task.epochs);
    const std::vector<float> center = run.directory.read_checkpoint(run.task, 0, 12).parameters;
    double sum = 0;
    for (const NetworkWeights& vector : law->vectors(12)) {
      for (std::size_t i = 0; i < center.size(); ++i) {
        sum += std::pow(vector.parameters[i] - center[i], 2) / static_cast<double>(center.size());
      }
    }
    return std::sqrt(sum / 5);
  };
  // of 3277 samples; 40 steps of deviation sqrt(2 * 0.001 * T / 3277) would take a free weight
  // sqrt(30) of these away on average over the second half: 7.7e-4 at T = .033 and .077 at 328; the
  // drift is about .001 * 40 times a gradient of less than .1
  EXPECT_LT(distance("sgld:temperature=.033,rate=.001,steps=40,vectors=5"), 5e-3);
  EXPECT_NEAR(distance("sgld:temperature=328,rate=.001,steps=40,vectors=5"), .077, .02);
}

TEST(SgldLaw, IsTheSameAfterInterruptionsAndForAnyNumberOfThreads) {
  const LawSpec spec = parse_law("sgld:steps=40,vectors=5");
  const SmallRun whole;
  make_sgld_law(spec, whole.task, whole.directory, {1, nullptr, {}});
  const SmallRun threads;
  make_sgld_law(spec, threads.task, threads.directory, {5, nullptr, {}});
  EXPECT_EQ(stored(whole), stored(threads));
  const SmallRun interrupted;
  make_with_interruptions(make_sgld_law, spec, interrupted, 2);
  EXPECT_EQ(stored(whole), stored(interrupted));
}

TEST(SgldLaw, RefusesAChainThatDiverges) {
  Config config = small_run_config();
  config.activation = Activation::kRelu;
  config.loss = Loss::kSquaredError;
  const SmallRun run(config);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        make_sgld_law(parse_law("sgld:rate=1000,steps=400,vectors=5"), run.task, run.directory, {});
      },
      "diverges"));
}

TEST(GaussianLaw, IsTheCheckpointWithNoiseOfTheAskedDeviation) {
  const SmallRun run;
  const auto law =
      make_gaussian_law(parse_law("gaussian:sd=.1,vectors=60"), run.task, run.directory, {});
  EXPECT_EQ(law->epochs(), run.task.epochs);
  EXPECT_EQ(law->n_blocks(), 60U);
  const std::vector<float> center = run.directory.read_checkpoint(run.task, 0, 12).parameters;
  const std::vector<float> start = run.directory.read_checkpoint(run.task, 0, 0).parameters;
  double squares = 0;
  const auto at_12 = law->vectors(12);
  const auto at_0 = law->vectors(0);
  for (std::size_t r = 0; r < 60; ++r) {
    for (std::size_t i = 0; i < center.size(); ++i) {
      const double noise = at_12[r].parameters[i] - center[i];
      squares += noise * noise;
      // the same noise at every epoch, to the rounding of float
      EXPECT_NEAR(at_0[r].parameters[i] - start[i], noise, 1e-6);
    }
  }
  // 60 x 91 squares: a standard error of sqrt(2/5460) = 2%
  EXPECT_NEAR(squares / (60.0 * static_cast<double>(center.size())), .01, .0008);
}

TEST(GaussianLaw, OfLaplaceIsNarrowerThanItsPriorAndWiderWhenHotter) {
  const SmallRun run;
  const auto spread = [&](const char* text) {
    const auto law = make_gaussian_law(parse_law(text), run.task, run.directory, {});
    const std::vector<float> center = run.directory.read_checkpoint(run.task, 0, 12).parameters;
    double squares = 0;
    const auto vectors = law->vectors(12);
    for (const NetworkWeights& vector : vectors) {
      for (std::size_t i = 0; i < center.size(); ++i) {
        squares += std::pow(vector.parameters[i] - center[i], 2);
      }
    }
    return squares / static_cast<double>(vectors.size() * center.size());
  };
  for (const char* kind : {"laplace", "laplace-diagonal", "laplace-kronecker"}) {
    const std::string text = std::string("gaussian:") + kind;
    const double cold = spread((text + ",vectors=50").c_str());
    EXPECT_GT(cold, 0) << kind;
    // the prior alone has variance 1
    EXPECT_LT(cold, 1) << kind;
    // the same numbers, twice as far away
    EXPECT_NEAR(spread((text + ",temperature=4,vectors=50").c_str()), 4 * cold, 1e-3 * cold)
        << kind;
  }
}

TEST(GaussianLaw, OfTheHessianIsRefusedWhereItHasNoPosterior) {
  const SmallRun run;
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        make_gaussian_law(parse_law("gaussian:laplace-hessian,precision=1e-3"), run.task,
                          run.directory, {});
      },
      "smallest eigenvalue"));
  // a prior that is narrow enough makes up for the negative ones
  const auto law = make_gaussian_law(parse_law("gaussian:laplace-hessian,precision=1e4,vectors=2"),
                                     run.task, run.directory, {});
  EXPECT_EQ(law->vectors(12).size(), 2U);
}

TEST(GaussianLaw, OfSwagIsAroundTheIteratesMean) {
  const SmallRun run;
  const auto law =
      make_gaussian_law(parse_law("gaussian:swag,steps=8,vectors=40"), run.task, run.directory, {});
  // epochs with 8 steps before them
  EXPECT_EQ(law->epochs(), (std::vector<std::size_t>{3, 6, 9, 12}));
  const auto iterates =
      make_window_law(parse_law("window:8,vectors=8"), run.task, run.directory, {})->vectors(12);
  const auto drawn = law->vectors(12);
  for (std::size_t i = 0; i < iterates[0].parameters.size(); ++i) {
    double mean = 0;
    for (const NetworkWeights& w : iterates) mean += w.parameters[i] / 8.0;
    double variance = 0;
    for (const NetworkWeights& w : iterates) variance += std::pow(w.parameters[i] - mean, 2) / 8;
    double center = 0;
    for (const NetworkWeights& w : drawn) center += w.parameters[i] / 40.0;
    // half of the variance is the diagonal part, and the other at most a few times that; five
    // standard errors of a mean of 40
    EXPECT_NEAR(center, mean, 5 * std::sqrt(2 * variance / 40) + 1e-6);
  }
}

TEST(StoredVectors, ThatAreDamagedAreSampledAgain) {
  const SmallRun run;
  const LawSpec spec = parse_law("sgld:steps=40,vectors=5");
  make_sgld_law(spec, run.task, run.directory, {});
  const auto before = stored(run);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(run.folder / "weights")) {
    if (entry.path().filename() == "00000006.npz") write_file(entry.path(), "damaged");
  }
  make_sgld_law(spec, run.task, run.directory, {});
  EXPECT_EQ(stored(run), before);
}

}  // namespace
}  // namespace infoplane
