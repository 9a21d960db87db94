#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "infoplane/report/audit_cells.h"
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
  for (const char* what : {"src=", "@import", "{{", "nan", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(what))) << what;
  }
}

TEST(AuditHtml, HasATableForEachSampleSizeWithErrorsInBitsAndSaysWhoRefused) {
  const std::string page = body(audit_html(example_audit()));
  for (const char* text :
       {"N = 100: error in", "N = 1000: error in", "N = 4096: error in",
        "bad&lt;&amp;: adds no &quot;noise&quot;", ">+0.029</td>", "spread 0.014",
        "holds truth 67%", "2 estimators on 3 informations of known value"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  // the layer's two informations
  EXPECT_EQ(count_of(page, ">refused</td>"), 2U);
}

TEST(AuditHtml, ColoursByTheMeanAbsoluteError) {
  // of .02 nats = .029 bits: the class up to .05, on a task of two sizes and a layer's two
  // informations, and in the means over their sets
  const std::string page = body(audit_html(example_audit()));
  EXPECT_EQ(count_of(page, "<td class=\"e2\""), 4U + 6);
  // 4 nats too much, at two sample sizes
  EXPECT_EQ(count_of(page, "<td class=\"e6\""), 2U + 4);
}

TEST(ErrorClass, EndsAtOneTwoFiveOfAHundredAndSoOn) {
  EXPECT_EQ(error_class(0), 0U);
  EXPECT_EQ(error_class(-0.01), 0U);
  EXPECT_EQ(error_class(0.011), 1U);
  EXPECT_EQ(error_class(0.05), 2U);
  EXPECT_EQ(error_class(-0.15), 4U);
  EXPECT_EQ(error_class(0.5), 5U);
  EXPECT_EQ(error_class(7), 6U);
}

TEST(AuditTables, AreSetsAndThenTasksWithACellForEachEstimator) {
  const std::vector<AuditTable> tables = audit_tables(example_audit());
  ASSERT_EQ(tables.size(), 3U);
  const AuditTable& layers = tables.back();
  EXPECT_EQ(layers.n, 4096U);
  // two informations, each a set of its own
  ASSERT_EQ(layers.rows.size(), 4U);
  EXPECT_EQ(layers.rows[0].group, "");
  EXPECT_FALSE(layers.rows[0].truth);
  EXPECT_EQ(layers.rows[2].name, "noisy-tanh-3-0.1 I(X;T)");
  EXPECT_EQ(layers.rows[2].group, "noisy-layer");
  for (const AuditRow& row : layers.rows) ASSERT_EQ(row.cells.size(), 2U);
  EXPECT_TRUE(layers.rows[2].cells[1].refused);
  EXPECT_NEAR(layers.rows[2].cells[0].error->value(), 0.02, 1e-12);
}

TEST(AuditPageData, HasTheNumbersOfEveryCellInNats) {
  const AuditReport report = example_audit();
  const std::string text = audit_page_data(report, audit_tables(report));
  EXPECT_THAT(text, Not(HasSubstr("<")));
  const auto data = nlohmann::json::parse(text);
  EXPECT_EQ(data["estimators"][1], "bad<&");
  ASSERT_EQ(data["tables"].size(), 3U);
  const auto& row = data["tables"][0]["rows"].back();
  EXPECT_EQ(row["columns"], 2);
  EXPECT_NEAR(row["cells"][0][0].get<double>(), 0.02, 1e-6);
  EXPECT_NEAR(row["cells"][0][4].get<double>(), 2.0 / 3, 1e-4);
  EXPECT_EQ(row["cells"][0][11], "ties");
  EXPECT_EQ(data["tables"][2]["rows"].back()["cells"][1], 1);
}

}  // namespace
}  // namespace infoplane
