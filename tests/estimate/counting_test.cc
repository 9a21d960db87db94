#include "infoplane/estimate/counting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <thread>

#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

constexpr double kRounding = 1e-12;
constexpr double kLn2 = std::numbers::ln2;

double nats(const Estimate& estimate) { return estimate.value.value().value(); }
double nats(const PairEstimate& pair) { return nats(pair.information); }

// Bins of 30 on [-1, 1], as written in docs/methods.md.
std::vector<std::vector<int>> naive_bins(const std::vector<std::vector<float>>& rows) {
  std::vector<std::vector<int>> bins;
  for (const auto& row : rows) {
    auto& cell = bins.emplace_back();
    for (const double t : row) {
      cell.push_back(static_cast<int>(std::clamp(std::floor((t + 1) * 30 / 2), 0.0, 29.0)));
    }
  }
  return bins;
}

TEST(Counting, CountsFourSamplesAsByHand) {
  // cells {a, a, b, b}, labels {0, 1, 1, 1}: H(T) = 1 bit, H(Y) = 2 - 3/4 log2 3, H(Y|T) = 1/2
  const auto t = one_unit<float>({-0.5F, -0.5F, 0.5F, 0.5F});
  const Labels labels = hard_labels({0, 1, 1, 1}, 2);
  const NetworkEstimate all =
      make_estimator("bins:2,range=-1:1")->network(one_layer(t, &labels), {});
  const LayerEstimate& layer = all.layers.at(0);
  EXPECT_NEAR(nats(layer.i_xt), kLn2, kRounding);
  const double h_y = 2 - 0.75 * std::log2(3.0);
  EXPECT_NEAR(layer.h_y.value(), h_y * kLn2, kRounding);
  EXPECT_NEAR(nats(layer.i_ty), (h_y - 0.5) * kLn2, kRounding);
  EXPECT_EQ(layer.cells, 2U);
  EXPECT_TRUE(all.between.empty());
}

TEST(Counting, AveragesSoftLabelsOverACell) {
  // p(1|x) = .2, .6 in cell a and 1, 1 in cell b: p(1) = .7, p(1|a) = .4, p(1|b) = 1
  const auto t = one_unit<float>({-0.5F, -0.5F, 0.5F, 0.5F});
  Labels labels = hard_labels({0, 1, 1, 1}, 2);
  labels.probabilities = {0.8, 0.2, 0.4, 0.6, 0, 1, 0, 1};
  const auto h2 = [](double p) { return -p * std::log(p) - (1 - p) * std::log(1 - p); };
  const LayerEstimate layer =
      make_estimator("bins:2,range=-1:1")->network(one_layer(t, &labels), {}).layers.at(0);
  EXPECT_NEAR(layer.h_y.value(), h2(0.7), kRounding);
  EXPECT_NEAR(nats(layer.i_ty), h2(0.7) - 0.5 * h2(0.4), kRounding);
}

TEST(Counting, CertainSoftLabelsEqualHardOnes) {
  const Rows<float> t(uniform_rows(300, 1, -1, 1, 1));
  Labels hard = hard_labels({}, 3);
  Stream stream(1, 0, Purpose::kTest);
  for (int i = 0; i < 300; ++i) hard.classes.push_back(stream.below(3));
  Labels soft = hard;
  for (const std::uint32_t y : hard.classes) {
    for (std::uint32_t c = 0; c < 3; ++c) soft.probabilities.push_back(c == y ? 1 : 0);
  }
  const auto estimator = make_estimator("bins:30,range=-1:1");
  const LayerEstimate a = estimator->network(one_layer(t, &hard), {}).layers.at(0);
  const LayerEstimate b = estimator->network(one_layer(t, &soft), {}).layers.at(0);
  EXPECT_NEAR(nats(a.i_ty), nats(b.i_ty), kRounding);
  EXPECT_NEAR(a.h_y.value(), b.h_y.value(), kRounding);
  EXPECT_NEAR(a.i_ty_shuffled->value(), b.i_ty_shuffled->value(), kRounding);
}

TEST(Counting, EqualsTheNaiveTwinForAWholeNetwork) {
  const std::size_t n = 777;
  std::vector<std::vector<std::vector<float>>> values;
  std::vector<Rows<float>> layers;
  for (const std::size_t d : {12, 3, 2, 1}) {
    values.push_back(uniform_rows(n, d, -0.9, 0.95, static_cast<std::uint32_t>(d)));
    layers.emplace_back(values.back());
  }
  Stream stream(2, 0, Purpose::kTest);
  Labels labels = hard_labels({}, 5);
  NetworkSample sample;
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < n; ++i) {
    labels.classes.push_back(stream.below(5));
    // inputs of any number that come again with other values, as noise makes them
    ids.push_back(stream.below(200) * 20'000'000);
  }
  sample.labels = &labels;
  sample.input_ids = ids;
  for (const auto& layer : layers) sample.layers.push_back({.t = layer.column_major()});
  const auto estimator = make_estimator("bins:30,range=-1:1");
  at_every_target([&] {
    const NetworkEstimate all = estimator->network(sample, {});
    ASSERT_EQ(all.layers.size(), 4U);
    ASSERT_EQ(all.between.size(), 3U);
    for (std::size_t l = 0; l < 4; ++l) {
      const auto bins = naive_bins(values[l]);
      EXPECT_NEAR(nats(all.layers[l].i_xt), naive_information(bins, ids), kRounding);
      EXPECT_NEAR(nats(all.layers[l].i_ty), naive_information(bins, labels.classes), kRounding);
      if (l > 0) {
        EXPECT_NEAR(nats(all.between[l - 1]), naive_information(naive_bins(values[l - 1]), bins),
                    kRounding);
      }
    }
  });
}

TEST(Counting, ShuffledLabelsAreOneFixedShuffleOfTheRows) {
  const auto rows = uniform_rows(500, 2, -1, 1, 1);
  const Rows<float> t(rows);
  Stream stream(3, 0, Purpose::kTest);
  Labels labels = hard_labels({}, 2);
  for (int i = 0; i < 500; ++i) labels.classes.push_back(stream.below(2));
  const LayerEstimate layer =
      make_estimator("bins:30,range=-1:1")->network(one_layer(t, &labels), {}).layers.at(0);
  std::vector<std::uint32_t> order(500);
  std::iota(order.begin(), order.end(), 0U);
  Stream fixed(0, 0, Purpose::kShuffledLabels);
  shuffle(order, fixed);
  std::vector<std::uint32_t> shuffled;
  shuffled.reserve(500);
  for (const std::uint32_t row : order) shuffled.push_back(labels.classes[row]);
  EXPECT_NEAR(layer.i_ty_shuffled->value(), naive_information(naive_bins(rows), shuffled),
              kRounding);
}

TEST(Counting, PairIsSymmetricAndIsTheEntropyOfEqualSides) {
  const auto x = uniform_rows(400, 2, -1, 1, 1);
  const auto y = uniform_rows(400, 1, -1, 1, 2);
  const auto estimator = make_estimator("bins:10,range=-1:1");
  const Rows<float> rx(x);
  const Rows<float> ry(y);
  EXPECT_NEAR(nats(estimator->pair({rx.column_major(), ry.column_major()}, {})),
              nats(estimator->pair({ry.column_major(), rx.column_major()}, {})), kRounding);
  EXPECT_NEAR(nats(estimator->pair({rx.column_major(), rx.column_major()}, {})),
              nats(estimator->network(one_layer(rx), {}).layers.at(0).i_xt), kRounding);
}

TEST(Counting, NestedCoarserBinsKnowLess) {
  const Rows<float> x(uniform_rows(400, 1, -1, 1, 1));
  const Rows<float> y(uniform_rows(400, 1, -1, 1, 2));
  double before = 0;
  for (const char* spec : {"bins:1,range=-1:1", "bins:2,range=-1:1", "bins:4,range=-1:1",
                           "bins:16,range=-1:1", "bins:64,range=-1:1"}) {
    const double information =
        nats(make_estimator(spec)->pair({x.column_major(), y.column_major()}, {}));
    EXPECT_GE(information, before - kRounding) << spec;
    before = information;
  }
  EXPECT_GT(before, 1);
}

TEST(Counting, AConstantKnowsNothingExactly) {
  const Rows<float> x(uniform_rows(100, 2, -1, 1, 1));
  const auto constant = one_unit(std::vector<float>(100, 0.25F));
  EXPECT_EQ(nats(make_estimator("bins:30")->pair({x.column_major(), constant.column_major()}, {})),
            0);
  EXPECT_EQ(nats(make_estimator("bins:30")->network(one_layer(constant), {}).layers.at(0).i_xt), 0);
}

TEST(Counting, EveryInputTwiceChangesNothing) {
  const auto rows = uniform_rows(512, 2, -1, 1, 1);
  auto twice = rows;
  twice.insert(twice.end(), rows.begin(), rows.end());
  std::vector<std::uint32_t> ids(1024);
  for (std::uint32_t i = 0; i < 1024; ++i) ids[i] = i % 512;
  const Rows<float> once_stored(rows);
  const Rows<float> twice_stored(twice);
  const auto estimator = make_estimator("bins:30,range=-1:1");
  const LayerEstimate once = estimator->network(one_layer(once_stored), {}).layers.at(0);
  NetworkSample sample = one_layer(twice_stored);
  const LayerEstimate unknown = estimator->network(sample, {}).layers.at(0);
  sample.input_ids = ids;
  const LayerEstimate known = estimator->network(sample, {}).layers.at(0);
  EXPECT_NEAR(nats(known.i_xt), nats(once.i_xt), kRounding);
  // H(T|X) is exactly 0: I(X;T) is H(T), which knows nothing of inputs, bit for bit
  EXPECT_EQ(nats(known.i_xt), nats(unknown.i_xt));
}

TEST(Counting, NoiseIsNotInformationAboutTheInput) {
  // two inputs, each with values in both cells equally often: H(T) = H(T|X) = 1 bit
  const auto t = one_unit<float>({-0.5F, 0.5F, -0.5F, 0.5F});
  NetworkSample sample = one_layer(t);
  const std::vector<std::uint32_t> ids = {4, 4, 9, 9};
  sample.input_ids = ids;
  EXPECT_NEAR(nats(make_estimator("bins:2,range=-1:1")->network(sample, {}).layers.at(0).i_xt), 0,
              kRounding);
}

TEST(Counting, GivesTheSameBitsForEveryLayoutTargetAndThread) {
  const Rows<float> t(uniform_rows(333, 17, -1, 1, 1));
  Labels labels = hard_labels(std::vector<std::uint32_t>(333, 1), 2);
  for (std::size_t i = 0; i < 333; i += 3) labels.classes[i] = 0;
  const auto estimator = make_estimator("bins:4,range=-1:1");
  NetworkSample sample = one_layer(t, &labels);
  const LayerEstimate first = estimator->network(sample, {}).layers.at(0);
  const auto expect_same = [&] {
    const LayerEstimate again = estimator->network(sample, {}).layers.at(0);
    EXPECT_EQ(nats(again.i_xt), nats(first.i_xt));
    EXPECT_EQ(nats(again.i_ty), nats(first.i_ty));
    EXPECT_EQ(again.i_ty_shuffled, first.i_ty_shuffled);
  };
  at_every_target(expect_same);
  std::thread(expect_same).join();
  sample.layers[0].t = t.row_major();
  expect_same();
}

TEST(Counting, WithoutLabelsThereIsNoIty) {
  const auto t = one_unit<float>({0, 1});
  const LayerEstimate layer = make_estimator("exact")->network(one_layer(t), {}).layers.at(0);
  EXPECT_FALSE(layer.i_ty.value.has_value());
  EXPECT_FALSE(layer.i_ty_shuffled.has_value());
  EXPECT_EQ(layer.h_y, Nats(0));
}

TEST(Counting, ManyLabelsAreCountedAsFewAre) {
  // 200 samples with 100 000 classes possible: too many for a table of (cell, class)
  const auto rows = uniform_rows(200, 1, -1, 1, 1);
  const Rows<float> t(rows);
  Labels labels = hard_labels({}, 100'000);
  for (std::uint32_t i = 0; i < 200; ++i) labels.classes.push_back(i % 7 * 14'000);
  const LayerEstimate layer =
      make_estimator("bins:30,range=-1:1")->network(one_layer(t, &labels), {}).layers.at(0);
  EXPECT_NEAR(nats(layer.i_ty), naive_information(naive_bins(rows), labels.classes), kRounding);
}

TEST(Counting, CountsMoreSamplesInACellThanItsTableOfLogarithmsHolds) {
  // 100 000 and 50 000 samples in two cells
  std::vector<float> values(150'000, 0.5F);
  std::fill_n(values.begin(), 50'000, -0.5F);
  const MatrixView<float> t = column_major(values.data(), values.size(), 1);
  const Estimate h = make_estimator("bins:2,range=-1:1")->pair({t, t}, {}).information;
  EXPECT_NEAR(nats(h), std::log(3.0) - 2 * kLn2 / 3, kRounding);
}

}  // namespace
}  // namespace infoplane
