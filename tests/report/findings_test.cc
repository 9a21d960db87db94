#include "infoplane/report/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/report/example_run.h"

namespace infoplane {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// an example whose layers have these verdicts
RunReport run_with(const std::vector<Verdict>& verdicts) {
  ExampleShape shape;
  shape.widths.assign(verdicts.size(), 4);
  RunReport run = example_run(shape);
  for (std::size_t l = 0; l < verdicts.size(); ++l) run.planes[0].phases[l].verdict = verdicts[l];
  return run;
}

std::string headline(const std::vector<Verdict>& verdicts) {
  return describe_plane(run_with(verdicts).planes[0]).headline;
}

constexpr Verdict kFits = Verdict::kFits;
constexpr Verdict kCompresses = Verdict::kCompresses;
constexpr Verdict kBoth = Verdict::kBoth;
constexpr Verdict kNeither = Verdict::kNeither;
constexpr Verdict kUnresolved = Verdict::kUnresolved;

TEST(DescribePlane, NamesTheLayersOfEachPhase) {
  EXPECT_EQ(headline({kUnresolved, kFits, kBoth}),
            "Fitting in layers 2 and 3; compression in layer 3");
  EXPECT_EQ(headline({kNeither, kBoth, kBoth}), "Fitting and compression in layers 2 and 3");
  EXPECT_EQ(headline({kNeither, kFits}), "Fitting in layer 2; no compression is seen");
  EXPECT_EQ(headline({kCompresses, kNeither}), "No fitting is seen; compression in layer 1");
  EXPECT_EQ(headline({kNeither, kUnresolved}), "Neither fitting nor compression is seen");
  EXPECT_EQ(headline({kUnresolved, kUnresolved}), "No layer gives a verdict");
}

TEST(DescribePlane, GivesTheNumbersOfTheLargestDrop) {
  RunReport run = run_with({kBoth, kBoth});
  run.planes[0].phases[1] = {120, {8.25, 8, 8.5}, {3, 2.5, 3.5}, {5.25, 5, 5.5}, {}, {}, kBoth};
  EXPECT_THAT(
      describe_plane(run.planes[0]).sentences,
      Contains("I(X;T) falls most in layer 2: by 5.25 (5.00 to 5.50) bits, from 8.25 at epoch "
               "120 (median of the peaks) to 3.00."));
}

TEST(DescribePlane, SaysWhyThereIsNoVerdict) {
  RunReport run = run_with({kUnresolved, kBoth});
  EXPECT_THAT(describe_plane(run.planes[0]).sentences,
              Contains(HasSubstr("No verdict on layer 1: the estimator is saturated")));
  drop_i_xt(run);
  EXPECT_THAT(describe_plane(run.planes[0]).sentences,
              Contains("No verdict on layers 1 and 2: this estimator gives no I(X;T) here."));
}

TEST(DescribePlane, OfNothingSaysSo) {
  EXPECT_EQ(describe_plane({}).headline, "Nothing was estimated");
}

// runs a, b, ... with one layer each
Comparison compare(const std::vector<Verdict>& verdicts) {
  Comparison comparison;
  for (const Verdict verdict : verdicts) {
    comparison.labels.emplace_back(1, static_cast<char>('a' + comparison.runs.size()));
    comparison.runs.push_back(run_with({kNeither, verdict}));
  }
  return comparison;
}

Findings stability(const Comparison& comparison) {
  return describe_stability(comparison, "bins:30,range=-1:1");
}

TEST(DescribeStability, IsStableWhereEveryRunHasBothPhases) {
  const Findings findings = stability(compare({kBoth, kBoth}));
  EXPECT_EQ(findings.headline, "The two phases are stable");
  EXPECT_THAT(findings.sentences,
              ElementsAre("Some layer fits in all 2 runs, and some layer compresses in all 2 runs.",
                          "In every run, layer 2 compresses."));
}

TEST(DescribeStability, NamesTheRunsThatHaveAPhase) {
  const Findings findings = stability(compare({kBoth, kFits, kFits}));
  EXPECT_EQ(findings.headline, "The two phases are not stable");
  EXPECT_THAT(
      findings.sentences,
      ElementsAre("Some layer fits in all 3 runs, and some layer compresses in 1 of 3 runs (a)."));
}

TEST(DescribeStability, TellsOnePhaseFromNone) {
  EXPECT_EQ(stability(compare({kFits, kFits})).headline,
            "Fitting is seen in every run, compression in none");
  EXPECT_EQ(stability(compare({kCompresses, kCompresses})).headline,
            "Compression is seen in every run, fitting in none");
  EXPECT_EQ(stability(compare({kNeither, kNeither})).headline, "Neither phase is seen in any run");
}

TEST(DescribeStability, NamesRunsThatCannotBeCounted) {
  Comparison comparison = compare({kBoth, kBoth, kBoth});
  for (auto& phases : comparison.runs[1].planes[0].phases) phases.verdict = kUnresolved;
  comparison.runs[2].planes.clear();
  const Findings findings = stability(comparison);
  EXPECT_EQ(findings.headline, "The two phases are stable");
  EXPECT_THAT(findings.sentences, Contains("No verdict on any layer: b."));
  EXPECT_THAT(findings.sentences, Contains("Not estimated: c."));
  EXPECT_EQ(describe_stability(comparison, "kde").headline, "No run gives a verdict");
}

TEST(AllEstimators, AreInOrderOfFirstAppearance) {
  Comparison comparison = compare({kBoth, kBoth});
  comparison.runs[1].planes.push_back(comparison.runs[1].planes[0]);
  comparison.runs[1].planes[0].plane.estimator = "exact";
  EXPECT_THAT(all_estimators(comparison), ElementsAre("bins:30,range=-1:1", "exact"));
  EXPECT_EQ(find_plane(comparison.runs[0], "exact"), nullptr);
}

}  // namespace
}  // namespace infoplane
