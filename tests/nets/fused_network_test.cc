#include "infoplane/nets/fused_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "infoplane/core/random.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/nets/reference.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

// a network with data in both precisions; rows of a batch are scattered over the data
struct Case {
  std::string hidden;
  Activation activation = Activation::kTanh;
  Loss loss = Loss::kCrossEntropy;
  Initialiser init = Initialiser::kGlorotNormal;
  std::size_t n_classes = 3;
  std::size_t batch = 100;
  double noise = 0;
};

class Comparison {
 public:
  explicit Comparison(const Case& c)
      : spec_(make_network(kInputs, parse_hidden_layers(c.hidden, c.activation), c.n_classes,
                           c.loss, c.init)) {
    Stream stream(7, 0, Purpose::kTest);
    for (float& value : x_) value = static_cast<float>(stream.normal());
    for (std::uint32_t& label : labels_) {
      label = stream.below(static_cast<std::uint32_t>(c.n_classes));
    }
    rows_.resize(kRows);
    std::iota(rows_.begin(), rows_.end(), 0U);
    shuffle(rows_, stream);
    rows_.resize(c.batch);
    parameters_ = initial_parameters(spec_, stream);
    // biases and gains away from where they begin, so that nothing is tested at 0 and 1
    for (float& p : parameters_) p += static_cast<float>(0.1 * stream.normal());
    statistics_ = initial_statistics(spec_);
    for (const LayerSpec& layer : spec_.layers) {
      masks_.emplace_back(layer.dropout > 0 ? layer.width * c.batch : 0);
      for (float& mask : masks_.back()) mask = stream.below(4) == 0 ? 0.0f : 4.0f / 3;
    }
    for (std::size_t l = 0; c.noise > 0 && l < spec_.layers.size(); ++l) {
      const bool hidden = l + 1 < spec_.layers.size();
      noise_.emplace_back(hidden ? spec_.layers[l].width * c.batch : 0);
      for (float& value : noise_.back()) value = static_cast<float>(c.noise * stream.normal());
    }
  }

  // float32 sums of a few hundred terms: the error is a few 1e-7 of the largest gradient
  void check_gradient() {
    FusedNetwork network(spec_);
    std::vector<float> gradient(parameters_.size());
    std::vector<float> statistics = statistics_;
    network.gradient(parameters_, {inputs(), labels_, rows_, masks_, noise_}, statistics, gradient);
    const std::vector<double> wide(parameters_.begin(), parameters_.end());
    const ReferenceBatch batch = reference_batch();
    const std::vector<double> truth = reference_gradient(spec_, wide, batch);
    compare(gradient, truth, 5e-6);
    const std::vector<double> old(statistics_.begin(), statistics_.end());
    compare(statistics, reference_statistics(spec_, wide, old, batch), 5e-6);
  }

  void check_evaluation() {
    FusedNetwork network(spec_);
    for (float& s : statistics_) s += 0.25f;
    const std::vector<double> wide(parameters_.begin(), parameters_.end());
    const std::vector<double> statistics(statistics_.begin(), statistics_.end());
    const ReferenceForward truth =
        reference_forward(spec_, wide, statistics, reference_batch(), false);
    std::size_t n_seen = 0;
    network.evaluate(
        parameters_, statistics_, inputs(), rows_, nullptr, [&](const EvaluatedTile& tile) {
          n_seen += tile.n_valid;
          for (std::size_t l = 0; l < spec_.layers.size(); ++l) {
            for (std::size_t u = 0; u < spec_.layers[l].width; ++u) {
              for (std::size_t s = 0; s < tile.n_valid; ++s) {
                const std::size_t at = u * rows_.size() + tile.first + s;
                ASSERT_NEAR(tile.t[l][u * kTile + s], truth.activations[l][at], 1e-5);
                ASSERT_NEAR(tile.z[l][u * kTile + s], truth.preactivations[l][at], 1e-5);
              }
            }
          }
        });
    EXPECT_EQ(n_seen, rows_.size());
  }

 private:
  static constexpr std::size_t kInputs = 5;
  static constexpr std::size_t kRows = 300;

  [[nodiscard]] MatrixView<float> inputs() const { return row_major(x_.data(), kRows, kInputs); }

  ReferenceBatch reference_batch() {
    batch_x_.clear();
    batch_labels_.clear();
    for (const std::uint32_t row : rows_) {
      for (std::size_t i = 0; i < kInputs; ++i) batch_x_.push_back(x_[row * kInputs + i]);
      batch_labels_.push_back(labels_[row]);
    }
    ReferenceBatch batch{row_major(batch_x_.data(), rows_.size(), kInputs), batch_labels_, {}};
    for (const auto& mask : masks_) batch.masks.emplace_back(mask.begin(), mask.end());
    for (const auto& noise : noise_) batch.noise.emplace_back(noise.begin(), noise.end());
    return batch;
  }

  static void compare(const std::vector<float>& found, const std::vector<double>& truth,
                      double tolerance) {
    double largest = 0;
    for (const double value : truth) largest = std::max(largest, std::abs(value));
    ASSERT_EQ(found.size(), truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      ASSERT_NEAR(found[i], truth[i], tolerance * largest) << i;
    }
  }

  NetworkSpec spec_;
  std::vector<float> x_ = std::vector<float>(kRows * kInputs);
  std::vector<std::uint32_t> labels_ = std::vector<std::uint32_t>(kRows);
  std::vector<std::uint32_t> rows_;
  std::vector<float> parameters_;
  std::vector<float> statistics_;
  std::vector<std::vector<float>> masks_;
  std::vector<std::vector<float>> noise_;
  std::vector<double> batch_x_;
  std::vector<std::uint32_t> batch_labels_;
};

TEST(FusedNetwork, GradientMatchesTheReferenceForEveryActivationAndLoss) {
  for (const std::string& name : hidden_activation_names()) {
    SCOPED_TRACE(name);
    const Activation activation = parse_activation(name);
    for (const Loss loss : {Loss::kCrossEntropy, Loss::kLogistic, Loss::kSquaredError}) {
      SCOPED_TRACE(loss_name(loss));
      Comparison({"6-4", activation, loss}).check_gradient();
    }
  }
}

TEST(FusedNetwork, GradientMatchesTheReferenceOnEveryTarget) {
  at_every_target([] { Comparison({"10-7-5-4-3"}).check_gradient(); });
}

TEST(FusedNetwork, GradientMatchesTheReferenceAtEveryBatchSize) {
  for (const std::size_t batch : {1, 2, 63, 64, 65, 128, 129, 300}) {
    SCOPED_TRACE(batch);
    Comparison(
        {"7-3", Activation::kTanh, Loss::kCrossEntropy, Initialiser::kGlorotNormal, 3, batch})
        .check_gradient();
  }
}

TEST(FusedNetwork, GradientGoesThroughDropoutAndBatchNorm) {
  Comparison({"8-Dr.25-6"}).check_gradient();
  Comparison({"8-BN-6"}).check_gradient();
  Comparison({"8-BN-relu-Dr.25-6-softplus-BN-4"}).check_gradient();
}

TEST(FusedNetwork, GradientIsThatOfTheStoredWeightsInNtkParametrisation) {
  Comparison({"8-6", Activation::kErf, Loss::kSquaredError, Initialiser::kNtk}).check_gradient();
}

TEST(FusedNetwork, TwoClassesNeedOneLogisticOutput) {
  Comparison({"6", Activation::kTanh, Loss::kLogistic, Initialiser::kGlorotNormal, 2})
      .check_gradient();
}

TEST(FusedNetwork, NoHiddenUnitsInABlockAreForgotten) {
  for (const char* hidden : {"1", "2-1-2", "17-16-15", "33"}) {
    SCOPED_TRACE(hidden);
    Comparison({hidden}).check_gradient();
  }
}

TEST(FusedNetwork, GradientGoesThroughNoise) {
  Case with_noise{"8-6"};
  with_noise.noise = 0.5;
  Comparison(with_noise).check_gradient();
  with_noise.hidden = "8-BN-relu-Dr.25-6-softplus-BN-4";
  Comparison(with_noise).check_gradient();
}

// the next layer sees the noise, f(z) is shown without it, and padding gets none
TEST(FusedNetwork, EvaluationAddsNoiseOfTheAskedSize) {
  NetworkSpec spec = make_network(2, parse_hidden_layers("40-40", Activation::kLinear), 3,
                                  Loss::kCrossEntropy, Initialiser::kGlorotNormal);
  spec.layers[0].noise = 0.5;
  std::vector<float> parameters(ParameterLayout(spec).n_parameters, 0.0F);
  // the second layer copies the first one's units
  const LayerParameters second = ParameterLayout(spec).layers[1];
  for (std::size_t u = 0; u < 40; ++u) parameters[second.weights + u * 41] = 1;
  const std::vector<float> x(200, 0.0F);
  std::vector<std::uint32_t> rows(100);
  std::iota(rows.begin(), rows.end(), 0U);
  Stream noise(3, 0, Purpose::kTest);
  double squares = 0;
  FusedNetwork(spec).evaluate(parameters, {}, row_major(x.data(), 100, 2), rows, &noise,
                              [&](const EvaluatedTile& tile) {
                                for (std::size_t i = 0; i < 40 * kTile; ++i) {
                                  if (i % kTile >= tile.n_valid) continue;
                                  EXPECT_EQ(tile.noiseless[0][i], 0.0F);
                                  EXPECT_EQ(tile.t[1][i], tile.t[0][i]);
                                  EXPECT_EQ(tile.noiseless[1], tile.t[1]);
                                  squares += static_cast<double>(tile.t[0][i]) * tile.t[0][i];
                                }
                              });
  // the mean of 4000 squares, whose standard error is .25 sqrt(2 / 4000)
  EXPECT_NEAR(squares / 4000, 0.25, 4 * 0.25 * std::sqrt(2.0 / 4000));
}

// 280 * 250 weights are OpenBLAS's
TEST(FusedNetwork, WideLayersMatchTheReference) {
  for (const std::size_t batch : {1, 100, 128}) {
    SCOPED_TRACE(batch);
    Comparison(
        {"280-250-6", Activation::kTanh, Loss::kCrossEntropy, Initialiser::kGlorotNormal, 3, batch})
        .check_gradient();
  }
  Comparison({"280-BN-250-Dr.25-6", Activation::kRelu}).check_gradient();
  Comparison({"280-250-6", Activation::kErf, Loss::kSquaredError, Initialiser::kNtk})
      .check_gradient();
  Comparison({"280-BN-250-6"}).check_evaluation();
}

TEST(FusedNetwork, EvaluationMatchesTheReferenceWithRunningStatistics) {
  Comparison({"10-7-5-4-3"}).check_evaluation();
  Comparison({"8-BN-relu-Dr.25-6-softplus-BN-4"}).check_evaluation();
  Comparison({"6-gelu-5-sigmoid", Activation::kTanh, Loss::kLogistic}).check_evaluation();
  Comparison({"6-4", Activation::kErf, Loss::kSquaredError, Initialiser::kNtk}).check_evaluation();
}

}  // namespace
}  // namespace infoplane
