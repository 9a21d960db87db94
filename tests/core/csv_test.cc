#include "infoplane/core/csv.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Row = std::vector<std::string>;

TEST(Csv, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_row(Row{"a", "", "1.5"}), "a,,1.5\n");
  EXPECT_EQ(csv_row(Row{"bins:30,range=-1:1", "say \"x\"", "two\nlines"}),
            "\"bins:30,range=-1:1\",\"say \"\"x\"\"\",\"two\nlines\"\n");
}

TEST(Csv, ReadsBackWhatWasWritten) {
  const CsvTable table{{"name", "value"}, {{"a,b", "\"\""}, {"", "x\r\ny"}, {"\"", ","}}};
  const CsvTable back = parse_csv(format_csv(table), "t");
  EXPECT_EQ(back.header, table.header);
  EXPECT_EQ(back.rows, table.rows);
}

TEST(Csv, ReadsBothLineEndsAndALastLineWithoutOne) {
  const CsvTable table = parse_csv("a,b\r\n1,2\n3,4", "t");
  EXPECT_EQ(table.header, (Row{"a", "b"}));
  EXPECT_THAT(table.rows, testing::ElementsAre(Row{"1", "2"}, Row{"3", "4"}));
  EXPECT_TRUE(parse_csv("", "t").header.empty());
}

TEST(Csv, NamesTheRowThatIsDamaged) {
  const auto fails = [](const char* text, const char* part) {
    return throws_with<DataError>([&] { parse_csv(text, "t.csv"); }, part);
  };
  EXPECT_TRUE(fails("a,b\n1,2\n3\n", "t.csv: row 3: expected 2 fields, found 1"));
  EXPECT_TRUE(fails("a,b\n1,\"2\n", "t.csv: row 2: a quoted field does not end"));
  EXPECT_TRUE(
      fails("a,b\n1,\"2\"3\n", "t.csv: row 2: expected a comma or the line's end, found '3'"));
}

TEST(Csv, NumbersReadBackAsTheSameDoubles) {
  for (const double value : {0.1, -0.0, 1e-300, 4096.0, 1.0 / 3, 2.2250738585072014e-308}) {
    EXPECT_EQ(std::stod(csv_number(value)), value);
  }
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(csv_number(std::nullopt), "");
}

}  // namespace
}  // namespace infoplane
