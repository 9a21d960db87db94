#include "infoplane/data/dataset.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"
#include "infoplane/data/sphere12.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using testing::ElementsAre;

DataSpec named(const std::string& name) {
  DataSpec spec;
  spec.name = name;
  return spec;
}

Dataset small_set() { return {"small", 2, {0, 1, 2, 3, 4, 5}, Labels{2, {0, 1, 1}, {}}}; }

TEST(LoadDataset, GivesTheHardSetUnlessGammaIsGiven) {
  const Dataset hard = load_dataset({}, 0);
  EXPECT_EQ(hard.name, "sphere12");
  EXPECT_FALSE(hard.labels.soft());
  DataSpec spec = named("sphere12");
  spec.gamma = 3;
  EXPECT_EQ(load_dataset(spec, 1).labels.probabilities, sphere12(3, 1).labels.probabilities);
}

TEST(LoadDataset, GivesTheSoftSetWithItsDefaultGamma) {
  const Dataset soft = load_dataset(named("sphere12-soft"), 4);
  EXPECT_EQ(soft.name, "sphere12-soft");
  EXPECT_EQ(soft.labels.probabilities, sphere12(kSphere12Gamma, 4).labels.probabilities);
  EXPECT_EQ(soft.labels.classes, sphere12(kSphere12Gamma, 4).labels.classes);
}

TEST(LoadDataset, KnowsWhatItLists) {
  EXPECT_GE(known_datasets().size(), 2U);
  for (const DatasetInfo& info : known_datasets()) {
    EXPECT_EQ(load_dataset(named(info.name), 0).name, info.name);
    EXPECT_FALSE(info.summary.empty());
  }
}

TEST(LoadDataset, NamesTheNearestKnownSet) {
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { load_dataset(named("sphere-12"), 0); },
                                   "unknown data set 'sphere-12'; did you mean 'sphere12'?"));
}

TEST(LoadDataset, RandomLabelsAreHardUniformAndDrawnOncePerSeed) {
  for (const char* name : {"sphere12", "sphere12-soft"}) {
    DataSpec spec = named(name);
    spec.random_labels = true;
    const Dataset set = load_dataset(spec, 2);
    EXPECT_FALSE(set.labels.soft());
    EXPECT_EQ(set.labels.n_classes, 2U);
    EXPECT_EQ(set.x, load_dataset(named(name), 2).x);
    EXPECT_EQ(load_dataset(spec, 2).labels.classes, set.labels.classes);
    EXPECT_NE(load_dataset(spec, 3).labels.classes, set.labels.classes);
    // 4096 fair coins: mean 2048, standard deviation 32
    EXPECT_NEAR(static_cast<double>(std::ranges::count(set.labels.classes, 1U)), 2048, 4 * 32);
    // and they agree with the true labels half of the time
    const Dataset truth = load_dataset({}, 0);
    double agree = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
      agree += set.labels.classes[i] == truth.labels.classes[i] ? 1 : 0;
    }
    EXPECT_NEAR(agree, 2048, 4 * 32);
  }
}

std::vector<std::uint32_t> noisy_labels(double noise, std::uint64_t seed) {
  DataSpec spec;
  spec.label_noise = noise;
  return load_dataset(spec, seed).labels.classes;
}

std::size_t n_different(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i] ? 1 : 0;
  return n;
}

TEST(LoadDataset, LabelNoiseChangesHalfItsShareOfTwoClassesLabelsOncePerSeed) {
  const std::vector<std::uint32_t> truth = load_dataset({}, 0).labels.classes;
  EXPECT_EQ(noisy_labels(0, 5), truth);
  for (const double noise : {.1, .3, 1.0}) {
    // binomial: 4096 labels, each changed with probability noise / 2
    const double p = noise / 2;
    EXPECT_NEAR(static_cast<double>(n_different(noisy_labels(noise, 5), truth)), 4096 * p,
                4 * std::sqrt(4096 * p * (1 - p)))
        << noise;
    EXPECT_EQ(noisy_labels(noise, 5), noisy_labels(noise, 5));
    EXPECT_NE(noisy_labels(noise, 5), noisy_labels(noise, 6));
  }
  // which are changed has nothing to do with the class
  const auto ones = std::ranges::count(noisy_labels(1, 5), 1U);
  EXPECT_NEAR(static_cast<double>(ones), 2048, 4 * 32);
}

TEST(LoadDataset, WhatLittleLabelNoiseChangesMoreChangesInTheSameWay) {
  const std::vector<std::uint32_t> truth = load_dataset({}, 0).labels.classes;
  const std::vector<std::uint32_t> little = noisy_labels(.1, 0);
  const std::vector<std::uint32_t> more = noisy_labels(.3, 0);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (little[i] == truth[i]) continue;
    EXPECT_EQ(more[i], little[i]) << i;
  }
  EXPECT_GT(n_different(more, truth), n_different(little, truth));
}

TEST(LoadDataset, RefusesLabelNoiseOnSoftLabelsAndOutOfItsRange) {
  DataSpec spec = named("sphere12-soft");
  spec.label_noise = .1;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { load_dataset(spec, 0); },
                                           "sphere12-soft: the label noise is 0.1, but soft"));
  // random ones are hard
  spec.random_labels = true;
  EXPECT_EQ(load_dataset(spec, 0).size(), 4096U);
  for (const double noise : {-.1, 1.1, std::nan("")}) {
    EXPECT_TRUE(throws_with<InvalidArgument>([&] { noisy_labels(noise, 0); }, "must be in [0, 1]"))
        << noise;
  }
}

TEST(LoadDataset, AFileWinsOverTheNameAndTakesRandomLabelsButNoGamma) {
  const TemporaryFolder folder;
  write_file(folder / "own.npz", format_npz({{"x", {{4, 1}, std::vector<float>{1, 2, 3, 4}}},
                                             {"y", {{4}, std::vector<std::int64_t>{0, 1, 2, 2}}}}));
  DataSpec spec = named("no such set");
  spec.file = (folder / "own.npz").string();
  const Dataset set = load_dataset(spec, 0);
  EXPECT_EQ(set.name, "own");
  EXPECT_THAT(set.labels.classes, ElementsAre(0, 1, 2, 2));
  spec.random_labels = true;
  EXPECT_EQ(load_dataset(spec, 0).labels.n_classes, 3U);
  spec.gamma = 1;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { load_dataset(spec, 0); }, "own.npz: gamma is 1"));
}

TEST(DatasetHash, DependsOnContentAndNotOnTheName) {
  const std::string hash = dataset_hash(small_set());
  EXPECT_EQ(hash.size(), 64U);
  Dataset other = small_set();
  other.name = "other";
  EXPECT_EQ(dataset_hash(other), hash);

  const auto changed = [](const auto& change) {
    Dataset set = small_set();
    change(set);
    return dataset_hash(set);
  };
  EXPECT_NE(changed([](Dataset& set) { set.x[5] = 6; }), hash);
  EXPECT_NE(changed([](Dataset& set) { set.labels.classes[2] = 0; }), hash);
  EXPECT_NE(changed([](Dataset& set) { set.labels.n_classes = 3; }), hash);
  EXPECT_NE(changed([](Dataset& set) { set.n_inputs = 3; }), hash);
  EXPECT_NE(changed([](Dataset& set) { set.labels.probabilities = {1, 0, 0, 1, 0, 1}; }), hash);
}

TEST(InputIds, NumberDistinctRowsInOrderOfFirstAppearance) {
  const std::vector<float> x{1, 2, 3, 4, 1, 2, 2, 1, 3, 4};
  EXPECT_THAT(input_ids(row_major(x.data(), 5, 2)), ElementsAre(0, 1, 0, 2, 1));
  EXPECT_THAT(input_ids(column_major(x.data(), 5, 2)), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_TRUE(input_ids(row_major(x.data(), 0, 2)).empty());
}

TEST(InputIds, TakeMinusZeroForZero) {
  const std::vector<float> x{0.0F, 1, -0.0F};
  EXPECT_THAT(input_ids(row_major(x.data(), 3, 1)), ElementsAre(0, 1, 0));
}

TEST(InputIds, AreTheRowNumbersWhereAllRowsDiffer) {
  const Dataset set = sphere12(std::nullopt, 0);
  const std::vector<std::uint32_t> ids = input_ids(set.inputs());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], i);
}

}  // namespace
}  // namespace infoplane
