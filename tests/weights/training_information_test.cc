#include "infoplane/weights/training_information.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/weights/information_store.h"
#include "infoplane/weights/labelled_rows.h"
#include "infoplane/weights/pac_bayes.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_run.h"

namespace infoplane {
namespace {

TrainingInformation measured(const SmallRun& run, const std::vector<std::uint32_t>& replicas,
                             const std::vector<std::size_t>& epochs,
                             const TrainingInformationOptions& options = {},
                             const Work& work = {}) {
  return measure_training_information(run.task, run.directory, replicas, epochs, options, work);
}

// what is measured, to the last bit
std::vector<double> numbers_of(const TrainingInformation& information) {
  std::vector<double> out;
  for (const NetworkInformation& n : information.networks) {
    for (const double value :
         {n.train_loss, n.train_accuracy, n.test_accuracy.value_or(-1), n.gaussian.value(),
          n.expected_loss, n.pac_bayes.value(), n.code_mean, n.code_noise}) {
      out.push_back(value);
    }
    out.insert(out.end(), n.code_draws.begin(), n.code_draws.end());
    if (n.spread) out.insert(out.end(), {n.spread->squared_bias, n.spread->variance});
  }
  for (const MeanInterval& bound : information.trajectory.bounds) {
    out.insert(out.end(), {bound.mean, bound.low.value_or(-1), bound.high.value_or(-1)});
  }
  return out;
}

SmallRun sgld_run() {
  Config config = small_run_config();
  config.train.optimiser = Optimiser::kSgld;
  config.train.learning_rate = 0.05;
  config.train.temperature = 0.001;
  return SmallRun(config);
}

Eigen::VectorXd weights_of(const Checkpoint& checkpoint) {
  return Eigen::Map<const Eigen::VectorXf>(checkpoint.parameters.data(),
                                           static_cast<Eigen::Index>(checkpoint.parameters.size()))
      .cast<double>();
}

TEST(TrainingInformation, IsThatOfEachCheckpointOnItsTrainingRows) {
  const SmallRun run;
  const TrainingInformation found = measured(run, {0, 2}, {0, 6, 12});
  ASSERT_EQ(found.networks.size(), 6U);
  const Checkpoint checkpoint = run.directory.read_checkpoint(run.task, 2, 12);
  const Checkpoint initial = run.directory.read_checkpoint(run.task, 2, 0);
  const NetworkJacobian network(run.task.network, checkpoint.parameters, checkpoint.statistics);
  const LabelledRows training(run.task, run.task.split(2).train_rows);
  const NetworkInformation& last = found.last(1);
  EXPECT_EQ(last.train_loss, checkpoint.metrics.train_loss);
  EXPECT_EQ(*last.gap(), checkpoint.metrics.train_accuracy - *checkpoint.metrics.test_accuracy);
  const GaussianInformation gaussian =
      gaussian_information(network, training.view(), found.price, {});
  EXPECT_EQ(last.gaussian, gaussian.information);
  EXPECT_EQ(last.expected_loss, gaussian.expected_loss);
  const PacBayesInformation pac_bayes =
      pac_bayes_information(network, weights_of(initial), training.view(),
                            {.batch = 1024, .n_draws = 8, .seed = 0, .replica = 2});
  EXPECT_EQ(last.pac_bayes, pac_bayes.information);
  EXPECT_EQ(last.code_mean, pac_bayes.code_mean);
  EXPECT_EQ(last.code_noise, pac_bayes.code_noise);
  EXPECT_EQ(last.code_draws, pac_bayes.code_values);
  // the weights have not moved yet
  EXPECT_EQ(found.at(1, 0).pac_bayes.value(), 0);
  EXPECT_NE(found.trajectory.absent.find("adam"), std::string::npos);
  EXPECT_FALSE(last.spread);
}

TEST(TrainingInformation, PriceIsThatOfTheLaplacePosteriorUnlessSaid) {
  const SmallRun run;
  const TrainingInformation found = measured(run, {1}, {12});
  EXPECT_EQ(found.price.beta, 1.0 / 3277);
  // 12-5-3-2: weights without biases, of replica 0 whichever are measured
  const auto w = run.directory.read_checkpoint(run.task, 0, 0).parameters;
  double squares = 0;
  for (const float value : w) squares += static_cast<double>(value) * value;
  EXPECT_NEAR(found.price.prior_variance, 10 * squares / (12 * 5 + 5 * 3 + 3 * 2), 1e-12);
  const TrainingInformation other = measured(run, {1}, {12}, {.beta = .01, .prior_variance = 1.0});
  EXPECT_EQ(other.price.beta, .01);
  EXPECT_EQ(other.price.prior_variance, 1);
  EXPECT_LT(other.last(0).gaussian, found.last(0).gaussian) << "dearer information is less";
}

TEST(TrainingInformation, BoundsTheTrajectoryOfNoisySteps) {
  const SmallRun run = sgld_run();
  const TrainingInformation found = measured(run, {0, 1, 2, 3}, {0, 3, 6, 9, 12});
  EXPECT_EQ(found.trajectory.absent, "");
  ASSERT_EQ(found.trajectory.bounds.size(), 5U);
  EXPECT_EQ(found.trajectory.bounds.front().mean, 0);
  for (std::size_t e = 1; e < 5; ++e) {
    EXPECT_GT(found.trajectory.bounds[e].mean, found.trajectory.bounds[e - 1].mean);
    EXPECT_LT(*found.trajectory.bounds[e].low, found.trajectory.bounds[e].mean);
  }
  // the centre is the gradient of all 4096 rows
  const Checkpoint checkpoint = run.directory.read_checkpoint(run.task, 3, 9);
  const NetworkJacobian network(run.task.network, checkpoint.parameters, checkpoint.statistics);
  const LabelledInputs all{run.task.data.inputs(), run.task.data.labels.classes};
  const LabelledRows training(run.task, run.task.split(3).train_rows);
  const Eigen::VectorXd of_training = loss_gradient(network, training.view(), {}).gradient;
  const Eigen::VectorXd of_all = loss_gradient(network, all, {}).gradient;
  ASSERT_TRUE(found.at(3, 3).spread);
  EXPECT_NEAR(found.at(3, 3).spread->squared_bias / (of_training - of_all).squaredNorm(), 1, 1e-9);
}

TEST(TrainingInformation, IsTheSameForAnyNumberOfThreadsAndFromDisk) {
  const SmallRun one = sgld_run();
  const SmallRun two = sgld_run();
  const std::vector<std::uint32_t> replicas{0, 1, 3};
  const std::vector<std::size_t> epochs{0, 6, 12};
  const std::vector<double> numbers =
      numbers_of(measured(one, replicas, epochs, {}, {.n_threads = 1, .progress = {}, .stop = {}}));
  EXPECT_EQ(
      numbers_of(measured(two, replicas, epochs, {}, {.n_threads = 2, .progress = {}, .stop = {}})),
      numbers);
  EXPECT_EQ(numbers_of(measured(one, replicas, epochs)), numbers) << "from disk";
}

TEST(TrainingInformation, TakesFromDiskWhatIsThereAndMendsWhatIsDamaged) {
  const SmallRun run;
  const TrainingInformation first = measured(run, {0}, {0, 12});
  const std::filesystem::path file =
      run.folder.path() / "weights" / "information" / "0000" / "00000012.npz";
  const std::string bytes = read_file(file);
  const auto written = std::filesystem::last_write_time(file);
  EXPECT_EQ(numbers_of(measured(run, {0}, {0, 12})), numbers_of(first));
  EXPECT_EQ(std::filesystem::last_write_time(file), written) << "it was measured again";
  for (const std::string& damage : {bytes.substr(0, bytes.size() / 2), std::string()}) {
    write_file(file, damage);
    EXPECT_EQ(numbers_of(measured(run, {0}, {0, 12})), numbers_of(first));
    EXPECT_EQ(read_file(file), bytes);
  }
  // what was asked otherwise is something else
  EXPECT_NE(numbers_of(measured(run, {0}, {0, 12}, {.beta = .1, .prior_variance = {}})),
            numbers_of(first));
}

TEST(TrainingInformation, StopsWhenAskedTo) {
  const SmallRun run;
  std::stop_source source;
  Work work{.n_threads = 1, .progress = {}, .stop = source.get_token()};
  work.progress = [&source](double done, double total) {
    EXPECT_EQ(total, 4);
    if (done == 2) source.request_stop();
  };
  EXPECT_THROW(measured(run, {0, 1}, {0, 12}, {}, work), Interrupted);
  // what was done is kept
  EXPECT_TRUE(std::filesystem::exists(run.folder.path() / "weights" / "information" / "0000" /
                                      "00000012.npz"));
}

TEST(TrainingInformation, TakesFactorsOfManyParameters) {
  const auto network = [](const char* hidden) {
    return make_network(12, parse_hidden_layers(hidden, Activation::kTanh), 2, Loss::kCrossEntropy,
                        Initialiser::kHeNormal);
  };
  EXPECT_EQ(information_curvature(network("10-7-5-4-3")), CurvatureKind::kGaussNewton);
  // 12 * 70 + 70 + 70 * 2 + 2 = 1052
  EXPECT_EQ(information_curvature(network("70")), CurvatureKind::kKronecker);
  EXPECT_EQ(information_curvature(network("70-BN")), CurvatureKind::kGaussNewtonDiagonal);
}

TEST(TrainingInformation, RefusesWhatCannotBeMeasured) {
  const SmallRun run;
  const auto refuses = [&](const std::vector<std::uint32_t>& replicas,
                           const std::vector<std::size_t>& epochs,
                           const TrainingInformationOptions& options, const std::string& part) {
    return throws_with<InvalidArgument>([&] { measured(run, replicas, epochs, options); }, part);
  };
  EXPECT_TRUE(refuses({}, {12}, {}, "there are no replicas"));
  EXPECT_TRUE(refuses({0}, {}, {}, "there are no epochs"));
  EXPECT_TRUE(refuses({0}, {5}, {}, "epoch 5 is not recorded"));
  EXPECT_TRUE(refuses({0}, {12}, {.beta = -1, .prior_variance = {}}, "beta is -1"));
  EXPECT_TRUE(refuses({0}, {12}, {.beta = {}, .prior_variance = {}, .n_code_draws = 0},
                      "number of draws is 0"));
  Task noisy = run.task;
  noisy.network.layers.front().noise = .1;
  EXPECT_THROW(measure_training_information(noisy, run.directory, {0}, {12}, {}, {}),
               InvalidArgument);
}

}  // namespace
}  // namespace infoplane
