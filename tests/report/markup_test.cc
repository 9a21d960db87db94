#include "infoplane/report/markup.h"

#include <gtest/gtest.h>

#include <limits>

#include "infoplane/core/errors.h"
#include "infoplane/report/template.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

TEST(EscapeMarkup, EscapesWhatMarkupUses) {
  EXPECT_EQ(escape_markup("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;");
  EXPECT_EQ(escape_markup("log₂ N"), "log₂ N");
}

TEST(EscapeMarkup, LeavesOutWhatXmlForbids) { EXPECT_EQ(escape_markup("a\x01\x1f\tb"), "a\tb"); }

TEST(ItalicFormulas, SetsTheLettersOfInformationAndEntropyAlone) {
  EXPECT_EQ(italic_formulas("I(X;T) < H(Y)", "<i>", "</i>"), "<i>I</i>(X;T) &lt; <i>H</i>(Y)");
  EXPECT_EQ(italic_formulas("It is PHI(x)", "<i>", "</i>"), "It is PHI(x)");
}

TEST(Fixed, HasNoSignOnZeroAndNothingForWhatIsNoNumber) {
  EXPECT_EQ(fixed(1.25, 1), "1.2");
  EXPECT_EQ(fixed(-0.04, 1), "0.0");
  EXPECT_EQ(fixed(-0.06, 1), "-0.1");
  EXPECT_EQ(fixed(std::numeric_limits<double>::quiet_NaN(), 1), "");
}

TEST(JoinNumbers, WritesRunsOfThreeAsRanges) {
  EXPECT_EQ(join_numbers({}), "");
  EXPECT_EQ(join_numbers({4}), "4");
  EXPECT_EQ(join_numbers({1, 2}), "1 and 2");
  EXPECT_EQ(join_numbers({1, 2, 4}), "1, 2 and 4");
  EXPECT_EQ(join_numbers({1, 3, 4, 5, 6}), "1 and 3 to 6");
}

TEST(Counted, TakesThePluralForAllButOne) {
  EXPECT_EQ(counted(1, "replica"), "1 replica");
  EXPECT_EQ(counted(0, "replica"), "0 replicas");
}

TEST(FillTemplate, PutsValuesInPlaceOnce) {
  EXPECT_EQ(fill_template("a{{x}}b{{y}}{{x}}", {{"x", "1"}, {"y", "{{x}}"}}), "a1b{{x}}1");
  EXPECT_EQ(fill_template("plain", {}), "plain");
}

TEST(FillTemplate, RefusesUnknownNamesAndOpenBraces) {
  EXPECT_THROW(fill_template("{{x}}", {}), InvalidArgument);
  EXPECT_THROW(fill_template("{{x", {{"x", "1"}}), InvalidArgument);
}

// the tests of pictures stand on this
TEST(XmlError, SeesWhatIsNotWellFormed) {
  EXPECT_EQ(xml_error("<a b=\"1\"><c/>x &amp; y</a>\n"), "");
  for (const char* bad : {"<a>", "<a></b>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a>&</a>",
                          "<a/><a/>", "x<a/>", "<a b=\"<\"/>"}) {
    EXPECT_NE(xml_error(bad), "") << bad;
  }
}

}  // namespace
}  // namespace infoplane
