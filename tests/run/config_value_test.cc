#include "infoplane/run/config_value.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <string>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using List = ConfigValue::List;

ConfigValue whole(std::int64_t value) { return {value}; }
ConfigValue real(double value) { return {value}; }
ConfigValue word(const std::string& value) { return {value}; }

TEST(ParseValue, ReadsWhatIsToml) {
  EXPECT_EQ(parse_value("512"), whole(512));
  EXPECT_EQ(parse_value("4e-4"), real(4e-4));
  EXPECT_EQ(parse_value("-0.5"), real(-0.5));
  EXPECT_EQ(parse_value("false"), ConfigValue{false});
  EXPECT_EQ(parse_value("\"a \\\"b\\\"\""), word("a \"b\""));
  EXPECT_EQ(parse_value("'512'"), word("512"));
  EXPECT_EQ(parse_value(" 512 "), whole(512));
}

TEST(ParseValue, TakesABareWordAsItIs) {
  for (const std::string text :
       {"relu", "10-7-5", "log:397", "a dir/b's file.mat", "bins:30,range=-1:1", "10-Dr.2-8-BN-6",
        "{a = 1}", "5\nfoo = 3", "a\\b", "", "gr\u00f6\u00dfe"}) {
    EXPECT_EQ(parse_value(text), word(text)) << text;
  }
}

TEST(ParseValue, TakesWidthsThatLookLikeADateAsAWord) {
  EXPECT_EQ(parse_value("2000-10-10"), word("2000-10-10"));
  EXPECT_EQ(parse_toml("hidden = 2000-10-10", "a.toml").at(0).value, word("2000-10-10"));
}

TEST(ParseValue, ReadsAListElementByElement) {
  EXPECT_EQ(parse_value("[32,128, full ,]"),
            (ConfigValue{List{whole(32), whole(128), word("full")}}));
  EXPECT_EQ(parse_value("[]"), ConfigValue{List{}});
  EXPECT_EQ(parse_value("[ 1 , [a,b] ]"),
            (ConfigValue{List{whole(1), ConfigValue{List{word("a"), word("b")}}}}));
}

TEST(ParseValue, TakesAQuotedElementWhole) {
  EXPECT_EQ(parse_value("[\"bins:30,range=-1:1\", 'a],\"b', exact]"),
            (ConfigValue{List{word("bins:30,range=-1:1"), word("a],\"b"), word("exact")}}));
  EXPECT_EQ(parse_value("[\"a\\\",b\"]"), (ConfigValue{List{word("a\",b")}}));
  // a quote within a word is a letter
  EXPECT_EQ(parse_value("[it's,b]"), (ConfigValue{List{word("it's"), word("b")}}));
}

TEST(ParseValue, RefusesAListThatDoesNotClose) {
  const auto refuses = [](const std::string& text, const std::string& part) {
    return throws_with<InvalidArgument>([&] { parse_value(text); }, part);
  };
  EXPECT_TRUE(refuses("[1,2", "does not end with ]"));
  EXPECT_TRUE(refuses("[", "does not end with ]"));
  EXPECT_TRUE(refuses("[[1,2]", "brackets do not match"));
  EXPECT_TRUE(refuses("[1]]", "brackets do not match"));
  EXPECT_TRUE(refuses("[\"a,b]", "a quote does not close"));
}

TEST(ParseValue, RefusesWhatIsNotUtf8) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { parse_value("a\xff.mat"); }, "not valid UTF-8"));
}

TEST(FormatValue, ReadsBackAsTheSame) {
  const List values{whole(std::numeric_limits<std::int64_t>::max()),
                    real(0.1),
                    real(1e-300),
                    real(1.0 / 3),
                    {true},
                    word("a\"b\\c\n\t\x7f"),
                    word("512"),
                    {List{whole(1), word("full")}}};
  for (const ConfigValue& value : values) {
    const std::string text = format_value(value);
    EXPECT_EQ(parse_toml("v = " + text, "").at(0).value, value) << text;
    EXPECT_EQ(parse_value(text), value) << text;
  }
}

TEST(FormatValue, WritesNumbersInShortestForm) {
  EXPECT_EQ(format_value(real(4e-4)), "0.0004");
  EXPECT_EQ(format_value(real(0.1)), "0.1");
  EXPECT_EQ(format_value({List{whole(32), word("full")}}), "[32, \"full\"]");
}

TEST(PlainValue, LeavesOutTheQuotes) {
  EXPECT_EQ(plain_value(word("full")), "full");
  EXPECT_EQ(plain_value(whole(32)), "32");
}

TEST(Conversions, TakeWhatFits) {
  EXPECT_EQ(as_real(whole(2)), 2.0);
  EXPECT_EQ(as_real(real(0.5)), 0.5);
  EXPECT_EQ(as_word(word("relu")), "relu");
  EXPECT_EQ(as_word(whole(10)), "10");
  EXPECT_EQ(as_word({true}), "true");
  EXPECT_EQ(as_words(word("a")), std::vector<std::string>{"a"});
  EXPECT_EQ(as_words({List{word("a"), word("b")}}), (std::vector<std::string>{"a", "b"}));
}

TEST(Conversions, RefuseWhatDoesNot) {
  EXPECT_FALSE(as_real(word("2")));
  EXPECT_FALSE(as_real(real(std::numeric_limits<double>::infinity())));
  EXPECT_FALSE(as_real(real(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_FALSE(as_word(real(1.5)));
  EXPECT_FALSE(as_word({List{}}));
  EXPECT_FALSE(as_words({List{word("a"), whole(1)}}));
}

TEST(ParseToml, NamesKeysInFullInTheOrderOfTheLines) {
  const auto entries = parse_toml("seed = 1\ntrain.l2 = 0\n[data]\nname = 'x'\n", "a.toml");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].key, "seed");
  EXPECT_EQ(entries[1].key, "train.l2");
  EXPECT_EQ(entries[2].key, "data.name");
  EXPECT_EQ(entries[2].value, word("x"));
  EXPECT_EQ(entries[2].line, 4U);
}

TEST(ParseToml, RefusesWhatIsNotTomlWithItsPlace) {
  EXPECT_TRUE(
      throws_with<DataError>([] { parse_toml("seed = 1\nvary = [", "a.toml"); }, "a.toml:2:"));
  EXPECT_TRUE(
      throws_with<DataError>([] { parse_toml("seed = 1\nseed = 2", "a.toml"); }, "a.toml:2:"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { parse_toml("\n[[train]]\nl2 = 0", "a.toml"); },
                                           "a.toml:2: train"));
}

}  // namespace
}  // namespace infoplane
