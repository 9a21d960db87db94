#include "infoplane/audit/sample_tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "infoplane/audit/audit_tasks.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

const PairTask& find(const std::vector<PairTask>& tasks, const std::string& name) {
  const auto at = std::ranges::find(tasks, name, &PairTask::name);
  EXPECT_NE(at, tasks.end()) << name;
  return *at;
}

PairEstimate estimate(const char* spec, const PairTask& task, std::size_t n, bool x_discrete,
                      bool y_discrete) {
  const PairDraw draw = task.sample(n, 1);
  PairSample sample;
  sample.x = draw.x.view();
  sample.y = draw.y.view();
  sample.x_discrete = x_discrete;
  sample.y_discrete = y_discrete;
  return make_estimator(spec)->pair(sample, Work{});
}

// Samplers against truths: nearest neighbours in few dimensions, N = 10,000. Their bias there is
// below .02 nats (docs/methods.md, section 16), .03 where it is narrow (circle). A gamma noise of
// shape 1/2, whose density has a pole, is left to its moments.
TEST(Mixtures, NearestNeighboursFindTheTruthsOfFewDimensions) {
  for (const char* name :
       {"cross-1-1-0.9", "cross-2-2-0.8", "clusters-2-2-1.5", "scales-1-1-5", "circle-1-1-0.1",
        "angle-2-1-0.3", "sine-1-1-2-0.3", "gamma-1-1-1-1", "parabola-1-1-0.5"}) {
    const PairTask& task = find(mixture_tasks(), name);
    const PairEstimate found = estimate("ksg:k=5", task, 10000, false, false);
    EXPECT_NEAR(found.information.value->value(), task.truth.value(),
                3 * found.information.std_error->value() + 0.03)
        << name;
  }
}

// where a side has few states, it is declared here
TEST(DiscreteColumns, EstimatorsThatAreToldFindTheTruths) {
  struct Told {
    const char* name;
    bool x;
    bool y;
  };
  for (const Told& told : {Told{"binary-1-1-0.3", true, false},
                           {"binary-4-1-0.3", true, false},
                           {"poisson-1-1-0.5", false, true}}) {
    const PairTask& task = find(discrete_column_tasks(), told.name);
    const PairEstimate found = estimate("ksg:k=5", task, 10000, told.x, told.y);
    EXPECT_NEAR(found.information.value->value(), task.truth.value(),
                3 * found.information.std_error->value() + 0.01)
        << told.name;
  }
  // 64 and 64^3 cells: (cells - 1)/2N too high where they are few
  const PairTask& levels = find(discrete_column_tasks(), "levels-1-1-8");
  EXPECT_NEAR(estimate("exact", levels, 20000, true, true).information.value->value(),
              levels.truth.value() + 49.0 / 40000, 0.02);
}

// bins can only lose, and 40 equally filled ones lose little of a pair with smooth noise; their
// bias is at most 1600/2N = .02
TEST(DiscreteColumns, FineBinsComeCloseFromBelowWhereAColumnIsZeroInflated) {
  for (const char* name : {"relu-1-1-0.3", "relu-both-1-1-0.8"}) {
    const PairTask& task = find(discrete_column_tasks(), name);
    const double found =
        estimate("bins:40,mass", task, 40000, false, false).information.value->value();
    EXPECT_LT(found, task.truth.value() + 0.03) << name;
    EXPECT_GT(found, task.truth.value() - 0.06) << name;
  }
}

TEST(PatternColumns, AreTheNoisySamplesWithoutTheDeclaration) {
  std::set<std::uint32_t> streams;
  for (const PairTask& task : pattern_column_tasks()) {
    EXPECT_FALSE(task.x_discrete || task.y_discrete) << task.name;
    EXPECT_EQ(task.group, TaskGroup::kDiscreteColumns);
    streams.insert(task.stream);
  }
  EXPECT_EQ(streams.size(), pattern_column_tasks().size());
  EXPECT_EQ(find(pattern_column_tasks(), "patterns-tanh-3-0.5").truth,
            find(noisy_sample_tasks(), "noisy-sample-tanh-3-0.5-xt").truth);
  const PairTask& once = find(pattern_column_tasks(), "once-patterns-tanh-3-0.5");
  EXPECT_EQ(once.sample(10, 0).x.rows, 4096U);
  EXPECT_EQ(find(pattern_column_tasks(), "patterns-tanh-3-0.5").sample(10, 0).x.rows, 10U);
}

TEST(AuditTasks, HaveStreamsOfTheirOwn) {
  std::set<std::uint32_t> streams;
  std::size_t n = 0;
  for (const AuditTask& task : all_audit_tasks()) {
    if (const auto* pair = std::get_if<PairTask>(&task)) {
      streams.insert(pair->stream);
      ++n;
    }
  }
  EXPECT_EQ(streams.size(), n);
}

}  // namespace
}  // namespace infoplane
