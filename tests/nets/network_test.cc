#include "infoplane/nets/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::vector<LayerSpec> parse(std::string_view text) {
  return parse_hidden_layers(text, Activation::kTanh);
}

TEST(HiddenLayers, AreWidthsWithTheDefaultActivation) {
  EXPECT_THAT(parse_hidden_layers("10-7", Activation::kRelu),
              ElementsAre(LayerSpec{10, Activation::kRelu}, LayerSpec{7, Activation::kRelu}));
  EXPECT_THAT(parse("3"), ElementsAre(LayerSpec{3, Activation::kTanh}));
}

TEST(HiddenLayers, MayEachSayTheirActivation) {
  EXPECT_THAT(parse("10-sigmoid-8-relu-6"),
              ElementsAre(LayerSpec{10, Activation::kSigmoid}, LayerSpec{8, Activation::kRelu},
                          LayerSpec{6, Activation::kTanh}));
  EXPECT_THAT(parse("10-leaky-relu-5"),
              ElementsAre(LayerSpec{10, Activation::kLeakyRelu}, LayerSpec{5, Activation::kTanh}));
}

TEST(HiddenLayers, ReadEveryHiddenActivation) {
  for (const std::string& name : hidden_activation_names()) {
    EXPECT_THAT(parse("4-" + name + "-3"),
                ElementsAre(LayerSpec{4, parse_activation(name)}, LayerSpec{3, Activation::kTanh}));
  }
}

TEST(HiddenLayers, MayHaveDropoutAndBatchNorm) {
  EXPECT_THAT(parse("10-Dr.2-8-BN-6"),
              ElementsAre(LayerSpec{10, Activation::kTanh, false, 0.2},
                          LayerSpec{8, Activation::kTanh, true, 0}, LayerSpec{6}));
  EXPECT_EQ(parse("10-Dr0.25"), parse("10-Dr.25"));
  EXPECT_EQ(parse("10-Dr0"), parse("10"));
}

TEST(HiddenLayers, TakeWordsInAnyOrder) {
  const LayerSpec layer{5, Activation::kLeakyRelu, true, 0.5};
  for (const char* text : {"5-leaky-relu-BN-Dr.5", "5-BN-leaky-relu-Dr.5", "5-Dr.5-BN-leaky-relu",
                           "5-Dr.5-leaky-relu-BN"}) {
    EXPECT_THAT(parse(text), ElementsAre(layer)) << text;
  }
}

TEST(HiddenLayers, NameAWidthThatIsNotOne) {
  EXPECT_THAT([] { parse("10-0-5"); }, ThrowsMessage<InvalidArgument>(
                                           AllOf(HasSubstr("10-0-5"), HasSubstr("width is '0'"))));
  EXPECT_THAT([] { parse("10-7x"); }, ThrowsMessage<InvalidArgument>(HasSubstr("'7x'")));
  EXPECT_THAT([] { parse("10-2.5"); }, ThrowsMessage<InvalidArgument>(HasSubstr("'2.5'")));
}

TEST(HiddenLayers, NameAnEmptyPart) {
  for (const char* text : {"", "-10", "10-", "10--8", "10-leaky-"}) {
    EXPECT_THROW(parse(text), InvalidArgument) << text;
  }
  EXPECT_THAT([] { parse("10--8"); },
              ThrowsMessage<InvalidArgument>("hidden layers '10--8': a part is empty"));
}

TEST(HiddenLayers, NameTheNearestKnownWord) {
  const auto expect_nearest = [](const std::string& text, const std::string& word,
                                 const std::string& nearest) {
    EXPECT_THAT([&] { parse(text); },
                ThrowsMessage<InvalidArgument>("hidden layers '" + text + "': unknown word '" +
                                               word + "'; did you mean '" + nearest + "'?"));
  };
  expect_nearest("10-tahn-8", "tahn", "tanh");
  expect_nearest("10-8-leaky-rleu-5", "leaky-rleu", "leaky-relu");
  expect_nearest("10-leakyrelu-BN", "leakyrelu", "leaky-relu");
  expect_nearest("10-tahn-relu", "tahn", "tanh");
  expect_nearest("10-bn", "bn", "BN");
  expect_nearest("10-dr.2", "dr.2", "Dr.2");
  expect_nearest("10-Dr", "Dr", "Dr.2");
}

TEST(HiddenLayers, RefuseAThingSaidTwice) {
  EXPECT_THAT([] { parse("10-7-tanh-relu"); },
              ThrowsMessage<InvalidArgument>(
                  "hidden layers '10-7-tanh-relu': layer 2 says its activation twice"));
  EXPECT_THAT([] { parse("10-BN-BN"); }, ThrowsMessage<InvalidArgument>(HasSubstr("BN twice")));
  EXPECT_THAT([] { parse("10-Dr0-Dr.2"); },
              ThrowsMessage<InvalidArgument>(HasSubstr("its dropout twice")));
}

TEST(HiddenLayers, RefuseAWordBeforeAnyWidth) {
  EXPECT_THAT([] { parse("tanh-10"); },
              ThrowsMessage<InvalidArgument>(HasSubstr("'tanh' comes before any width")));
}

TEST(HiddenLayers, RefuseADropoutThatIsNoProbabilityBelow1) {
  EXPECT_THAT([] { parse("10-Dr1"); },
              ThrowsMessage<InvalidArgument>(
                  "hidden layers '10-Dr1': a dropout is 1, but must be in [0, 1)"));
  EXPECT_THROW(parse("10-Dr.2.3"), InvalidArgument);
  EXPECT_THROW(parse("10-Dr-.2"), InvalidArgument);
  EXPECT_THROW(parse("10-Dr."), InvalidArgument);
}

TEST(LossName, ReadsBack) {
  for (const Loss loss : {Loss::kCrossEntropy, Loss::kLogistic, Loss::kSquaredError}) {
    EXPECT_EQ(parse_loss(loss_name(loss)), loss);
  }
  EXPECT_EQ(loss_name(Loss::kSquaredError), "squared-error");
  EXPECT_THAT(
      [] { parse_loss("crossentropy"); },
      ThrowsMessage<InvalidArgument>("unknown loss 'crossentropy'; did you mean 'cross-entropy'?"));
}

TEST(InitialiserName, ReadsBack) {
  for (const char* name : {"truncated-normal-fan-in", "truncated-normal-fan-out", "glorot-uniform",
                           "glorot-normal", "he-uniform", "he-normal", "orthogonal", "ntk"}) {
    EXPECT_EQ(initialiser_name(parse_initialiser(name)), name);
  }
  EXPECT_EQ(parse_initialiser("ntk"), Initialiser::kNtk);
  EXPECT_EQ(parse_initialiser("he-normal"), Initialiser::kHeNormal);
  EXPECT_THAT([] { parse_initialiser("glorot-unifrom"); },
              ThrowsMessage<InvalidArgument>(HasSubstr("did you mean 'glorot-uniform'?")));
}

TEST(MakeNetwork, AddsTheOutputLayerOfTheLoss) {
  const auto output = [](std::size_t n_classes, Loss loss) {
    const NetworkSpec spec = make_network(12, parse("10-7"), n_classes, loss, Initialiser::kNtk);
    EXPECT_EQ(spec.n_inputs, 12U);
    EXPECT_EQ(spec.layers.size(), 3U);
    EXPECT_EQ(class_count(spec), n_classes);
    return spec.layers.back();
  };
  EXPECT_EQ(output(2, Loss::kCrossEntropy), (LayerSpec{2, Activation::kSoftmax}));
  EXPECT_EQ(output(5, Loss::kCrossEntropy), (LayerSpec{5, Activation::kSoftmax}));
  EXPECT_EQ(output(2, Loss::kLogistic), (LayerSpec{1, Activation::kSigmoid}));
  EXPECT_EQ(output(5, Loss::kLogistic), (LayerSpec{5, Activation::kSigmoid}));
  EXPECT_EQ(output(2, Loss::kSquaredError), (LayerSpec{2, Activation::kLinear}));
}

TEST(MakeNetwork, MayHaveNoHiddenLayer) {
  const NetworkSpec spec = make_network(3, {}, 2, Loss::kCrossEntropy, Initialiser::kHeNormal);
  EXPECT_EQ(spec.layers.size(), 1U);
}

TEST(MakeNetwork, RefusesWhatCannotBeComputed) {
  const auto make = [](std::size_t n_inputs, std::vector<LayerSpec> hidden, std::size_t n_classes) {
    return make_network(n_inputs, std::move(hidden), n_classes, Loss::kCrossEntropy,
                        Initialiser::kHeNormal);
  };
  EXPECT_THROW(make(0, {{4}}, 2), InvalidArgument);
  EXPECT_THAT([&] { make(3, {{4}}, 1); },
              ThrowsMessage<InvalidArgument>(HasSubstr("have 1 classes")));
  EXPECT_THAT(
      [&] {
        make(3, {{4}, {0}}, 2);
      },
      ThrowsMessage<InvalidArgument>("network: layer 2 has width 0"));
  EXPECT_THAT(
      [&] {
        make(3, {{4, Activation::kSoftmax}}, 2);
      },
      ThrowsMessage<InvalidArgument>(HasSubstr("layer 1 is softmax")));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double dropout : {-0.1, 1.0, nan}) {
    EXPECT_THROW(make(3, {{4, Activation::kTanh, false, dropout}}, 2), InvalidArgument) << dropout;
  }
}

TEST(CheckNetwork, RefusesAnOutputThatIsNotTheLosss) {
  NetworkSpec spec = make_network(3, {{4}}, 3, Loss::kCrossEntropy, Initialiser::kHeNormal);
  EXPECT_NO_THROW(check_network(spec));
  spec.loss = Loss::kSquaredError;
  EXPECT_THAT([&] { check_network(spec); },
              ThrowsMessage<InvalidArgument>(
                  "network: the output is softmax, but squared-error needs linear"));
  spec.layers.back() = {.width = 1, .activation = Activation::kLinear};
  EXPECT_THAT([&] { check_network(spec); }, ThrowsMessage<InvalidArgument>(HasSubstr("1 output")));
  spec.layers.back() = {.width = 2, .activation = Activation::kLinear, .dropout = 0.1};
  EXPECT_THAT([&] { check_network(spec); },
              ThrowsMessage<InvalidArgument>(HasSubstr("output layer has dropout")));
  spec.layers.clear();
  EXPECT_THROW(check_network(spec), InvalidArgument);
}

TEST(ParameterLayout, PutsWeightsThenBiasesThenGains) {
  const NetworkSpec spec =
      make_network(3, parse("4-BN-5"), 2, Loss::kCrossEntropy, Initialiser::kHeNormal);
  const ParameterLayout layout(spec);
  ASSERT_EQ(layout.layers.size(), 3U);

  // layer 1: 4 x 3 weights, 4 biases, 4 gains
  EXPECT_EQ(layout.layers[0].n_inputs, 3U);
  EXPECT_EQ(layout.layers[0].width, 4U);
  EXPECT_EQ(layout.layers[0].weights, 0U);
  EXPECT_EQ(layout.layers[0].biases, 12U);
  EXPECT_EQ(layout.layers[0].gains, 16U);
  EXPECT_EQ(layout.layers[0].statistics, 0U);
  // layer 2: 5 x 4 weights, 5 biases, no gains
  EXPECT_EQ(layout.layers[1].n_inputs, 4U);
  EXPECT_EQ(layout.layers[1].weights, 20U);
  EXPECT_EQ(layout.layers[1].biases, 40U);
  EXPECT_EQ(layout.layers[1].gains, 45U);
  // layer 3: 2 x 5 weights, 2 biases
  EXPECT_EQ(layout.layers[2].weights, 45U);
  EXPECT_EQ(layout.layers[2].biases, 55U);
  EXPECT_EQ(layout.n_parameters, 57U);
  EXPECT_EQ(layout.n_statistics, 8U);
}

TEST(ParameterLayout, PutsEachBatchNormsStatisticsAfterTheLast) {
  const NetworkSpec spec =
      make_network(3, parse("4-BN-5-6-BN"), 2, Loss::kCrossEntropy, Initialiser::kHeNormal);
  const ParameterLayout layout(spec);
  EXPECT_EQ(layout.layers[0].statistics, 0U);
  EXPECT_EQ(layout.layers[2].statistics, 8U);
  EXPECT_EQ(layout.n_statistics, 20U);
}

TEST(ParameterLayout, ScalesWeightsOnlyInTheNtkParametrisation) {
  const auto scales = [](Initialiser init) {
    const ParameterLayout layout(make_network(9, parse("4"), 2, Loss::kCrossEntropy, init));
    return std::vector<double>{layout.layers[0].weight_scale, layout.layers[1].weight_scale};
  };
  EXPECT_THAT(scales(Initialiser::kNtk), ElementsAre(1.0 / 3, 1.0 / 2));
  EXPECT_THAT(scales(Initialiser::kHeNormal), ElementsAre(1, 1));
}

}  // namespace
}  // namespace infoplane
