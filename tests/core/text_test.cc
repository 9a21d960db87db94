#include "infoplane/core/text.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Words = std::vector<std::string>;

TEST(NearestWord, CountsInsertedDeletedReplacedAndSwappedLetters) {
  const Words words{"train.epochs", "train.batch", "record.epochs"};
  EXPECT_EQ(nearest_word("train.epoch", words), "train.epochs");
  EXPECT_EQ(nearest_word("record.eepochs", words), "record.epochs");
  EXPECT_EQ(nearest_word("train.botch", words), "train.batch");
  // "form" is one swap from "from", two replacements from "firm" and from "torn"
  EXPECT_EQ(nearest_word("form", Words{"torn", "from", "fxxm"}), "from");
}

TEST(NearestWord, TakesTheFirstOfEqualsAndNothingOfNothing) {
  EXPECT_EQ(nearest_word("c", Words{"a", "b"}), "a");
  EXPECT_EQ(nearest_word("c", Words{}), "");
  EXPECT_EQ(nearest_word("", Words{"abc", "ab"}), "ab");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (Words{"a", "", "b"}));
  EXPECT_EQ(split(",", ','), (Words{"", ""}));
  EXPECT_EQ(split("", ','), Words{""});
}

TEST(ParseCount, TakesWholeNumbersFromTheLeastOn) {
  EXPECT_EQ(parse_count("0", "n", 0), 0U);
  EXPECT_EQ(parse_count("18446744073709551615", "n", 1), 18446744073709551615U);
}

TEST(ParseCount, SaysWhatItExpected) {
  for (const char* text : {"", "-1", "+1", "1.0", "0x1", " 1", "1 ", "18446744073709551616", "0"}) {
    EXPECT_TRUE(throws_with<InvalidArgument>(
        [&] { parse_count(text, "replicas", 1); },
        "replicas is '" + std::string(text) + "', but must be a whole number of at least 1"));
  }
}

TEST(ParseReal, TakesFiniteNumbers) {
  EXPECT_EQ(parse_real("4e-4", "r"), 4e-4);
  EXPECT_EQ(parse_real("-2", "r"), -2);
}

TEST(ParseReal, SaysWhatItExpected) {
  for (const char* text : {"", "nan", "inf", "-inf", "1e999", "1,5", "x", "1 "}) {
    EXPECT_TRUE(throws_with<InvalidArgument>(
        [&] { parse_real(text, "rate"); },
        "rate is '" + std::string(text) + "', but must be a finite number"));
  }
}

}  // namespace
}  // namespace infoplane
