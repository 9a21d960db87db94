#include "infoplane/weights/noisy_store.h"

#include <gtest/gtest.h>

#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {
namespace {

const NoisyQuestion kQuestion{"gaussian:sd=0.1,vectors=50,replica=0", 64};

// every number another one, the second layer without what need not be there
NoisyNetwork example_network() {
  NoisyLayer first;
  first.layer = 1;
  first.linearised = {Nats(.1), Nats(.2), Nats(.3), Nats(.4), 5, 6};
  first.drawn = NoisyInformation{Nats(.7), Nats(.8)};
  first.drawn_lower = Nats(.9);
  first.drawn_upper = Nats(1.1);
  first.gaussian = {Nats(1.2), Nats(1.3)};
  first.mean_difference = -1.4;
  first.covariance_difference = 1.5;
  first.variance_difference = 1.6;
  first.information_difference = {Nats(-1.7), Nats(1.8)};
  first.linearisation_fails = true;
  NoisyLayer second;
  second.layer = 2;
  second.unresolved = true;
  return {kQuestion.law, 20, 60, {first, second}};
}

TEST(NoisyStore, GivesBackEveryNumber) {
  const TemporaryFolder folder;
  const NoisyStore store(folder.path());
  EXPECT_FALSE(store.load(kQuestion, "print"));
  store.save(kQuestion, example_network(), "print");
  const auto found = store.load(kQuestion, "print");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->law, kQuestion.law);
  EXPECT_EQ(found->epoch, 20U);
  EXPECT_EQ(found->n_inputs, 60U);
  ASSERT_EQ(found->layers.size(), 2U);
  const NoisyLayer& first = found->layers[0];
  EXPECT_EQ(first.layer, 1U);
  EXPECT_EQ(first.linearised.value.value(), .1);
  EXPECT_EQ(first.linearised.std_error.value(), .2);
  EXPECT_EQ(first.linearised.lower->value(), .3);
  EXPECT_EQ(first.linearised.upper->value(), .4);
  EXPECT_EQ(first.linearised.n_supports, 5U);
  EXPECT_EQ(first.linearised.smallest_rank, 6U);
  EXPECT_EQ(first.drawn->value.value(), .7);
  EXPECT_EQ(first.drawn->std_error.value(), .8);
  EXPECT_EQ(first.drawn_lower->value(), .9);
  EXPECT_EQ(first.drawn_upper->value(), 1.1);
  EXPECT_EQ(first.gaussian.value.value(), 1.2);
  EXPECT_EQ(first.gaussian.std_error.value(), 1.3);
  EXPECT_EQ(first.mean_difference, -1.4);
  EXPECT_EQ(first.covariance_difference, 1.5);
  EXPECT_EQ(first.variance_difference, 1.6);
  EXPECT_EQ(first.information_difference.value.value(), -1.7);
  EXPECT_EQ(first.information_difference.std_error.value(), 1.8);
  EXPECT_TRUE(first.linearisation_fails);
  EXPECT_FALSE(first.unresolved);
  const NoisyLayer& second = found->layers[1];
  EXPECT_FALSE(second.drawn || second.drawn_lower || second.drawn_upper);
  EXPECT_FALSE(second.linearised.lower || second.linearised.upper);
  EXPECT_FALSE(second.linearisation_fails);
  EXPECT_TRUE(second.unresolved);
}

TEST(NoisyStore, HasNothingOfOtherCheckpointsOtherQuestionsAndDamagedFiles) {
  const TemporaryFolder folder;
  const NoisyStore store(folder.path());
  store.save(kQuestion, example_network(), "print");
  EXPECT_FALSE(store.load(kQuestion, "other"));
  EXPECT_FALSE(store.load({kQuestion.law, 65}, "print"));
  for (const auto& entry : std::filesystem::directory_iterator(folder / "weights/noisy")) {
    write_file(entry.path(), "PK");
  }
  EXPECT_FALSE(store.load(kQuestion, "print"));
}

TEST(NoisyStore, RemembersWhatWasAskedOnceEach) {
  const TemporaryFolder folder;
  const NoisyStore store(folder.path());
  EXPECT_TRUE(store.asked().empty());
  store.ask(kQuestion);
  store.ask({"gaussian:sd=0.2", 64});
  store.ask(kQuestion);
  EXPECT_EQ(store.asked(), (std::vector<NoisyQuestion>{kQuestion, {"gaussian:sd=0.2", 64}}));
}

}  // namespace
}  // namespace infoplane
