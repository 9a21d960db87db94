#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infoplane/report/audit_report.h"
#include "tests/report/example_audit.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AuditMarkdown, SaysWhatMadeItAndHasTheAdvice) {
  const std::string page = audit_markdown(example_audit(), "infoplane audit --n 100");
  EXPECT_THAT(page, HasSubstr("Made by `infoplane audit --n 100` with infoplane "));
  EXPECT_THAT(page, HasSubstr("3 samples of each task."));
  EXPECT_THAT(page, HasSubstr("## Which one for which question"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(AuditMarkdown, HasARowForEachEstimatorInNatsAtEverySampleSize) {
  const std::string page = audit_markdown(example_audit(), "");
  for (const char* text :
       {"### beyond-normal, N = 100\n", "### beyond-normal, N = 1000\n",
        "### noisy-layer I(X;T), N = 4096\n",
        // error .02, interval +- .02; two of three intervals hold the truth, which is not enough
        "| `good` | 1 | 0.020 | +0.020 | 0.020 | 0 of 1 | 0 of 1 | – | 14 ms |\n",
        "| `bad<&` | 0 of 1 | – | – | – | – | – | – | – |\n"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(AuditMarkdown, ShowsEachTaskOnceAtItsLargestSampleSize) {
  const std::string page = audit_markdown(example_audit(), "");
  EXPECT_THAT(page, HasSubstr("### Mean error of each task, N = 1000\n"));
  EXPECT_THAT(page, HasSubstr("### Mean error of each task, N = 4096\n"));
  EXPECT_THAT(page, Not(HasSubstr("### Mean error of each task, N = 100\n")));
  EXPECT_THAT(page, HasSubstr("| 1v1-normal-0.75 | 1+1 | 0.500 | +0.020 | +4.010 |\n"));
  EXPECT_THAT(page, HasSubstr("| noisy-tanh-3-0.1 I(T;Y) | 3+1 | 0.500 | +0.020 | refused |\n"));
}

}  // namespace
}  // namespace infoplane
