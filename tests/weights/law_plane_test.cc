#include "infoplane/weights/law_plane.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/estimate/counting.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/run/run_source.h"
#include "infoplane/weights/law_store.h"
#include "infoplane/weights/replica_law.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_run.h"

namespace infoplane {
namespace {

LawPlane plane_of(const SmallRun& run, const char* cells, bool aligned = false,
                  std::size_t n_threads = 0) {
  const auto law = make_replica_law(run.task, run.directory, aligned);
  return compute_law_plane(run.task, *law, *make_discretiser(cells), {n_threads, nullptr, {}});
}

// The ordinary estimator sees the same cells where all networks' rows are given to it as so many
// passes of each input through one network with noise.
TEST(LawPlane, IsWhatTheOrdinaryEstimatorSaysOfAllNetworksTogether) {
  const SmallRun run;
  const LawPlane plane = plane_of(run, "bins:10,range=-1:1");
  ASSERT_EQ(plane.n_vectors, 4U);
  ASSERT_EQ(plane.n_samples, 4096U);
  const RunSource source(run.task, run.directory);
  const auto estimator = make_estimator("bins:10,range=-1:1");
  for (const std::size_t e : {0U, 4U}) {
    std::vector<Activations> networks(4);
    std::vector<std::uint32_t> ids;
    Labels labels;
    labels.n_classes = 2;
    for (std::uint32_t r = 0; r < 4; ++r) {
      source.read(r, plane.epochs[e], {}, networks[r]);
      const std::span<const std::uint32_t> own = source.input_ids(r);
      ids.insert(ids.end(), own.begin(), own.end());
      labels.classes.insert(labels.classes.end(), run.task.data.labels.classes.begin(),
                            run.task.data.labels.classes.end());
    }
    for (std::size_t l = 0; l < 3; ++l) {
      const std::size_t width = networks[0].t[l].cols;
      std::vector<float> stacked;
      for (std::size_t u = 0; u < width; ++u) {
        for (const Activations& network : networks) {
          const auto& values = std::get<std::vector<float>>(network.t[l].columns);
          const auto column = values.begin() + static_cast<std::ptrdiff_t>(u * 4096);
          stacked.insert(stacked.end(), column, column + 4096);
        }
      }
      NetworkSample sample;
      sample.input_ids = ids;
      sample.labels = &labels;
      sample.layers.push_back({column_major(stacked.data(), 4 * 4096, width)});
      const LayerEstimate expected = estimator->network(sample, {}).layers[0];
      const LawInformation& found = plane.at(e, l).all();
      EXPECT_NEAR(found.i_xt.value(), expected.i_xt.value->value(), 1e-9);
      EXPECT_NEAR(found.i_ty.value(), expected.i_ty.value->value(), 1e-9);
      EXPECT_EQ(plane.at(e, l).cells, *expected.cells);
    }
  }
}

TEST(LawPlane, OfSingleVectorsIsTheMeanOfTheOrdinaryPlanes) {
  const SmallRun run;
  const LawPlane plane = plane_of(run, "bins:10,range=-1:1");
  const RunSource source(run.task, run.directory);
  const auto estimator = make_estimator("bins:10,range=-1:1");
  for (std::size_t l = 0; l < 3; ++l) {
    double i_xt = 0;
    for (std::uint32_t r = 0; r < 4; ++r) {
      Activations network;
      source.read(r, 12, {}, network);
      NetworkSample sample;
      sample.layers.push_back({network.t[l].view()});
      i_xt += estimator->network(sample, {}).layers[0].i_xt.value->value() / 4;
    }
    const LawPoint& point = plane.at(4, l);
    EXPECT_NEAR(point.all().i_xt_given_w.value(), i_xt, 1e-9);
    ASSERT_EQ(point.by_vectors.size(), 3U);
    EXPECT_EQ(point.by_vectors[2].n_vectors, 1U);
    EXPECT_EQ(point.by_vectors[2].n_groups, 4U);
    EXPECT_NEAR(point.by_vectors[2].mean.i_xt.value(), i_xt, 1e-9);
  }
}

TEST(LawPlane, KeepsTheIdentityAndItsBounds) {
  const SmallRun run;
  for (const bool aligned : {false, true}) {
    for (const LawPoint& point : plane_of(run, "bins:30", aligned).points) {
      for (const GroupedInformation& group : point.by_vectors) {
        const LawInformation& all = group.mean;
        EXPECT_NEAR(Bits(all.i_xt_given_w).value(), Bits(all.i_xt + all.i_xw_given_t).value(),
                    1e-9);
        EXPECT_GE(all.i_xw_given_t.value(), -1e-12);
        EXPECT_LE(all.i_xw_given_t.value(), std::log(static_cast<double>(group.n_vectors)) + 1e-12);
        EXPECT_LE(all.i_ty.value(), all.i_xt.value() + 1e-9);
      }
    }
  }
}

TEST(LawPlane, AlignmentChangesNoNetworkByItselfAndBringsThemTogether) {
  const SmallRun run;
  // in cells that are large enough for four networks to share some
  const LawPlane apart = plane_of(run, "bins:4");
  const LawPlane together = plane_of(run, "bins:4", true);
  EXPECT_EQ(apart.law, "inits");
  EXPECT_EQ(together.law, "inits:aligned");
  for (std::size_t l = 0; l < 2; ++l) {
    const LawInformation& a = apart.at(4, l).all();
    const LawInformation& b = together.at(4, l).all();
    // a turned unit whose value is exactly on an edge falls into another bin
    EXPECT_NEAR(a.i_xt_given_w.value(), b.i_xt_given_w.value(), 1e-3);
    EXPECT_LT(b.h_t_given_x.value(), a.h_t_given_x.value());
  }
  // the output's units have names
  EXPECT_EQ(apart.at(4, 2).all().i_xt, together.at(4, 2).all().i_xt);
}

TEST(LawPlane, DoesNotDependOnTheThreads) {
  const SmallRun run;
  const LawPlane one = plane_of(run, "bins:30", true, 1);
  const LawPlane five = plane_of(run, "bins:30", true, 5);
  for (std::size_t i = 0; i < one.points.size(); ++i) {
    EXPECT_EQ(one.points[i].all().i_xt, five.points[i].all().i_xt);
    EXPECT_EQ(one.points[i].all().i_ty, five.points[i].all().i_ty);
  }
}

TEST(LawPlane, HasOneGridForAllVectorsAndEpochs) {
  Config config = small_run_config();
  config.activation = Activation::kRelu;
  const SmallRun run(config);
  const LawPlane automatic = plane_of(run, "bins:10,range=auto");
  // the range over all networks and epochs, found by reading them all
  const RunSource source(run.task, run.directory);
  double low = INFINITY;
  double high = -INFINITY;
  for (std::uint32_t r = 0; r < 4; ++r) {
    for (const std::size_t epoch : run.task.epochs) {
      Activations network;
      source.read(r, epoch, {}, network);
      for (const float t : std::get<std::vector<float>>(network.t[0].columns)) {
        low = std::min<double>(low, t);
        high = std::max<double>(high, t);
      }
    }
  }
  const LawPlane fixed = plane_of(run, fmt::format("bins:10,range={}:{}", low, high).c_str());
  for (std::size_t e = 0; e < 5; ++e) {
    EXPECT_EQ(automatic.at(e, 0).all().i_xt, fixed.at(e, 0).all().i_xt);
    EXPECT_FALSE(automatic.at(e, 0).flags.contains(Flag::kRangeOfSample));
  }
}

TEST(LawPlane, FlagsWhatFourVectorsDoNotResolve) {
  const SmallRun run;
  // in the finest cells no two networks agree: H(T|X) = ln 4
  const LawPlane plane = plane_of(run, "exact");
  EXPECT_NEAR(plane.at(4, 0).all().h_t_given_x.value(), std::log(4.0), 1e-3);
  EXPECT_TRUE(plane.at(4, 0).flags.contains(Flag::kUnresolved));
  // with a single cell there is nothing to resolve
  EXPECT_FALSE(plane_of(run, "bins:1,range=-1:1").at(4, 0).flags.contains(Flag::kUnresolved));
}

TEST(LawStore, GivesBackWhatItWasGiven) {
  const SmallRun run;
  const LawPlane plane = plane_of(run, "bins:10");
  const LawStore store(run.folder.path());
  EXPECT_FALSE(store.load({plane.law, plane.estimator}, "print"));
  store.save(plane, "print");
  const auto found = store.load({plane.law, plane.estimator}, "print");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->epochs, plane.epochs);
  EXPECT_EQ(found->n_vectors, 4U);
  EXPECT_EQ(found->n_samples, 4096U);
  EXPECT_EQ(found->h_y, plane.h_y);
  ASSERT_EQ(found->points.size(), plane.points.size());
  for (std::size_t i = 0; i < plane.points.size(); ++i) {
    const LawPoint& a = plane.points[i];
    const LawPoint& b = found->points[i];
    EXPECT_EQ(a.flags, b.flags);
    EXPECT_EQ(a.cells, b.cells);
    ASSERT_EQ(a.by_vectors.size(), b.by_vectors.size());
    for (std::size_t k = 0; k < a.by_vectors.size(); ++k) {
      EXPECT_EQ(a.by_vectors[k].n_groups, b.by_vectors[k].n_groups);
      EXPECT_EQ(a.by_vectors[k].mean.i_xw_given_t, b.by_vectors[k].mean.i_xw_given_t);
      EXPECT_EQ(a.by_vectors[k].i_ty_std_error, b.by_vectors[k].i_ty_std_error);
    }
    ASSERT_EQ(b.left_out.size(), 4U);
    EXPECT_EQ(a.left_out[3].i_ty, b.left_out[3].i_ty);
  }
  // of other weights, or of other cells, there is none
  EXPECT_FALSE(store.load({plane.law, plane.estimator}, "other"));
  EXPECT_FALSE(store.load({plane.law, "exact"}, "print"));
}

TEST(LawStore, TakesADamagedFileForNone) {
  const SmallRun run;
  const LawPlane plane = plane_of(run, "bins:10");
  const LawStore store(run.folder.path());
  store.save(plane, "print");
  for (const auto& entry : std::filesystem::directory_iterator(run.folder / "weights")) {
    const std::string bytes = read_file(entry.path());
    write_file(entry.path(), std::string_view(bytes).substr(0, bytes.size() / 2));
  }
  EXPECT_FALSE(store.load({plane.law, plane.estimator}, "print"));
}

TEST(LawStore, RemembersWhatWasAskedOnceEach) {
  const TemporaryFolder folder;
  const LawStore store(folder.path());
  EXPECT_TRUE(store.asked().empty());
  store.ask({{"inits", "bins:30,range=auto"}, {"sgd", "exact"}});
  store.ask({{"sgd", "exact"}, {"inits", "exact"}});
  EXPECT_EQ(store.asked(),
            (std::vector<LawQuestion>{
                {"inits", "bins:30,range=auto"}, {"sgd", "exact"}, {"inits", "exact"}}));
}

TEST(ReplicaLaw, IsCalledByWhatDiffers) {
  Config config = small_run_config();
  config.vary = {.init = false, .split = false, .batch = true};
  const SmallRun run(config);
  EXPECT_EQ(make_replica_law(run.task, run.directory, false)->spec(), "sgd");
}

TEST(ReplicaLaw, RefusesWhatIsNoLawOfWeights) {
  Config config = small_run_config();
  config.record_samples = RecordSamples::kTest;
  const SmallRun tested(config);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_replica_law(tested.task, tested.directory, false); }, "samples of their own"));
  config = small_run_config();
  config.vary = {.init = false, .split = true, .batch = false};
  const SmallRun alike(config);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_replica_law(alike.task, alike.directory, false); }, "differ neither"));
  config = small_run_config();
  config.noise = 0.1;
  const SmallRun noisy(config);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_replica_law(noisy.task, noisy.directory, false); }, "has noise"));
  config = small_run_config();
  config.replicas = 1;
  const SmallRun single(config);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_replica_law(single.task, single.directory, false); }, "needs at least 2"));
}

}  // namespace
}  // namespace infoplane
