#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/counting.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

TEST(CountingErrors, NamesTheValueThatIsNotFinite) {
  Rows<float> good = one_unit<float>({0, 1, 2});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Rows<float> bad({{0, 1}, {0, 2}, {1, nan}});
  NetworkSample sample = one_layer(good);
  sample.layers.push_back({.t = bad.column_major()});
  const auto estimator = make_estimator("exact");
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { (void)estimator->network(sample, {}); },
      "layer 2: row 2, column 1 (counted from 0) is nan, but must be finite"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        (void)estimator->pair({good.column_major(), bad.column_major()}, {});
      },
      "y: row 2, column 1"));
}

TEST(CountingErrors, RefusesSamplesThatDoNotBelongTogether) {
  const auto three = one_unit<float>({0, 1, 2});
  const auto two = one_unit<float>({0, 1});
  const auto estimator = make_estimator("exact");
  NetworkSample sample = one_layer(three);
  sample.layers.push_back({.t = two.column_major()});
  EXPECT_TRUE(
      throws_with<InvalidArgument>([&] { (void)estimator->network(sample, {}); },
                                   "layer 2: has 2 samples, but must have those of layer 1, 3"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        (void)estimator->pair({three.column_major(), two.column_major()}, {});
      },
      "x has 3 rows and y has 2"));
  const Labels short_labels = hard_labels({0, 1}, 2);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { (void)estimator->network(one_layer(three, &short_labels), {}); },
      "labels: there are 2, but must be one a sample, 3"));
  sample = one_layer(three);
  const std::vector<std::uint32_t> ids = {0, 1};
  sample.input_ids = ids;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)estimator->network(sample, {}); },
                                           "input ids: there are 2, but must be one a sample, 3"));
}

TEST(CountingErrors, RefusesALayerWithoutSamplesOrUnits) {
  NetworkSample sample;
  sample.layers.push_back({.t = MatrixView<float>{}});
  EXPECT_TRUE(
      throws_with<InvalidArgument>([&] { (void)make_estimator("exact")->network(sample, {}); },
                                   "layer 1: has 0 rows and 0 columns"));
}

TEST(CountingErrors, RefusesLabelsThatAreNone) {
  const auto t = one_unit<float>({0, 1});
  const auto estimator = make_estimator("exact");
  const auto refused = [&](const Labels& labels, const std::string& message) {
    return throws_with<InvalidArgument>(
        [&] { (void)estimator->network(one_layer(t, &labels), {}); }, message);
  };
  EXPECT_TRUE(refused(hard_labels({0, 2}, 2), "class 2 is there, but must be below"));
  const auto soft = [](std::vector<double> p) {
    Labels labels = hard_labels({0, 0}, 2);
    labels.probabilities = std::move(p);
    return labels;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(refused(soft({1, 0, 1}), "3 probabilities, but must be 2 x 2"));
  EXPECT_TRUE(refused(soft({1, 0, 0.5, 0.6}), "row 1 (counted from 0)"));
  EXPECT_TRUE(refused(soft({1, 0, -0.5, 1.5}), "negative"));
  EXPECT_TRUE(refused(soft({nan, 0, 1, 0}), "row 0"));
}

}  // namespace
}  // namespace infoplane
