#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infoplane/report/audit_report.h"
#include "tests/report/example_audit.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AuditSvg, IsWellFormedAndHasARowForEachQuestion) {
  const std::string svg = audit_svg(example_audit());
  EXPECT_EQ(xml_error(svg), "");
  EXPECT_EQ(count_of(svg, "1v1-normal-0.75"), 2U);
  EXPECT_EQ(count_of(svg, "noisy-tanh-3-0.1"), 2U);
  for (const char* text :
       {"N = 100<", "N = 1000<", "N = 4096<", "good", "bad&lt;&amp;", "Error in bits"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(AuditSvg, MarksWhoRefused) { EXPECT_EQ(count_of(audit_svg(example_audit()), "refused"), 2U); }

TEST(AuditSvg, OfNothingIsAPictureAllTheSame) { EXPECT_EQ(xml_error(audit_svg({})), ""); }

}  // namespace
}  // namespace infoplane
