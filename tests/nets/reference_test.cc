#include "infoplane/nets/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pointwise;
using ::testing::ThrowsMessage;

// one linear hidden unit for one input; two classes
NetworkSpec one_unit(std::string_view hidden = "1-linear", Loss loss = Loss::kCrossEntropy,
                     Initialiser init = Initialiser::kHeNormal) {
  return make_network(1, parse_hidden_layers(hidden, Activation::kTanh), 2, loss, init);
}

ReferenceBatch make_batch(const std::vector<double>& x, const std::vector<std::uint32_t>& labels) {
  return {.x = row_major(x.data(), labels.size(), x.size() / labels.size()),
          .labels = labels,
          .masks = {}};
}

TEST(ReferenceForward, MatchesATinyNetworkByHand) {
  // t1 = 2 x + 1; outputs z = (t1, 0) with softmax
  const std::vector<double> parameters{2, 1, /**/ 1, 0, 0, 0};
  const std::vector<double> x{3, -1};
  const std::vector<std::uint32_t> labels{0, 0};
  const ReferenceForward result =
      reference_forward(one_unit(), parameters, {}, make_batch(x, labels), false);
  EXPECT_THAT(result.activations[0], ElementsAre(7, -1));
  EXPECT_THAT(result.preactivations[1], ElementsAre(7, -1, 0, 0));
  EXPECT_THAT(
      result.activations[1],
      Pointwise(DoubleEq(), std::vector<double>{1 / (1 + std::exp(-7)), 1 / (1 + std::exp(1)),
                                                1 / (1 + std::exp(7)), 1 / (1 + std::exp(-1))}));
  // -ln softmax(z)_0 = ln(1 + exp(-t1))
  EXPECT_DOUBLE_EQ(result.loss, (std::log1p(std::exp(-7)) + std::log1p(std::exp(1))) / 2);
}

TEST(ReferenceForward, ReadsWeightsByRowsAndInputsByTheirStrides) {
  // W = [1 2; 3 4; 5 6], b = (10, 20, 30); the input (1, 2) is the second row of a column-major
  // matrix
  const NetworkSpec spec = make_network(2, {}, 3, Loss::kSquaredError, Initialiser::kHeNormal);
  const std::vector<double> parameters{1, 2, 3, 4, 5, 6, 10, 20, 30};
  const std::vector<double> columns{0, 1, 0, 2};
  const std::vector<std::uint32_t> labels{0, 2};
  const ReferenceBatch batch{
      .x = column_major(columns.data(), 2, 2), .labels = labels, .masks = {}};
  const ReferenceForward result = reference_forward(spec, parameters, {}, batch, false);
  EXPECT_THAT(result.activations[0], ElementsAre(10, 15, 20, 31, 30, 47));
  // 1/2 (9^2 + 20^2 + 30^2) and 1/2 (15^2 + 31^2 + 46^2)
  EXPECT_DOUBLE_EQ(result.loss, (1381.0 / 2 + 3302.0 / 2) / 2);
}

TEST(ReferenceForward, AppliesTheHiddenActivation) {
  const std::vector<double> parameters{2, 1, /**/ 1, 0, 0, 0};
  const std::vector<double> x{3, -1};
  const std::vector<std::uint32_t> labels{0, 0};
  const ReferenceForward result =
      reference_forward(one_unit("1-relu"), parameters, {}, make_batch(x, labels), false);
  EXPECT_THAT(result.preactivations[0], ElementsAre(7, -1));
  EXPECT_THAT(result.activations[0], ElementsAre(7, 0));
}

TEST(ReferenceForward, LogisticLossOfTwoClassesHasOneOutput) {
  // z = t1 = x, label 1 wants it large: ln(1 + exp(-z)), label 0 small: ln(1 + exp(z))
  const std::vector<double> parameters{1, 0, /**/ 1, 0};
  const std::vector<double> x{2, 3};
  const std::vector<std::uint32_t> labels{1, 0};
  const ReferenceForward result = reference_forward(one_unit("1-linear", Loss::kLogistic),
                                                    parameters, {}, make_batch(x, labels), false);
  EXPECT_THAT(
      result.activations[1],
      Pointwise(DoubleEq(), std::vector<double>{1 / (1 + std::exp(-2)), 1 / (1 + std::exp(-3))}));
  EXPECT_DOUBLE_EQ(result.loss, (std::log1p(std::exp(-2)) + std::log1p(std::exp(3))) / 2);
}

TEST(ReferenceForward, LogisticLossOfThreeClassesIsEachAgainstTheRest) {
  // no hidden layer, x = 1, z = W = (1, 2, 3), label 1
  const NetworkSpec spec = make_network(1, {}, 3, Loss::kLogistic, Initialiser::kHeNormal);
  const std::vector<double> parameters{1, 2, 3, 0, 0, 0};
  const std::vector<double> x{1};
  const std::vector<std::uint32_t> labels{1};
  const double loss = reference_forward(spec, parameters, {}, make_batch(x, labels), false).loss;
  EXPECT_DOUBLE_EQ(loss,
                   std::log1p(std::exp(1)) + std::log1p(std::exp(-2)) + std::log1p(std::exp(3)));
}

TEST(ReferenceForward, LossesOfHugeLogitsAreFinite) {
  const std::vector<double> x{1000};
  const std::vector<std::uint32_t> labels{1};
  // cross-entropy: z = (1000, -1000) and class 1 is right: 1000 + 1000
  const std::vector<double> two_outputs{1, 0, /**/ 1, -1, 0, 0};
  EXPECT_EQ(reference_forward(one_unit(), two_outputs, {}, make_batch(x, labels), false).loss,
            2000);
  // logistic: z = -1000
  const std::vector<double> one_output{1, 0, /**/ -1, 0};
  EXPECT_EQ(reference_forward(one_unit("1-linear", Loss::kLogistic), one_output, {},
                              make_batch(x, labels), false)
                .loss,
            1000);
}

TEST(ReferenceForward, NtkDividesByTheRootOfFanIn) {
  // 4 inputs of 1, weights 3: z = 12 / 2; the output has one input
  const NetworkSpec spec =
      make_network(4, {{1, Activation::kLinear}}, 2, Loss::kSquaredError, Initialiser::kNtk);
  const std::vector<double> parameters{3, 3, 3, 3, 0.5, /**/ 1, 2, 0, 0};
  const std::vector<double> x{1, 1, 1, 1};
  const std::vector<std::uint32_t> labels{0};
  const ReferenceForward result =
      reference_forward(spec, parameters, {}, make_batch(x, labels), false);
  EXPECT_THAT(result.activations[0], ElementsAre(6.5));
  EXPECT_THAT(result.activations[1], ElementsAre(6.5, 13));
}

TEST(ReferenceForward, DropoutChangesWhatTheNextLayerGetsButNotWhatIsRecorded) {
  const std::vector<double> parameters{2, 1, /**/ 1, 0, 0, 0};
  const std::vector<double> x{3, -1};
  const std::vector<std::uint32_t> labels{0, 0};
  const NetworkSpec spec = one_unit("1-linear-Dr.5");
  ReferenceBatch batch = make_batch(x, labels);
  batch.masks = {{2, 0}, {}};
  const ReferenceForward trained = reference_forward(spec, parameters, {}, batch, true);
  EXPECT_THAT(trained.activations[0], ElementsAre(7, -1));
  EXPECT_THAT(trained.preactivations[1], ElementsAre(14, 0, 0, 0));
  const ReferenceForward evaluated = reference_forward(spec, parameters, {}, batch, false);
  EXPECT_THAT(evaluated.preactivations[1], ElementsAre(7, -1, 0, 0));
}

TEST(ReferenceForward, BatchNormUsesTheBatchInTrainingAndRunningStatisticsOtherwise) {
  // w = 3, b = 0.5, gain 2: u = (3, 9) has mean 6 and biased variance 9
  const NetworkSpec spec = one_unit("1-linear-BN");
  const std::vector<double> parameters{3, 0.5, 2, /**/ 1, 0, 0, 0};
  const std::vector<double> statistics{1, 4};
  const std::vector<double> x{1, 3};
  const std::vector<std::uint32_t> labels{0, 1};
  const ReferenceBatch batch = make_batch(x, labels);
  const double trained = 2 * 3 / std::sqrt(9 + 1e-5);
  EXPECT_THAT(reference_forward(spec, parameters, statistics, batch, true).activations[0],
              Pointwise(DoubleEq(), std::vector<double>{0.5 - trained, 0.5 + trained}));
  const double deviation = std::sqrt(4 + 1e-5);
  EXPECT_THAT(reference_forward(spec, parameters, statistics, batch, false).activations[0],
              Pointwise(DoubleEq(), std::vector<double>{0.5 + 2 * (3 - 1) / deviation,
                                                        0.5 + 2 * (9 - 1) / deviation}));
}

TEST(ReferenceStatistics, MoveATenthOfTheWayToTheBatchs) {
  // u = (3, 9): mean 6, unbiased variance 18
  const NetworkSpec spec = one_unit("1-linear-BN");
  const std::vector<double> parameters{3, 0.5, 2, /**/ 1, 0, 0, 0};
  const std::vector<double> x{1, 3};
  const std::vector<std::uint32_t> labels{0, 1};
  EXPECT_THAT(
      reference_statistics(spec, parameters, std::vector<double>{1, 4}, make_batch(x, labels)),
      ElementsAre(DoubleEq(0.9 * 1 + 0.1 * 6), DoubleEq(0.9 * 4 + 0.1 * 18)));
}

TEST(ReferenceStatistics, OfOneSampleLeaveTheVariance) {
  const NetworkSpec spec = one_unit("1-linear-BN");
  const std::vector<double> parameters{3, 0.5, 2, /**/ 1, 0, 0, 0};
  const std::vector<double> x{1};
  const std::vector<std::uint32_t> labels{0};
  EXPECT_THAT(
      reference_statistics(spec, parameters, std::vector<double>{1, 4}, make_batch(x, labels)),
      ElementsAre(DoubleEq(0.9 * 1 + 0.1 * 3), 4));
}

TEST(ReferenceStatistics, OfALaterLayerSeeItsMaskedInput) {
  // layer 1 gives (1, 3), the mask makes it (2, 0) for layer 2: mean 1, unbiased variance 2
  const NetworkSpec spec = one_unit("1-linear-Dr.5-1-linear-BN");
  const std::vector<double> parameters{1, 0, /**/ 1, 0, 1, /**/ 1, 0, 0, 0};
  const std::vector<double> x{1, 3};
  const std::vector<std::uint32_t> labels{0, 1};
  ReferenceBatch batch = make_batch(x, labels);
  batch.masks = {{2, 0}, {}, {}};
  EXPECT_THAT(reference_statistics(spec, parameters, std::vector<double>{0, 1}, batch),
              ElementsAre(DoubleEq(0.1), DoubleEq(0.9 + 0.2)));
}

TEST(ReferenceStatistics, AreEmptyWithoutBatchNorm) {
  const std::vector<double> parameters{2, 1, /**/ 1, 0, 0, 0};
  const std::vector<double> x{3};
  const std::vector<std::uint32_t> labels{0};
  EXPECT_TRUE(reference_statistics(one_unit(), parameters, {}, make_batch(x, labels)).empty());
}

class ReferenceErrors : public ::testing::Test {
 protected:
  // all three functions refuse the same arguments
  void expect_refused(const std::string& what, const NetworkSpec& spec) const {
    const auto refused = ThrowsMessage<InvalidArgument>(HasSubstr(what));
    EXPECT_THAT([&] { reference_forward(spec, parameters_, statistics_, batch_, true); }, refused);
    EXPECT_THAT([&] { reference_gradient(spec, parameters_, batch_); }, refused);
    EXPECT_THAT([&] { reference_statistics(spec, parameters_, statistics_, batch_); }, refused);
  }

  NetworkSpec spec_ = one_unit("1-linear-BN-Dr.5");
  std::vector<double> parameters_{2, 1, 1, /**/ 1, 0, 0, 0};
  std::vector<double> statistics_{0, 1};
  std::vector<double> x_{3, -1};
  std::vector<std::uint32_t> labels_{0, 1};
  ReferenceBatch batch_{.x = row_major(x_.data(), 2, 1), .labels = labels_, .masks = {{2, 0}, {}}};
};

TEST_F(ReferenceErrors, SoundArgumentsAreTaken) {
  EXPECT_NO_THROW(reference_forward(spec_, parameters_, statistics_, batch_, true));
  EXPECT_NO_THROW(reference_gradient(spec_, parameters_, batch_));
  EXPECT_NO_THROW(reference_statistics(spec_, parameters_, statistics_, batch_));
}

TEST_F(ReferenceErrors, WrongNumberOfParameters) {
  parameters_.pop_back();
  expect_refused("parameters is 6, but must be 7", spec_);
}

TEST_F(ReferenceErrors, WrongNumberOfStatistics) {
  statistics_.push_back(0);
  EXPECT_THROW(reference_forward(spec_, parameters_, statistics_, batch_, false), InvalidArgument);
  EXPECT_THROW(reference_statistics(spec_, parameters_, statistics_, batch_), InvalidArgument);
}

TEST_F(ReferenceErrors, WrongNumberOfInputs) {
  batch_.x = row_major(x_.data(), 1, 2);
  expect_refused("input columns is 2, but must be 1", spec_);
}

TEST_F(ReferenceErrors, EmptyBatch) {
  batch_.x.rows = 0;
  expect_refused("no rows", spec_);
}

TEST_F(ReferenceErrors, WrongNumberOfLabels) {
  batch_.labels = batch_.labels.first(1);
  expect_refused("labels is 1, but must be 2", spec_);
}

TEST_F(ReferenceErrors, LabelBeyondTheClasses) {
  labels_[1] = 2;
  expect_refused("a label is 2, but there are 2 classes", spec_);
}

TEST_F(ReferenceErrors, MissingMask) {
  batch_.masks.clear();
  expect_refused("dropout mask of layer 1 is 0, but must be 2", spec_);
}

TEST_F(ReferenceErrors, MaskOfTheWrongSize) {
  batch_.masks[0].push_back(2);
  expect_refused("dropout mask of layer 1 is 3, but must be 2", spec_);
}

TEST_F(ReferenceErrors, MaskOfALayerWithoutDropout) {
  batch_.masks[1] = {1, 1, 1, 1};
  expect_refused("dropout mask of layer 2 is 4, but must be 0", spec_);
}

TEST_F(ReferenceErrors, WrongNumberOfMasks) {
  batch_.masks.pop_back();
  expect_refused("dropout masks is 1, but must be 2", spec_);
}

TEST_F(ReferenceErrors, NetworkThatCannotBeComputed) {
  spec_.layers[0].activation = Activation::kSoftmax;
  expect_refused("layer 1 is softmax", spec_);
}

}  // namespace
}  // namespace infoplane
