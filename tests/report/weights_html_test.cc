#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "infoplane/report/law_tables.h"
#include "infoplane/report/weights_report.h"
#include "infoplane/report/weights_words.h"
#include "tests/report/example_weights.h"
#include "tests/report/xml.h"

namespace infoplane {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr LawVerdict kHolds = LawVerdict::kHolds;
constexpr LawVerdict kNot = LawVerdict::kDoesNotHold;
constexpr LawVerdict kOpen = LawVerdict::kUnresolved;

// the text between the two marks
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

// laws of the run with those verdicts, layer by layer
WeightsReport with_verdicts(const std::vector<std::string>& names,
                            const std::vector<std::vector<LawVerdict>>& verdicts) {
  std::vector<ExampleLaw> laws(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) laws[i].law = names[i];
  WeightsReport report = example_weights(laws);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t l = 0; l < 6; ++l) report.laws[i].phases[l].verdict = verdicts[i][l];
  }
  return report;
}

std::string headline(const WeightsReport& report) {
  return between(weights_html(report), "<h1>", "</h1>");
}

TEST(WeightsHtml, LoadsNothingFromElsewhere) {
  const std::string html = weights_html(example_weights(example_laws()));
  for (const char* part : {"https://", "src=", "@import", "fetch(", "import(", "<script"}) {
    EXPECT_THAT(html, Not(HasSubstr(part))) << part;
  }
  // the name of SVG's elements, which is no address that is asked, and the colours of the bar
  EXPECT_EQ(count_of(html, "http://"), count_of(html, "xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_EQ(count_of(html, "url("), count_of(html, "url(#epochs)"));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(WeightsHtml, FillsEveryPlaceAndIsTheSameEveryTime) {
  const std::string html = weights_html(example_weights(example_laws()));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
  EXPECT_EQ(html, weights_html(example_weights(example_laws())));
}

TEST(WeightsHtml, BodyIsWellFormed) {
  const std::string html = weights_html(example_weights(example_laws()));
  // as XML, in which <br> would have to be closed
  std::string body = "<main>" + between(html, "<main>", "</main>") + "</main>";
  for (std::size_t at = 0; (at = body.find("<br>", at)) != std::string::npos;) body.erase(at, 4);
  EXPECT_EQ(xml_error(body), "");
}

TEST(WeightsHtml, OfThePaperStaysSmall) {
  EXPECT_LT(weights_html(example_weights(example_laws())).size(), 1'000'000);
}

TEST(WeightsHtml, HeadlineIsWhatTheVerdictsSay) {
  const std::vector<LawVerdict> all(6, kHolds);
  const std::vector<LawVerdict> none(6, kNot);
  const std::vector<LawVerdict> open(6, kOpen);
  const std::vector<LawVerdict> last{kOpen, kOpen, kNot, kNot, kHolds, kHolds};
  const std::vector<LawVerdict> sixth{kOpen, kOpen, kNot, kNot, kNot, kHolds};
  EXPECT_EQ(headline(with_verdicts({"inits"}, {all})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in every layer under inits");
  EXPECT_EQ(headline(with_verdicts({"inits", "sgd"}, {all, all})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in every layer under all 2 laws");
  EXPECT_EQ(headline(with_verdicts({"inits"}, {none})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in no layer under inits");
  EXPECT_EQ(headline(with_verdicts({"inits", "sgd"}, {none, open})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in no layer under any of the 2 "
            "laws, as "
            "far as "
            "can be told");
  EXPECT_EQ(headline(with_verdicts({"inits"}, {open})), "No layer gives a verdict under inits");
  EXPECT_EQ(headline(with_verdicts({"inits", "sgd"}, {last, none})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in layers 5 and 6 under inits");
  EXPECT_EQ(
      headline(with_verdicts({"inits", "inits:aligned", "sgd"}, {last, last, sixth})),
      "<i>I</i>(X;T) rises and falls as the hypothesis says in layers 5 and 6 under inits and "
      "inits:aligned, "
      "and in layer 6 "
      "under sgd");
  EXPECT_EQ(headline(with_verdicts({"inits", "sgd", "sgld", "window:5"}, {last, sixth, all, none})),
            "<i>I</i>(X;T) rises and falls as the hypothesis says in some layer under 3 of 4 laws");
}

TEST(WeightsHtml, HeadlineOfSeveralKindsOfCellsComparesTheSameLaws) {
  WeightsReport report = with_verdicts({"inits", "inits"}, {{kHolds, kNot, kNot, kNot, kNot, kNot},
                                                            std::vector<LawVerdict>(6, kNot)});
  report.laws[1].plane.estimator = "exact";
  EXPECT_EQ(headline(report), "The verdict depends on the cells");
  report.laws[1].plane.law = "sgd";
  EXPECT_EQ(headline(report), "Rise and fall of <i>I</i>(X;T) under 2 laws, by 2 kinds of cells");
}

TEST(WeightsHtml, EveryLawHasItsLayersByVerdict) {
  const WeightsReport report =
      with_verdicts({"inits", "sgd"},
                    {{kOpen, kOpen, kOpen, kNot, kNot, kHolds}, std::vector<LawVerdict>(6, kNot)});
  const std::string html = weights_html(report);
  EXPECT_THAT(html, HasSubstr("inits: holds in layer 6; does not hold in layers 4 and 5; "
                              "unresolved in layers 1 to 3."));
  EXPECT_THAT(html, HasSubstr("sgd: does not hold in any layer."));
  EXPECT_EQ(count_of(html, "<td class=\"word holds\">holds</td>"), 1);
  EXPECT_EQ(count_of(html, "<td class=\"word denied\">does not hold</td>"), 2 + 6);
  EXPECT_EQ(count_of(html, "<td class=\"word unresolved\">unresolved</td>"), 3);
}

TEST(WeightsHtml, RuleHasItsNumbersFromTheConstants) {
  const std::string html = weights_html(example_weights(std::vector<ExampleLaw>(1)));
  EXPECT_THAT(html, HasSubstr("rises by at least 0.5 bit"));
  EXPECT_THAT(html, HasSubstr("loses no more than 0.02 bit"));
  EXPECT_THAT(html, HasSubstr("is within 1 bit of log₂ R"));
}

TEST(WeightsHtml, WithoutALawSaysSoAndShowsTheRest) {
  const std::string html = weights_html(example_weights({}));
  EXPECT_EQ(between(html, "<h1>", "</h1>"), "No law of the weights has been tried");
  EXPECT_THAT(html, Not(HasSubstr("<svg")));
  EXPECT_THAT(html, HasSubstr("What the laws stand for"));
  EXPECT_THAT(html, HasSubstr("Every key of this run"));
}

TEST(WeightsHtml, OfASingleEpochSaysThatThereIsNoCurve) {
  std::vector<ExampleLaw> laws(1);
  laws[0].law = "window:5-90,vectors=32,replica=0";
  laws[0].epochs = {700};
  const std::string html = weights_html(example_weights(laws));
  EXPECT_THAT(html, HasSubstr("This law has a single epoch"));
  EXPECT_THAT(html, HasSubstr("Every law has a single epoch: there is no curve."));
}

TEST(WeightsHtml, EscapesNames) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  report.directory = "<i>&\"";
  report.laws[0].plane.law = "<u>";
  report.laws[0].plane.estimator = "<s>";
  const std::string html = weights_html(report);
  EXPECT_THAT(html, HasSubstr("&lt;i&gt;&amp;&quot;"));
  EXPECT_THAT(html, Not(HasSubstr("<u>")));
  EXPECT_THAT(html, Not(HasSubstr("<s>")));
}

TEST(LawTables, HoldTheNumbersOfTheLastEpoch) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  LawResult& law = report.laws[0];
  LawInformation& end = law.plane.points.back().by_vectors[0].mean;
  end.i_xt_given_w = Nats(Bits(7.25));
  end.i_xw_given_t = Nats(Bits(2.5));
  end.h_t_given_x = Nats(Bits(3.25));
  law.phases[5].final_bits = {4.75, 4.5, 5};
  law.phases[5].label_loss_bits = {0.015, 0.011, 0.019};
  const std::string row = between(html_law(law), "<th scope=\"row\">6</th>", "</tr>");
  EXPECT_THAT(row, HasSubstr("<td>7.25</td>"));
  EXPECT_THAT(row, HasSubstr("<td>4.75<span class=\"ci\">4.50 to 5.00</span></td><td>2.50</td>"));
  // log2 50 = 5.64
  EXPECT_THAT(row, HasSubstr("<td>3.25 of 5.64</td>"));
  EXPECT_THAT(row, HasSubstr("<td>0.015<span class=\"ci\">0.011 to 0.019</span></td>"));
}

TEST(LawTables, SayWhereAFlagIs) {
  WeightsReport report = example_weights(std::vector<ExampleLaw>(1));
  LawResult& law = report.laws[0];
  for (LawPoint& point : law.plane.points) point.flags.clear();
  const auto flags = [&] { return between(html_law(law), "<td class=\"word flags\">", "</td>"); };
  law.phases[0].peak_epoch = law.plane.epochs[1];
  EXPECT_EQ(flags(), "");
  law.plane.points[6].flags = {Flag::kUnresolved};
  EXPECT_EQ(flags(), "unresolved (peak)");
  law.plane.points[law.plane.points.size() - 6].flags = {Flag::kOutOfRange, Flag::kUnresolved};
  EXPECT_EQ(flags(), "out-of-range (end), unresolved");
  EXPECT_THAT(html_law_flags(report.laws), HasSubstr("within 1 bit of log₂ R"));
  EXPECT_THAT(html_law_flags({}), HasSubstr("No number carries a flag"));
}

TEST(LawTables, ShowALawAlignedAndAsTrained) {
  const WeightsReport report = example_weights(example_laws());
  const std::string html = html_alignment(report.laws);
  EXPECT_EQ(count_of(html, "<table>"), 1);
  EXPECT_THAT(html, HasSubstr("inits, as trained and with its hidden units matched"));
  EXPECT_EQ(html_alignment({report.laws[0], report.laws[2]}), "");
}

TEST(LawTables, ExplainEveryLawThereIs) {
  const std::string html = html_known_laws();
  EXPECT_EQ(count_of(html, "<th scope=\"row\">"), 5);
  EXPECT_THAT(html, Not(HasSubstr("<p></p>")));
}

TEST(WeightsWords, NamesAreShortWhereThatIsClear) {
  std::vector<ExampleLaw> laws(3);
  laws[0].law = "window:500,vectors=50,replica=0";
  laws[1].law = "window:500,vectors=50,replica=1";
  laws[2].law = "gaussian:sd=0.1,vectors=50,replica=0";
  const WeightsReport report = example_weights(laws);
  EXPECT_EQ(short_law(report, laws[0].law), laws[0].law);
  EXPECT_EQ(short_law(report, laws[2].law), "gaussian:sd=0.1");
}

}  // namespace
}  // namespace infoplane
