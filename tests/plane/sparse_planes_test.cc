#include "infoplane/plane/sparse_planes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/plane/plane_compute.h"

namespace infoplane {
namespace {

// One unit on 1024 samples whose number of different values is 2^bits(epoch), so that I(X;T) by
// counting is bits(epoch): constant but for a rise by 8 bits over the epochs 40 to 48.
class SteppingSource final : public ActivationSource {
 public:
  explicit SteppingSource(std::vector<std::uint32_t> replicas) : replicas_(std::move(replicas)) {
    for (std::uint32_t i = 0; i < kSamples; ++i) {
      ids_.push_back(i);
      labels_.classes.push_back(i % 2);
    }
    labels_.n_classes = 2;
    for (std::size_t epoch = 0; epoch <= 100; ++epoch) epochs_.push_back(epoch);
  }

  [[nodiscard]] const std::vector<LayerInfo>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<std::uint32_t>& replicas() const override { return replicas_; }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return epochs_; }
  [[nodiscard]] const Labels& labels(std::uint32_t) const override { return labels_; }
  [[nodiscard]] std::span<const std::uint32_t> input_ids(std::uint32_t) const override {
    return ids_;
  }
  [[nodiscard]] bool has_preactivations() const override { return false; }
  [[nodiscard]] std::string fingerprint(std::uint32_t) const override { return "a"; }

  void read(std::uint32_t replica, std::size_t epoch, const Wanted&,
            Activations& out) const override {
    ++n_reads;
    // replica 1 rises ten epochs later
    const std::size_t start = replica == 1 ? 50 : 40;
    const std::size_t rise = epoch <= start ? 0 : std::min<std::size_t>(epoch - start, 8);
    std::vector<float> values(kSamples);
    for (std::size_t i = 0; i < kSamples; ++i) values[i] = static_cast<float>(i % (2U << rise));
    out.t.resize(1);
    out.t[0] = {kSamples, 1, std::move(values)};
    out.preactivations.clear();
  }

  mutable std::atomic<int> n_reads{0};

 private:
  static constexpr std::size_t kSamples = 1024;
  std::vector<LayerInfo> layers_ = {{1, "relu", {}}};
  std::vector<std::uint32_t> replicas_;
  std::vector<std::size_t> epochs_;
  Labels labels_;
  std::vector<std::uint32_t> ids_;
};

std::vector<std::unique_ptr<const Estimator>> exact() {
  std::vector<std::unique_ptr<const Estimator>> made;
  made.push_back(make_estimator("exact"));
  return made;
}

double bits(const Plane& plane, std::size_t r, std::size_t e) {
  return Bits(*plane.at(r, e, 0).i_xt.value).value();
}

TEST(SparsePlanes, LeaveNoGapWhereACheckpointCouldFillIt) {
  const SteppingSource source({0, 1});
  for (const double delta : {0.5, 1.5, 4.5}) {
    const Plane plane = compute_sparse_planes(source, exact(), delta, {})[0];
    ASSERT_EQ(plane.points.size(), 2 * plane.epochs.size());
    EXPECT_EQ(plane.epochs.front(), 0U);
    EXPECT_EQ(plane.epochs.back(), 100U);
    for (std::size_t r = 0; r < 2; ++r) {
      for (std::size_t e = 1; e < plane.epochs.size(); ++e) {
        const double gap = std::abs(bits(plane, r, e) - bits(plane, r, e - 1));
        EXPECT_TRUE(gap <= delta || plane.epochs[e] == plane.epochs[e - 1] + 1)
            << "delta " << delta << " epoch " << plane.epochs[e] << " replica " << r;
      }
    }
  }
}

TEST(SparsePlanes, LookAtFewCheckpoints) {
  const SteppingSource source({0});
  const Plane plane = compute_sparse_planes(source, exact(), 0.5, {})[0];
  // nine points on the slope, and a bisection of 101 checkpoints down to it from both sides
  EXPECT_LE(plane.epochs.size(), 9U + 2 * 7);
  EXPECT_EQ(source.n_reads, static_cast<int>(plane.epochs.size()));
  const SteppingSource again({0});
  EXPECT_EQ(compute_sparse_planes(again, exact(), 9, {})[0].epochs,
            (std::vector<std::size_t>{0, 100}));
}

TEST(SparsePlanes, HaveThePointsOfTheWholePlane) {
  const SteppingSource source({0, 1});
  const Plane whole = compute_planes(source, exact(), nullptr, {})[0];
  const Plane sparse = compute_sparse_planes(source, exact(), 1, {})[0];
  EXPECT_EQ(sparse.n_samples, whole.n_samples);
  EXPECT_EQ(sparse.replicas, whole.replicas);
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t e = 0; e < sparse.epochs.size(); ++e) {
      EXPECT_EQ(bits(sparse, r, e), bits(whole, r, sparse.epochs[e]));
    }
  }
}

TEST(SparsePlanes, RefuseADeltaThatIsNone) {
  const SteppingSource source({0});
  EXPECT_THROW(compute_sparse_planes(source, exact(), 0, {}), InvalidArgument);
  EXPECT_THROW(compute_sparse_planes(source, exact(), std::nan(""), {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
