#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "tests/report/example_audit.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AuditText, SaysErrorAndSpreadInTheUnitAskedFor) {
  // errors .01, .02, .03: mean .02, standard deviation .01
  const std::string nats = audit_text(example_audit(), InformationUnit::kNats);
  EXPECT_THAT(nats, HasSubstr("N = 100: mean error ± standard deviation over 3 seeds, in nats"));
  EXPECT_THAT(nats, HasSubstr("0.500  +0.020 ±0.010  +4.010 ±0.010"));
  const std::string bits = audit_text(example_audit(), InformationUnit::kBits);
  EXPECT_THAT(bits, HasSubstr("in bits"));
  EXPECT_THAT(bits, HasSubstr("0.721  +0.029 ±0.014"));
}

TEST(AuditText, NamesWhoRefusedAndWhy) {
  const std::string text = audit_text(example_audit(), InformationUnit::kBits);
  EXPECT_THAT(text, HasSubstr("refused"));
  EXPECT_THAT(text, HasSubstr("2 x  bad<&: adds no \"noise\""));
  EXPECT_THAT(text, HasSubstr("0 of 1"));
}

TEST(AuditText, HasCoverageAndTime) {
  // of the intervals .51 +- .02, .52 +- .02, .53 +- .02 two hold .5
  const std::string text = audit_text(example_audit(), InformationUnit::kNats);
  EXPECT_THAT(text, HasSubstr("67%         0 of 1          0 of 1"));
  EXPECT_THAT(text, HasSubstr("14 ms"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(SignedNumber, HasASignUnlessItIsZeroOrNone) {
  constexpr auto kNats = InformationUnit::kNats;
  EXPECT_EQ(signed_number(Nats(0.5), kNats), "+0.500");
  EXPECT_EQ(signed_number(Nats(-0.5), kNats), "-0.500");
  EXPECT_EQ(signed_number(Nats(0.0001), kNats), "0.000");
  EXPECT_EQ(signed_number(Nats(-0.0001), kNats), "0.000");
  EXPECT_EQ(signed_number(std::nullopt, kNats), "–");
}

TEST(ShortTime, HasAUnitThatSuits) {
  EXPECT_EQ(short_time(2.5e-5), "25 us");
  EXPECT_EQ(short_time(0.0031), "3.1 ms");
  EXPECT_EQ(short_time(0.14), "140 ms");
  EXPECT_EQ(short_time(12.3), "12 s");
  EXPECT_EQ(short_time(std::nullopt), "–");
}

TEST(AuditBlocks, AreOneForEachSampleSizeWithACellForEachEstimator) {
  const AuditReport report = example_audit();
  const std::vector<AuditBlock> blocks = audit_blocks(report);
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].n, 100U);
  EXPECT_EQ(blocks[2].n, 4096U);
  ASSERT_EQ(blocks[2].rows.size(), 2U);
  EXPECT_EQ(question_name(*blocks[2].rows[1].question), "noisy-tanh-3-0.1 I(T;Y)");
  for (const AuditBlock& block : blocks) {
    for (const AuditBlock::Row& row : block.rows) {
      ASSERT_EQ(row.cells.size(), 2U);
      EXPECT_EQ(row.cells[1]->estimator, 1U);
      EXPECT_EQ(row.cells[1]->n, block.n);
    }
  }
}

}  // namespace
}  // namespace infoplane
