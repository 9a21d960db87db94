#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "infoplane/core/npy.h"
#include "infoplane/core/random.h"
#include "tests/cli/program.h"

namespace infoplane {

inline constexpr std::size_t kSamples = 600;

// y = 0.75 x + noise in two columns each, and labels: the sign of x's first column
struct Example {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::int64_t> labels;
};

inline Example example() {
  Example out;
  Stream stream(3, 0, Purpose::kTest);
  for (std::size_t i = 0; i < 2 * kSamples; ++i) {
    out.x.push_back(stream.normal());
    out.y.push_back(0.75 * out.x.back() + std::sqrt(1 - 0.75 * 0.75) * stream.normal());
    if (i % 2 == 0) out.labels.push_back(out.x.back() > 0 ? 7 : -3);
  }
  return out;
}

/// In a folder with x.npy, y.npy and labels.npy.
class SampleFiles : public Program {
 protected:
  SampleFiles() {
    write("x.npy", format_npy({{kSamples, 2}, data_.x}));
    write("y.npy", format_npy({{kSamples, 2}, data_.y}));
    write("labels.npy", format_npy({{kSamples}, data_.labels}));
  }

  void write(const std::string& name, const std::string& bytes) const {
    write_file(folder_ / name, bytes);
  }

  [[nodiscard]] nlohmann::json json(const std::string& arguments) const {
    const Outcome outcome = call(arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    EXPECT_EQ(outcome.error, "");
    return nlohmann::json::parse(outcome.output);
  }

  const Example data_ = example();
};

// the names of an object, sorted
inline std::vector<std::string> keys(const nlohmann::json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  std::ranges::sort(names);
  return names;
}

}  // namespace infoplane
