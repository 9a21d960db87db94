#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infoplane/report/audit_report.h"
#include "tests/report/example_audit.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

// what is between the first <body> and its end is XML, which the rest of a page is not
std::string body(const std::string& page) {
  const std::size_t begin = page.find("<body>");
  const std::size_t end = page.find("</body>");
  return page.substr(begin, end + 7 - begin);
}

TEST(AuditHtml, IsWellFormedAndLoadsNothing) {
  const std::string page = audit_html(example_audit());
  EXPECT_EQ(xml_error(body(page)), "");
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* what : {"src=", "<script", "@import", "{{", "nan"}) {
    EXPECT_THAT(page, Not(HasSubstr(what))) << what;
  }
}

TEST(AuditHtml, HasATableForEachSampleSizeAndSaysWhoRefused) {
  const std::string page = audit_html(example_audit());
  for (const char* text :
       {"N = 100; bits", "N = 1000; bits", "N = 4096; bits",
        "bad&lt;&amp;: adds no &quot;noise&quot;", "+0.029 ± 0.014", "SE 0.014, truth 67%",
        "2 estimators on 3 informations of known value"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(AuditHtml, ColoursWhatIsFarFromTheTruth) {
  // 4 nats too much, at two sample sizes
  EXPECT_EQ(count_of(audit_html(example_audit()), "<td class=\"far\""), 2U);
}

}  // namespace
}  // namespace infoplane
