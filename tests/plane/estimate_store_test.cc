#include "infoplane/plane/estimate_store.h"

#include <gtest/gtest.h>

#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {
namespace {

// two layers at one epoch, one with everything and one with nothing
ReplicaEstimates example() {
  LayerEstimate full;
  full.i_xt = {.value = Nats(1.25),
               .std_error = Nats(0.5),
               .ci95 = Interval{Nats(1), Nats(1.5)},
               .lower = Nats(-0.1),
               .upper = Nats(7)};
  full.i_ty = {.value = Nats(1.0 / 3), .std_error = Nats(0.25), .lower = Nats(0), .upper = Nats(2)};
  full.h_y = Nats(0.7);
  full.cells = 12;
  full.i_ty_shuffled = Nats(0.01);
  full.flags = {Flag::kSaturated, Flag::kDpi, Flag::kModelBased};
  return {{{full, LayerEstimate{}}, {Estimate{.value = Nats(0.5)}}}};
}

TEST(EstimateStore, GivesBackWhatItGotToTheBit) {
  const TemporaryFolder folder;
  const EstimateStore store(folder / "estimates");
  store.save("bins:30", 7, "ab12", example());
  const std::optional<ReplicaEstimates> back = store.load("bins:30", 7, "ab12", 1, 2);
  ASSERT_TRUE(back.has_value());
  const LayerEstimate& full = back->at(0).layers.at(0);
  EXPECT_EQ(full.i_xt.value, Nats(1.25));
  EXPECT_EQ(full.i_xt.ci95.value().low, Nats(1));
  EXPECT_EQ(full.i_xt.ci95.value().high, Nats(1.5));
  EXPECT_EQ(full.i_xt.lower, Nats(-0.1));
  EXPECT_FALSE(full.i_ty.ci95.has_value());
  EXPECT_EQ(full.i_ty.value, Nats(1.0 / 3));
  EXPECT_EQ(full.i_ty.upper, Nats(2));
  EXPECT_EQ(full.cells, 12U);
  EXPECT_EQ(full.h_y, Nats(0.7));
  EXPECT_EQ(full.i_ty_shuffled, Nats(0.01));
  EXPECT_EQ(full.flags, (Flags{Flag::kSaturated, Flag::kDpi, Flag::kModelBased}));
  const LayerEstimate& empty = back->at(0).layers.at(1);
  EXPECT_FALSE(empty.i_xt.value.has_value());
  EXPECT_FALSE(empty.cells.has_value());
  EXPECT_TRUE(empty.flags.empty());
  EXPECT_EQ(back->at(0).between.at(0).value, Nats(0.5));
  EXPECT_FALSE(back->at(0).between.at(0).std_error.has_value());
}

TEST(EstimateStore, HasNothingOfOtherReplicasEstimatorsNetworksOrShapes) {
  const TemporaryFolder folder;
  const EstimateStore store(folder / "estimates");
  EXPECT_FALSE(store.load("exact", 0, "ab12", 1, 2).has_value());
  store.save("exact", 0, "ab12", example());
  EXPECT_TRUE(store.load("exact", 0, "ab12", 1, 2).has_value());
  EXPECT_FALSE(store.load("bins:30", 0, "ab12", 1, 2).has_value());
  EXPECT_FALSE(store.load("exact", 1, "ab12", 1, 2).has_value());
  EXPECT_FALSE(store.load("exact", 0, "ab13", 1, 2).has_value());
  EXPECT_FALSE(store.load("exact", 0, "ab12", 2, 2).has_value());
  EXPECT_FALSE(store.load("exact", 0, "ab12", 1, 3).has_value());
}

TEST(EstimateStore, DamagedEstimatesAreAsIfThereWereNone) {
  const TemporaryFolder folder;
  const EstimateStore store(folder / "estimates");
  store.save("exact", 0, "ab12", example());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.path().extension() != ".npz") continue;
    const std::string bytes = read_file(entry.path());
    write_file(entry.path(), bytes.substr(0, bytes.size() - 10));
  }
  EXPECT_FALSE(store.load("exact", 0, "ab12", 1, 2).has_value());
}

}  // namespace
}  // namespace infoplane
