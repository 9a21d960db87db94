#include "infoplane/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stop_token>

#include "infoplane/audit/summary.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using testing::HasSubstr;

AuditPlan small_plan(const std::string& tasks) {
  AuditPlan plan;
  plan.estimators = {"bins:10", "exact"};
  plan.tasks = find_audit_tasks(tasks);
  plan.n_samples = {200, 500};
  plan.n_seeds = 2;
  return plan;
}

// all but the seconds
void expect_same(const Audit& a, const Audit& b) {
  ASSERT_EQ(a.estimates.size(), b.estimates.size());
  for (std::size_t i = 0; i < a.estimates.size(); ++i) {
    const AuditEstimate& one = a.estimates[i];
    const AuditEstimate& other = b.estimates[i];
    EXPECT_EQ(one.estimator, other.estimator);
    EXPECT_EQ(one.question, other.question);
    EXPECT_EQ(one.n, other.n);
    EXPECT_EQ(one.seed, other.seed);
    EXPECT_EQ(one.estimate.value, other.estimate.value);
    EXPECT_EQ(one.flags, other.flags);
    EXPECT_EQ(one.refused, other.refused);
  }
}

TEST(AuditTasks, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const AuditTask& task : all_audit_tasks()) names.insert(task_name(task));
  EXPECT_EQ(names.size(), all_audit_tasks().size());
  EXPECT_GE(names.size(), 40U + 6 + 4 + 12 + 12 + 4);
}

TEST(AuditTasks, AreFoundByNameAndByGroup) {
  EXPECT_EQ(find_audit_tasks("^beyond-normal/").size(), 40U);
  EXPECT_EQ(find_audit_tasks("^1v1-normal-0.75$").size(), 1U);
  EXPECT_EQ(find_audit_tasks("^spiral-").size(), 6U);
  EXPECT_EQ(find_audit_tasks(".").size(), all_audit_tasks().size());
}

TEST(AuditTasks, ThatAreNotThereOrNoExpressionAreRefused) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { find_audit_tasks("1v1-norml-0.75"); },
                                           "did you mean '1v1-normal-0.75'?"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { find_audit_tasks("("); }, "regular expression"));
}

TEST(EstimatorFor, GivesTasksNoiseToThoseThatSayNone) {
  EXPECT_EQ(estimator_for("kde", 0.5)->spec(), make_estimator("kde:var=0.25")->spec());
  EXPECT_EQ(estimator_for("noisy", 0.02)->spec(), make_estimator("noisy:sigma=0.02")->spec());
  EXPECT_EQ(estimator_for("noisy:draws=4", 0.1)->spec(),
            make_estimator("noisy:sigma=0.1,draws=4")->spec());
  EXPECT_EQ(estimator_for("kde", {})->spec(), make_estimator("kde")->spec());
  // the same noise, said in either way
  EXPECT_EQ(estimator_for("noisy:0.1", 0.1)->spec(), make_estimator("noisy:sigma=0.1")->spec());
  EXPECT_EQ(estimator_for("kde:var=0.25", 0.5)->spec(), make_estimator("kde:var=0.25")->spec());
}

TEST(EstimatorFor, RefusesAnotherNoiseAndNone) {
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { estimator_for("noisy:sigma=0.2", 0.1); }, "another noise"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { estimator_for("bins:30", 0.1); }, "adds no noise"));
}

TEST(AuditName, IsCanonicalButLeavesOpenNoiseOpen) {
  EXPECT_EQ(audit_name("kde"), "kde");
  EXPECT_EQ(audit_name("noisy"), "noisy");
  EXPECT_EQ(audit_name("kde:0.3"), make_estimator("kde:var=0.3")->spec());
  EXPECT_EQ(audit_name("bins"), make_estimator("bins")->spec());
  EXPECT_THROW(audit_name("binz"), InvalidArgument);
}

// what the audit says an estimator estimates is what it estimates, on the task's own sample
TEST(Audit, IsTheEstimatorsOwnNumbersOnTheTasksSamples) {
  AuditPlan plan = small_plan("^1v1-(normal|bimodal)");
  const Audit audit = run_audit(plan, Work{});
  ASSERT_EQ(audit.estimates.size(), 2U * 2 * 2 * 2);
  for (const AuditEstimate& one : audit.estimates) {
    const auto& task = std::get<PairTask>(plan.tasks[one.question]);
    const PairDraw draw = task.sample(one.n, one.seed);
    PairSample sample;
    sample.x = draw.x.view();
    sample.y = draw.y.view();
    const auto estimator = make_estimator(plan.estimators[one.estimator]);
    EXPECT_EQ(one.estimate.value, estimator->pair(sample, Work{}).information.value);
    EXPECT_EQ(audit.questions[one.question].truth, task.truth);
  }
}

TEST(Audit, AsksALayerForBothItsInformations) {
  const Audit audit = run_audit(small_plan("^quantised"), Work{});
  ASSERT_EQ(audit.questions.size(), 8U);
  EXPECT_EQ(audit.questions[0].quantity, Quantity::kXT);
  EXPECT_EQ(audit.questions[1].quantity, Quantity::kTY);
  for (const AuditSummary& summary : summarise(audit)) {
    EXPECT_EQ(summary.n_values, 2U);
    // counting a quantised layer is right but for the bias of N = 200
    if (audit.estimators[summary.estimator] == "exact" &&
        audit.questions[summary.question].task == "quantised-tanh-1-4") {
      EXPECT_NEAR(summary.bias->value(), 0, 0.1);
    }
  }
}

TEST(Audit, GivesNoisyLayersWholeAndRefusesWhoAddsNoNoise) {
  const Audit audit = run_audit(small_plan("^noisy-tanh-1-0.1$"), Work{});
  // at one size, whatever was asked for
  ASSERT_EQ(audit.estimates.size(), 2U * 2 * 2);
  for (const AuditEstimate& one : audit.estimates) {
    EXPECT_EQ(one.n, kPatterns);
    EXPECT_THAT(one.refused, HasSubstr("adds no noise"));
    EXPECT_FALSE(one.estimate.value);
  }
}

TEST(Audit, IsTheSameForAnyNumberOfThreads) {
  const AuditPlan plan = small_plan("sparse-2-2|quantised-tanh-3-2");
  Work one;
  one.n_threads = 1;
  Work three;
  three.n_threads = 3;
  expect_same(run_audit(plan, one), run_audit(plan, three));
}

TEST(Audit, AnEstimatorsNumbersDoNotDependOnWhoElseIsThere) {
  AuditPlan both = small_plan("^1v1-additive");
  AuditPlan alone = both;
  alone.estimators = {"exact"};
  const Audit with = run_audit(both, Work{});
  const Audit without = run_audit(alone, Work{});
  std::vector<double> a;
  std::vector<double> b;
  for (const AuditEstimate& one : with.estimates) {
    if (one.estimator == 1) a.push_back(one.estimate.value->value());
  }
  for (const AuditEstimate& one : without.estimates) b.push_back(one.estimate.value->value());
  EXPECT_EQ(a, b);
}

TEST(Audit, SaysHowFarItIs) {
  double last = 0;
  Work work;
  work.progress = [&](double done, double total) {
    EXPECT_EQ(total, 2 * 2 * 2);
    EXPECT_EQ(done, last + 1);
    last = done;
  };
  run_audit(small_plan("^1v1-normal"), work);
  EXPECT_EQ(last, 8);
}

TEST(Audit, StopsWhenAsked) {
  std::stop_source source;
  Work work;
  work.stop = source.get_token();
  work.progress = [&](double, double) { source.request_stop(); };
  EXPECT_THROW(run_audit(small_plan("^1v1-normal"), work), Interrupted);
}

TEST(Audit, RefusesPlansThatSayNothingOrTooMuch) {
  const auto refused = [](auto change, const char* message) {
    AuditPlan plan = small_plan("^1v1-normal");
    change(plan);
    return throws_with<InvalidArgument>([&] { run_audit(plan, Work{}); }, message);
  };
  EXPECT_TRUE(refused([](AuditPlan& p) { p.estimators.clear(); }, "no estimators"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.estimators = {"bins:30", "bins"}; }, "twice"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.estimators = {"binz"}; }, "did you mean 'bins'?"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.tasks.clear(); }, "no tasks"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.n_samples = {5, 5}; }, "5 is twice"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.n_samples = {0}; }, "is 0"));
  EXPECT_TRUE(refused([](AuditPlan& p) { p.n_seeds = 0; }, "no seeds"));
}

}  // namespace
}  // namespace infoplane
