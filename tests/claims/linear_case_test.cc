#include "infoplane/claims/linear_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

const std::string one_layer_for = "linear-student:hidden=100,rate=0.2,record=log:30,epochs=";
const std::string one_layer = one_layer_for + "400";
const std::string five_layers =
    "linear-student:hidden=50-50-50-50-50,batch=5,rate=0.01,epochs=120,record=log:30";

LinearRecord recorded(const std::string& spec) {
  return record_students(parse_linear_case(spec), 2, {});
}

std::vector<double> values(Quantity::Kind kind, const LinearRecord& record) {
  return measure({kind, "hidden"}, record.plane).values;
}

double least(const std::vector<double>& values) { return *std::ranges::min_element(values); }
double most(const std::vector<double>& values) { return *std::ranges::max_element(values); }

TEST(LinearCase, StudentsDoNotCompressWhileTheyGeneralise) {
  for (const std::string& spec : {one_layer, five_layers}) {
    const LinearRecord record = recorded(spec);
    EXPECT_LE(most(values(Quantity::Kind::kDrop, record)), 0.01) << spec;
    EXPECT_GT(least(values(Quantity::Kind::kRise, record)), 0.01) << spec;
    for (const std::vector<double>& errors : record.errors) {
      EXPECT_LT(errors.back(), 0.87 * errors.front()) << spec;
    }
  }
}

TEST(LinearCase, StudentsThatBeginTooLargeCompressWhileTheyGeneralise) {
  // six layers of weights twice as large: what they say at first is far more than the teacher's
  const LinearRecord record =
      recorded("linear-student:hidden=50-50-50-50-50,rate=0.002,epochs=600,record=log:30,init=2");
  EXPECT_GT(least(values(Quantity::Kind::kDrop, record)), 0.1);
  for (const std::vector<double>& errors : record.errors) EXPECT_LT(errors.back(), errors.front());
}

TEST(LinearCase, GeneralisationIsHalfTheLogarithmOfTheErrors) {
  const std::string small = "linear-student:hidden=5,inputs=6,rate=0.1,epochs=40,record=log:9";
  const std::vector<double> errors = recorded(small).errors[1];
  const Measurement measured =
      measure_student({Quantity::Kind::kGeneralises, "hidden"}, small, 2, {});
  // four times less is a bit
  EXPECT_NEAR(std::pow(4, -measured.values[1]), errors.back() / errors.front(), 1e-12);
  EXPECT_EQ(measured.replicas, (std::vector<std::uint32_t>{0, 1}));
}

TEST(LinearCase, TheBestEpochIsBeforeOvertraining) {
  const LinearCase stopped = parse_linear_case(one_layer_for + "2000");
  const LinearCase whole = parse_linear_case(one_layer_for + "2000,until=end");
  const std::vector<double> best = record_students(stopped, 1, {}).errors[0];
  const std::vector<double> all = record_students(whole, 1, {}).errors[0];
  EXPECT_EQ(best.back(), least(all));
  EXPECT_LT(best.back(), all.front());
  EXPECT_LT(best.back(), all.back());
  EXPECT_EQ(best.front(), all.front());
}

TEST(LinearCase, FittingWithoutNoiseForgetsTheIrrelevantInputs) {
  const std::string deep = five_layers + ",relevant=30,snr=1e9,of=";
  EXPECT_GT(least(values(Quantity::Kind::kDrop, recorded(deep + "irrelevant"))), 0.01);
  EXPECT_GT(least(values(Quantity::Kind::kRise, recorded(deep + "relevant"))), 0.01);
}

TEST(LinearCase, LearnsTheNoiseThroughTheIrrelevantInputs) {
  // as many examples as inputs, and a teacher with noise: no drop, but a rise
  const LinearRecord noisy = recorded(one_layer + ",relevant=30,of=irrelevant");
  EXPECT_LT(most(values(Quantity::Kind::kDrop, noisy)), 0.01);
  EXPECT_GT(least(values(Quantity::Kind::kRise, noisy)), 0);
}

TEST(LinearCase, TheSameNumbersWithAnyNumberOfThreads) {
  const std::string small =
      "linear-student:hidden=20-10,inputs=20,batch=5,rate=0.1,epochs=30,record=log:9";
  const auto measured = [&](std::size_t n_replicas, std::size_t n_threads) {
    Work work;
    work.n_threads = n_threads;
    return measure_student({Quantity::Kind::kFinalXt, "hidden"}, small, n_replicas, work).values;
  };
  EXPECT_EQ(measured(5, 1), measured(5, 3));
  EXPECT_EQ(measured(1, 1)[0], measured(5, 3)[0]) << "the same ones however many there are";
}

TEST(LinearCase, LayersSayNoMoreOfTheLabelThanOfTheInputs) {
  const LinearRecord record = recorded(five_layers);
  for (const LayerEstimate& point : record.plane.points) {
    EXPECT_GT(*point.i_xt.value, Nats(0));
    EXPECT_LE(*point.i_ty.value, *point.i_xt.value);
  }
}

TEST(LinearCase, SaysWhatIsWrong) {
  const auto refuses = [](const std::string& spec, const std::string& part) {
    return throws_with<InvalidArgument>([&] { parse_linear_case(spec); }, part);
  };
  EXPECT_TRUE(refuses("neuron:weight=1", "unknown case 'neuron' of networks"));
  EXPECT_TRUE(refuses("linear-student:rate=1,epochs=2", "hidden is not given"));
  EXPECT_TRUE(refuses("linear-student:hidden=4,epochs=2", "rate is not given"));
  EXPECT_TRUE(refuses("linear-student:hidden=4,rate=1", "epochs is not given"));
  const std::string good = "linear-student:hidden=4-3,rate=1,epochs=2";
  EXPECT_EQ(parse_linear_case(good).student.hidden, (std::vector<std::size_t>{4, 3}));
  EXPECT_TRUE(refuses(good + ",colour=1", "colour"));
  EXPECT_TRUE(refuses("linear-student:hidden=4-x,rate=1,epochs=2", "hidden is 'x'"));
  EXPECT_TRUE(refuses(good + ",of=half", "of is 'half'"));
  EXPECT_TRUE(refuses(good + ",of=irrelevant", "where relevant=N leaves any"));
  EXPECT_TRUE(refuses(good + ",relevant=101", "relevant is 101, but must be at most 100"));
  EXPECT_TRUE(refuses(good + ",until=never", "until is 'never'"));
  EXPECT_TRUE(refuses(good + ",batch=101", "batch is 101"));
  EXPECT_TRUE(refuses(good + ",noise=0", "noise"));
  EXPECT_TRUE(refuses(good + ",record=often", "often"));
}

}  // namespace
}  // namespace infoplane
