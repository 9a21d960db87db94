#include "infoplane/plane/class_distances.h"

#include <gtest/gtest.h>

#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

Labels labels_of(std::vector<std::uint32_t> classes, std::size_t n_classes) {
  return {.n_classes = n_classes, .classes = std::move(classes), .probabilities = {}};
}

// all pairs, one after another
ClassDistances by_pairs(const std::vector<float>& columns, std::size_t n, const Labels& labels) {
  ClassDistances sums;
  double n_within = 0;
  double n_between = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double square = 0;
      for (std::size_t k = 0; k < columns.size() / n; ++k) {
        const double u = columns[k * n + i] - columns[k * n + j];
        square += u * u;
      }
      const bool same = labels.classes[i] == labels.classes[j];
      (same ? sums.within : sums.between) += square;
      (same ? n_within : n_between) += 1;
    }
  }
  return {sums.within / n_within, sums.between / n_between};
}

TEST(ClassDistances, AreTheMeansOverAllPairs) {
  constexpr std::size_t kRows = 60;
  Stream stream(5, 0, Purpose::kTest);
  std::vector<float> columns(kRows * 3);
  std::vector<std::uint32_t> classes;
  for (std::size_t i = 0; i < kRows; ++i) classes.push_back(stream.below(4));
  for (std::size_t at = 0; at < columns.size(); ++at) {
    columns[at] = static_cast<float>(10 + classes[at % kRows] + stream.normal());
  }
  const Labels labels = labels_of(classes, 5);  // nobody is of the last class
  const auto found = class_distances(column_major(columns.data(), kRows, 3), labels);
  const ClassDistances truth = by_pairs(columns, kRows, labels);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->within, truth.within, 1e-9 * truth.within);
  EXPECT_NEAR(found->between, truth.between, 1e-9 * truth.between);
}

TEST(ClassDistances, AreNotThereWithoutPairs) {
  const std::vector<float> values{1, 2, 4};
  const Samples t = column_major(values.data(), 3, 1);
  EXPECT_FALSE(class_distances(t, labels_of({0, 0, 0}, 2)));
  EXPECT_FALSE(class_distances(t, labels_of({0, 1, 2}, 3)));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        class_distances(t, labels_of({0, 1}, 2));
      },
      "3 rows, but 2 labels"));
}

// a network whose layer 1 has one cluster for each class from epoch 1 on, and whose layer 2 is 0
class TwoLayers : public ActivationSource {
 public:
  [[nodiscard]] const std::vector<LayerInfo>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<std::uint32_t>& replicas() const override { return replicas_; }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return epochs_; }
  [[nodiscard]] const Labels& labels(std::uint32_t) const override { return labels_; }
  [[nodiscard]] std::span<const std::uint32_t> input_ids(std::uint32_t) const override {
    return ids_;
  }
  [[nodiscard]] bool has_preactivations() const override { return false; }
  [[nodiscard]] std::string fingerprint(std::uint32_t) const override { return ""; }
  void read(std::uint32_t replica, std::size_t epoch, const Wanted&,
            Activations& out) const override {
    // replica 3 has its rows twice as far apart, which changes no ratio
    const float scale = replica == 3 ? 2 : 1;
    std::vector<float> t{0, 1, 2, 3};
    if (epoch == 1) t = {0, 0, 1, 1};
    for (float& value : t) value *= scale;
    out.t = {{4, 1, t}, {4, 1, std::vector<float>(4, 0.0F)}};
  }

 private:
  std::vector<LayerInfo> layers_ = std::vector<LayerInfo>(2);
  std::vector<std::uint32_t> replicas_{1, 3};
  std::vector<std::size_t> epochs_{0, 1};
  Labels labels_ = labels_of({0, 0, 1, 1}, 2);
  std::vector<std::uint32_t> ids_{0, 1, 2, 3};
};

TEST(Clustering, IsARatioForEveryReplicaEpochAndLayer) {
  const Clustering found = compute_clustering(TwoLayers(), {});
  for (std::size_t r = 0; r < 2; ++r) {
    // within: 1, 1; between: 4, 9, 1, 4
    EXPECT_DOUBLE_EQ(found.at(r, 0, 0).value(), 1 / 4.5);
    EXPECT_EQ(found.at(r, 1, 0).value(), 0);
    EXPECT_FALSE(found.at(r, 0, 1));
  }
}

}  // namespace
}  // namespace infoplane
