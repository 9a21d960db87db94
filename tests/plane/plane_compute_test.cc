#include "infoplane/plane/plane_compute.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {
namespace {

// two unbounded layers of 3 and 2 units that grow with the epoch; 200 samples
class MemorySource final : public ActivationSource {
 public:
  MemorySource() {
    Stream stream(1, 0, Purpose::kTest);
    for (std::uint32_t i = 0; i < kSamples; ++i) {
      ids_.push_back(i);
      labels_.classes.push_back(stream.below(2));
    }
    labels_.n_classes = 2;
  }

  [[nodiscard]] const std::vector<LayerInfo>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<std::uint32_t>& replicas() const override { return replicas_; }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return epochs_; }
  [[nodiscard]] const Labels& labels(std::uint32_t) const override { return labels_; }
  [[nodiscard]] std::span<const std::uint32_t> input_ids(std::uint32_t) const override {
    return ids_;
  }
  [[nodiscard]] bool has_preactivations() const override { return false; }
  [[nodiscard]] std::string fingerprint(std::uint32_t) const override { return fingerprint_; }

  void read(std::uint32_t replica, std::size_t epoch, const Wanted&,
            Activations& out) const override {
    ++n_reads;
    out.t.resize(2);
    out.preactivations.clear();
    for (std::size_t l = 0; l < 2; ++l) {
      const std::size_t width = layers_[l].width;
      std::vector<float> values(kSamples * width);
      Stream stream(2, replica, Purpose::kTest, static_cast<std::uint32_t>(l));
      for (float& v : values) {
        v = static_cast<float>(stream.normal() * static_cast<double>(1 + epoch));
      }
      out.t[l] = {kSamples, width, std::move(values)};
    }
  }

  mutable std::atomic<int> n_reads{0};
  std::string fingerprint_ = "a";

 private:
  static constexpr std::size_t kSamples = 200;
  std::vector<LayerInfo> layers_ = {{3, "relu", {}}, {2, "relu", {}}};
  std::vector<std::uint32_t> replicas_ = {0, 2, 5};
  std::vector<std::size_t> epochs_ = {0, 1, 9};
  Labels labels_;
  std::vector<std::uint32_t> ids_;
};

std::vector<std::unique_ptr<const Estimator>> estimators(std::initializer_list<const char*> specs) {
  std::vector<std::unique_ptr<const Estimator>> made;
  for (const char* spec : specs) made.push_back(make_estimator(spec));
  return made;
}

std::vector<double> values(const Plane& plane) {
  std::vector<double> out;
  for (const LayerEstimate& point : plane.points) {
    out.push_back(point.i_xt.value->value());
    out.push_back(point.i_ty.value->value());
  }
  for (const Estimate& pair : plane.between) out.push_back(pair.value->value());
  return out;
}

TEST(PlaneCompute, HasAPointForEveryReplicaEpochAndLayer) {
  const MemorySource source;
  const auto planes =
      compute_planes(source, estimators({"bins:4,range=-3:3", "exact"}), nullptr, {});
  ASSERT_EQ(planes.size(), 2U);
  EXPECT_EQ(planes[0].estimator, "bins:4,range=-3:3");
  EXPECT_EQ(planes[0].n_samples, 200U);
  EXPECT_EQ(planes[0].points.size(), 3U * 3 * 2);
  EXPECT_EQ(planes[0].between.size(), 3U * 3);
  // all values differ: exact sees log N everywhere
  EXPECT_NEAR(planes[1].at(2, 1, 1).i_xt.value->value(), std::log(200.0), 1e-12);
  // one read a checkpoint serves both estimators
  EXPECT_EQ(source.n_reads, 9);
}

TEST(PlaneCompute, DoesNotDependOnTheThreads) {
  const MemorySource source;
  const auto one = compute_planes(source, estimators({"bins:5"}), nullptr, {1, nullptr, {}});
  const auto three = compute_planes(source, estimators({"bins:5"}), nullptr, {3, nullptr, {}});
  EXPECT_EQ(values(one[0]), values(three[0]));
}

TEST(PlaneCompute, AutomaticRangesAreThoseOfAllCheckpoints) {
  const MemorySource source;
  const Plane plane = std::move(compute_planes(source, estimators({"bins:30"}), nullptr, {})[0]);
  // epoch 9 is ten times as wide as epoch 0, whose samples crowd in a tenth of the grid
  EXPECT_LT(plane.at(0, 0, 1).i_xt.value->value() + 1, plane.at(0, 2, 1).i_xt.value->value());
  EXPECT_FALSE(plane.at(0, 0, 1).flags.contains(Flag::kRangeOfSample));
}

TEST(PlaneCompute, EstimatesNothingTwice) {
  const MemorySource source;
  const TemporaryFolder folder;
  const EstimateStore store(folder.path());
  const auto first = compute_planes(source, estimators({"bins:4,range=-3:3"}), &store, {});
  const auto more = compute_planes(source, estimators({"bins:4,range=-3:3", "exact"}), &store, {});
  EXPECT_EQ(source.n_reads, 18);
  EXPECT_EQ(values(first[0]), values(more[0]));
  compute_planes(source, estimators({"exact"}), &store, {});
  EXPECT_EQ(source.n_reads, 18);
}

TEST(PlaneCompute, EstimatesAnewWhatWasOfOtherNetworks) {
  MemorySource source;
  const TemporaryFolder folder;
  const EstimateStore store(folder.path());
  compute_planes(source, estimators({"exact"}), &store, {});
  source.fingerprint_ = "b";
  compute_planes(source, estimators({"exact"}), &store, {});
  EXPECT_EQ(source.n_reads, 18);
}

TEST(PlaneCompute, KeepsFinishedReplicasWhenInterrupted) {
  const MemorySource source;
  const TemporaryFolder folder;
  const EstimateStore store(folder.path());
  std::stop_source stop;
  const auto count = [&](double done, double) {
    if (done >= 4) stop.request_stop();
  };
  EXPECT_THROW(compute_planes(source, estimators({"exact"}), &store, {1, count, stop.get_token()}),
               Interrupted);
  EXPECT_TRUE(store.load("exact", 0, "a", 3, 2).has_value());
  EXPECT_FALSE(store.load("exact", 5, "a", 3, 2).has_value());
}

TEST(PlaneCompute, RefusesEstimatorsThatNeedWhatWasNotRecorded) {
  const MemorySource source;
  EXPECT_THROW(
      compute_planes(source, estimators({"bins:4,range=-3:3,of=preactivation"}), nullptr, {}),
      InvalidArgument);
}

}  // namespace
}  // namespace infoplane
