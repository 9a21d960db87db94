#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "infoplane/core/file.h"
#include "infoplane/core/text.h"
#include "tests/cli/program.h"

// `infoplane audit`, as a user calls it
namespace infoplane {
namespace {

class CliAudit : public Program {
 protected:
  [[nodiscard]] Outcome audit(const std::string& arguments) const {
    return call("audit " + arguments);
  }

  // the audit's directory, given on a line of its own
  [[nodiscard]] std::filesystem::path directory(const std::string& arguments) const {
    const Outcome outcome = audit(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_EQ(split(outcome.output, '\n').size(), 2U) << outcome.output;
    return folder_ / split(outcome.output, '\n').front();
  }

  void expect_refused(const std::string& arguments, const std::string& message) const {
    expect_failure("audit " + arguments, 2, message);
  }

  const std::string kSmall =
      "--tasks '^1v1-(normal|additive)' -e bins:10 -e gaussian --n 500 --seeds 2 ";
};

// the file without its times
std::string timeless(const std::filesystem::path& file) {
  std::string out;
  for (const std::string& line : split(read_file(file), '\n')) {
    if (line.find("\"seconds\"") == std::string::npos) out += line + "\n";
  }
  return out;
}

TEST_F(CliAudit, WritesNumbersAndPicturesIntoADirectoryAndNamesIt) {
  const std::filesystem::path place = directory(kSmall + "--quiet");
  EXPECT_TRUE(place.filename().string().starts_with("audit-"));
  EXPECT_EQ(place.filename().string().size(), 14U);
  for (const char* file : {"audit.json", "audit.txt", "audit.svg", "audit.html"}) {
    EXPECT_TRUE(std::filesystem::exists(place / file)) << file;
  }
  EXPECT_NE(read_file(place / "audit.txt").find("1v1-additive-0.75"), std::string::npos);
}

TEST_F(CliAudit, PrintsTheTableForPeopleWithItsUnit) {
  const Outcome outcome = audit(kSmall + "--units nats");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.error.find("over 2 seeds, in nats"), std::string::npos) << outcome.error;
  // the normal pair's truth in nats
  EXPECT_NE(outcome.error.find("0.413"), std::string::npos) << outcome.error;
  EXPECT_EQ(audit(kSmall + "--quiet").error, "");
}

TEST_F(CliAudit, TheSameQuestionsGiveTheSameDirectoryAndNumbers) {
  const std::filesystem::path one = directory(kSmall + "--quiet --threads 1 -o one");
  const std::filesystem::path three = directory(kSmall + "--quiet --threads 3 -o three");
  EXPECT_EQ(one.filename(), three.filename());
  EXPECT_EQ(timeless(one / "audit.json"), timeless(three / "audit.json"));
  EXPECT_NE(directory("-e exact --tasks additive --n 500 --seeds 2 --quiet").filename(),
            one.filename());
}

TEST_F(CliAudit, JsonIsOneDocumentAndNothingElse) {
  const Outcome outcome = audit(kSmall + "--json --quiet --units nats");
  EXPECT_EQ(outcome.code, 0);
  const nlohmann::json json = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(json["units"], "nats");
  EXPECT_EQ(json["questions"].size() * json["seeds"].get<std::size_t>() * json["estimators"].size(),
            json["estimates"].size());
  EXPECT_EQ(outcome.error, "");
}

TEST_F(CliAudit, PutsThePageWhereAsked) {
  const std::filesystem::path place = directory(kSmall + "--quiet --html mine.html");
  EXPECT_EQ(read_file(folder_ / "mine.html"), read_file(place / "audit.html"));
}

TEST_F(CliAudit, WritesThePageOfAdviceWithTheCommandThatMadeIt) {
  ASSERT_EQ(audit(kSmall + "--quiet --markdown advice.md").code, 0);
  const std::string page = read_file(folder_ / "advice.md");
  EXPECT_NE(page.find("Made by `infoplane audit --tasks '^1v1-(normal|additive)' --n 500 --seeds 2 "
                      "-e bins:10"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("| 1v1-additive-0.75 | 1+1 | 0.333 |"), std::string::npos);
}

TEST_F(CliAudit, ListsTasks) {
  const Outcome all = audit("--list");
  EXPECT_EQ(all.code, 0);
  EXPECT_NE(all.output.find("beyond-normal      spiral-normal_cdf-multinormal-sparse-3-3-2-2.0\n"),
            std::string::npos);
  const Outcome some = audit("--list --tasks '^independent/'");
  EXPECT_EQ(split(some.output, '\n').size(), 13U) << some.output;
}

TEST_F(CliAudit, RefusalsAreShownAndAreNoFailure) {
  const Outcome outcome = audit("--tasks '^noisy-tanh-1-0.1$' -e bins:10 --seeds 1");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.error.find("refused"), std::string::npos);
  EXPECT_NE(outcome.error.find("adds no noise"), std::string::npos) << outcome.error;
}

TEST_F(CliAudit, WrongCallsSayWhatAndExitWithTwo) {
  expect_refused("--tasks 1v1-norml", "did you mean '1v1-normal-0.75'?");
  expect_refused("--tasks '('", "regular expression");
  expect_refused("-e binz:30", "did you mean 'bins'?");
  expect_refused("-e bins:30 --n 10,x", "--n");
  expect_refused("-e bins:30 --n 0", "--n");
  expect_refused("--seeds 0", "--seeds");
  expect_refused("-e bins:30 -e bins", "twice");
}

}  // namespace
}  // namespace infoplane
