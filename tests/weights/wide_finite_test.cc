#include "infoplane/weights/wide_finite.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {
namespace {

// 60 networks of width 256, where 400 of width 1024 are asked for
WideFiniteOptions small_options(Activation activation) {
  WideFiniteOptions options;
  options.activation = activation;
  options.width = 256;
  options.n_networks = 60;
  options.taus = {0, 0.5, 1, 2};
  return options;
}

// of 400 networks of width 1024 the mean is to be within 3 standard errors and the covariance
// within 25%. 60 networks have sqrt(399/59) times as much noise in the covariance; their z has
// Student's law of 59 degrees of freedom, whose share beyond 3.2 is .2%, that of the normal law
// beyond 3. What the width leaves in z, of order sqrt(networks)/width, is 1.5 times as much here.
// These are the data of one seed: of ten, at full size, all of erf and seven of relu stay within 3
// to tau = 2
constexpr double kLargestZ = 3.2;
double largest_error() { return 0.25 * std::sqrt(399.0 / 59); }

TEST(WideFinite, NetworksOfErfAndReluFollowTheKernelToTwo) {
  for (const Activation f : {Activation::kErf, Activation::kRelu}) {
    const WideFiniteResult result = compare_with_finite(small_options(f), {});
    ASSERT_EQ(result.points.size(), 4U);
    for (const WideFinitePoint& point : result.points) {
      EXPECT_LT(point.largest_z, kLargestZ) << "tau " << point.tau;
      EXPECT_LT(point.covariance_error, largest_error()) << "tau " << point.tau;
      EXPECT_LT(point.covariance_noise, largest_error());
    }
    // they have learned: what is predicted is not the initial 0
    EXPECT_GT(result.points.back().predicted_mean.norm(), 1);
    EXPECT_LT(result.points.back().mean_error, 0.2);
    // tau is whole steps of rate / n_train
    const WideFinitePoint& last = result.points.back();
    EXPECT_NEAR(last.tau, static_cast<double>(last.n_steps) * result.learning_rate / 20, 1e-12);
    EXPECT_NEAR(last.tau, 2, result.learning_rate / 20);
  }
}

TEST(WideFinite, OfTwoHiddenLayersToo) {
  WideFiniteOptions options = small_options(Activation::kErf);
  options.hidden = 2;
  options.width = 128;
  options.taus = {0, 1};
  for (const WideFinitePoint& point : compare_with_finite(options, {}).points) {
    EXPECT_LT(point.largest_z, kLargestZ) << "tau " << point.tau;
    EXPECT_LT(point.covariance_error, largest_error()) << "tau " << point.tau;
  }
}

TEST(WideFinite, NarrowReluNetworksPartFromTheKernel) {
  WideFiniteOptions options = small_options(Activation::kRelu);
  options.width = 32;
  options.taus = {0, 20};
  const WideFiniteResult result = compare_with_finite(options, {});
  EXPECT_LT(result.points[0].largest_z, kLargestZ) << "one hidden layer has K at any width";
  EXPECT_GT(result.points[1].largest_z, 6);
}

TEST(WideFinite, DoesNotDependOnThreads) {
  WideFiniteOptions options = small_options(Activation::kErf);
  options.n_networks = 5;
  options.taus = {1};
  Work one;
  one.n_threads = 1;
  Work three;
  three.n_threads = 3;
  const WideFiniteResult a = compare_with_finite(options, one);
  const WideFiniteResult b = compare_with_finite(options, three);
  EXPECT_EQ(a.points[0].mean, b.points[0].mean);
  EXPECT_EQ(a.points[0].covariance_error, b.points[0].covariance_error);
  options.seed = 1;
  EXPECT_NE(compare_with_finite(options, one).points[0].mean, a.points[0].mean);
}

TEST(WideFinite, RefusesWhatItCannotDo) {
  const auto refuses = [](const auto& change) {
    WideFiniteOptions options = small_options(Activation::kErf);
    change(options);
    EXPECT_THROW(compare_with_finite(options, {}), InvalidArgument);
  };
  refuses([](WideFiniteOptions& o) { o.n_networks = 1; });
  refuses([](WideFiniteOptions& o) { o.n_train = 0; });
  refuses([](WideFiniteOptions& o) { o.width = 0; });
  refuses([](WideFiniteOptions& o) { o.step_share = 0; });
  refuses([](WideFiniteOptions& o) { o.step_share = 1.5; });
  refuses([](WideFiniteOptions& o) { o.taus = {2, 1}; });
  refuses([](WideFiniteOptions& o) { o.activation = Activation::kTanh; });
}

TEST(WideFinite, GoesOnFromTheNetworksThatAreKept) {
  const TemporaryFolder folder;
  WideFiniteOptions options = small_options(Activation::kErf);
  options.n_networks = 12;
  options.width = 16;
  const WideFiniteResult whole = compare_with_finite(options, {});
  options.kept = folder / "networks";
  // stopped after five networks, then gone on with
  std::stop_source stop;
  int calls = 0;
  const auto count = [&](double, double) {
    if (++calls == 5) stop.request_stop();
  };
  EXPECT_THROW(compare_with_finite(options, {1, count, stop.get_token()}), Interrupted);
  const auto n_kept = [&] {
    return std::distance(std::filesystem::directory_iterator(options.kept), {});
  };
  EXPECT_EQ(n_kept(), 5);
  const WideFiniteResult found = compare_with_finite(options, {2, nullptr, {}});
  EXPECT_EQ(n_kept(), 12);
  for (std::size_t k = 0; k < whole.points.size(); ++k) {
    EXPECT_EQ(found.points[k].mean, whole.points[k].mean);
    EXPECT_EQ(found.points[k].covariance_error, whole.points[k].covariance_error);
  }
  // what is kept is read, and what is of other networks is not
  write_file(options.kept / "0003.npz", read_file(options.kept / "0004.npz"));
  EXPECT_NE(compare_with_finite(options, {}).points.back().mean, whole.points.back().mean);
  options.seed = 1;
  const WideFiniteResult other = compare_with_finite(options, {});
  options.kept.clear();
  EXPECT_EQ(other.points.back().mean, compare_with_finite(options, {}).points.back().mean);
}

}  // namespace
}  // namespace infoplane
