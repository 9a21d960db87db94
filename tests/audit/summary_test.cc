#include "infoplane/audit/summary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace infoplane {
namespace {

// an audit of two estimators on questions of the given groups; nobody has answered yet
Audit empty_audit(const std::vector<AuditQuestion>& questions, std::size_t n_seeds) {
  Audit audit;
  audit.estimators = {"first", "second"};
  audit.questions = questions;
  audit.n_seeds = n_seeds;
  return audit;
}

AuditQuestion pair_question(std::size_t d, double truth) {
  AuditQuestion question;
  question.task = "pair";
  question.dx = d;
  question.dy = 1;
  question.truth = Nats(truth);
  return question;
}

AuditEstimate answer(std::size_t estimator, std::size_t question, double value) {
  AuditEstimate one;
  one.estimator = estimator;
  one.question = question;
  one.n = 100;
  one.estimate.value = Nats(value);
  one.seconds = 0.5;
  return one;
}

TEST(Summary, HasBiasSpreadAndErrorsByHand) {
  Audit audit = empty_audit({pair_question(1, 1)}, 3);
  for (const double value : {0.5, 1.5, 1.6}) audit.estimates.push_back(answer(0, 0, value));
  const std::vector<AuditSummary> summaries = summarise(audit);
  ASSERT_EQ(summaries.size(), 1U);
  const AuditSummary& one = summaries[0];
  EXPECT_EQ(one.n_values, 3U);
  EXPECT_NEAR(one.mean->value(), 1.2, 1e-12);
  EXPECT_NEAR(one.bias->value(), 0.2, 1e-12);
  // sqrt((.49 + .09 + .16) / 2)
  EXPECT_NEAR(one.spread->value(), std::sqrt(0.37), 1e-12);
  EXPECT_NEAR(one.mean_absolute_error->value(), 1.6 / 3, 1e-12);
  EXPECT_NEAR(one.rms_error->value(), std::sqrt((0.25 + 0.25 + 0.36) / 3), 1e-12);
  EXPECT_EQ(one.seconds, 0.5);
  EXPECT_FALSE(one.std_error || one.covers_truth || one.covers_own_mean || one.brackets_truth);
}

TEST(Summary, CountsIntervalsThatHoldTruthAndOwnMean) {
  Audit audit = empty_audit({pair_question(1, 0)}, kSeedsForOwnMean);
  for (std::size_t i = 0; i < kSeedsForOwnMean; ++i) {
    AuditEstimate one = answer(0, 0, 1);
    // a quarter of the intervals reach down to the truth, half of them hold the mean
    one.estimate.ci95 = Interval{Nats(i % 4 == 0 ? -0.1 : 0.5), Nats(i % 2 == 0 ? 1.5 : 0.9)};
    one.estimate.std_error = Nats(0.25);
    one.estimate.lower = Nats(-1);
    one.estimate.upper = Nats(i % 5 == 0 ? 1 : -0.5);
    audit.estimates.push_back(one);
  }
  const AuditSummary one = summarise(audit).at(0);
  EXPECT_NEAR(*one.covers_truth, 0.25, 1e-12);
  EXPECT_NEAR(*one.covers_own_mean, 0.5, 1e-12);
  EXPECT_NEAR(*one.brackets_truth, 0.2, 1e-12);
  EXPECT_NEAR(one.std_error->value(), 0.25, 1e-12);
}

TEST(Summary, OfTooFewSeedsHasNoCoverageOfTheOwnMean) {
  Audit audit = empty_audit({pair_question(1, 0)}, kSeedsForOwnMean - 1);
  for (std::size_t i = 1; i < kSeedsForOwnMean; ++i) {
    AuditEstimate one = answer(0, 0, 1);
    one.estimate.ci95 = Interval{Nats(0), Nats(2)};
    audit.estimates.push_back(one);
  }
  EXPECT_TRUE(summarise(audit).at(0).covers_truth);
  EXPECT_FALSE(summarise(audit).at(0).covers_own_mean);
}

TEST(Summary, KeepsRefusalsAndMissingValuesApartFromAnswers) {
  Audit audit = empty_audit({pair_question(1, 0)}, 2);
  AuditEstimate refused = answer(0, 0, 0);
  refused.estimate = {};
  refused.refused = "no";
  AuditEstimate unresolved = refused;
  unresolved.estimator = 1;
  unresolved.refused = "";
  unresolved.flags = {Flag::kUnresolved};
  audit.estimates = {refused, unresolved, refused, answer(1, 0, 3)};
  const std::vector<AuditSummary> summaries = summarise(audit);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].refused, "no");
  EXPECT_EQ(summaries[0].n_values, 0U);
  EXPECT_FALSE(summaries[0].seconds || summaries[0].bias);
  EXPECT_EQ(summaries[1].n_values, 1U);
  EXPECT_EQ(summaries[1].n_asked, 2U);
  EXPECT_FALSE(summaries[1].spread);
  EXPECT_TRUE(summaries[1].flags.contains(Flag::kUnresolved));
}

TEST(Averages, AreOverTheAnsweredQuestionsOfASet) {
  AuditQuestion independent = pair_question(1, 0);
  independent.group = TaskGroup::kIndependent;
  Audit audit = empty_audit({pair_question(1, 0), pair_question(5, 0), independent}, 1);
  audit.estimates = {answer(0, 0, -0.2), answer(1, 0, 1),   answer(0, 1, 0.4),
                     answer(1, 1, 0),    answer(0, 2, 0.1), answer(1, 2, 0)};
  audit.estimates[3].estimate = {};
  audit.estimates[3].refused = "no";
  const std::vector<AuditAverage> all = averages(audit, summarise(audit));
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all[0].set, "beyond-normal");
  EXPECT_NEAR(all[0].mean_absolute_error->value(), 0.3, 1e-12);
  EXPECT_NEAR(all[0].worst_bias->value(), 0.4, 1e-12);
  EXPECT_EQ(all[1].n_questions, 2U);
  EXPECT_EQ(all[1].n_answered, 1U);
  EXPECT_NEAR(all[1].mean_absolute_error->value(), 1, 1e-12);
  EXPECT_EQ(all[2].set, "beyond-normal up to 3 dimensions");
  EXPECT_EQ(all[2].n_questions, 1U);
  EXPECT_NEAR(all[2].worst_bias->value(), -0.2, 1e-12);
  EXPECT_EQ(all[4].set, "beyond-normal above 3 dimensions");
  EXPECT_NEAR(all[4].worst_bias->value(), 0.4, 1e-12);
  EXPECT_EQ(all[6].set, "independent");
  EXPECT_EQ(all[6].n_questions, 1U);
}

// three questions: covered, missed with the flag on half of the answers, missed without
TEST(Averages, CountWhoseTruthIsCoveredAndWhoIsFlaggedWhereItIsNot) {
  Audit audit = empty_audit({pair_question(1, 1), pair_question(1, 2), pair_question(1, 3)}, 2);
  for (std::size_t q = 0; q < 3; ++q) {
    for (int seed = 0; seed < 2; ++seed) {
      AuditEstimate one = answer(0, q, 1);
      one.estimate.ci95 = Interval{Nats(0.5), Nats(1.5)};
      if (q == 1 && seed == 1) one.flags = {Flag::kBiasedLowPossible};
      audit.estimates.push_back(one);
    }
  }
  const std::vector<AuditSummary> summaries = summarise(audit);
  EXPECT_EQ(summaries[0].biased_low, 0.0);
  EXPECT_EQ(summaries[1].biased_low, 0.5);
  const AuditAverage all = averages(audit, summaries).at(0);
  EXPECT_EQ(all.n_intervals, 3U);
  EXPECT_EQ(all.n_truth_covered, 1U);
  EXPECT_EQ(all.n_missed_flagged, 1U);
  EXPECT_NEAR(*all.biased_low, 0.5 / 3, 1e-12);
}

}  // namespace
}  // namespace infoplane
