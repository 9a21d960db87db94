#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "infoplane/core/file.h"
#include "infoplane/core/text.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {

// what a call of the program left behind
struct Outcome {
  int code = 0;
  std::string output;
  std::string error;
};

/// The program itself, as a user calls it, in a folder of the test's own.
class Program : public testing::Test {
 protected:
  // runs infoplane in the test's own folder
  [[nodiscard]] Outcome call(const std::string& arguments) const {
    return shell(std::string(INFOPLANE_PROGRAM) + " " + arguments);
  }

  [[nodiscard]] Outcome shell(const std::string& command) const {
    const std::string whole =
        "cd '" + folder_.path().string() + "' && { " + command + "; } >stdout 2>stderr </dev/null";
    const int status = std::system(whole.c_str());  // NOLINT(cert-env33-c)
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(folder_ / "stdout"),
            read_file(folder_ / "stderr")};
  }

  void expect_failure(const std::string& arguments, int code, const std::string& message) const {
    const Outcome outcome = call(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.error;
    EXPECT_EQ(outcome.output, "");
    EXPECT_NE(outcome.error.find(message), std::string::npos) << outcome.error;
    EXPECT_EQ(split(outcome.error, '\n').size(), 2U) << "not one line: " << outcome.error;
  }

  const TemporaryFolder folder_;
};

}  // namespace infoplane
