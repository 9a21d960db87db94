#pragma once

#include <gtest/gtest.h>

#include <string>

#include "infoplane/estimate/auto.h"
#include "infoplane/estimate/flags.h"
#include "tests/estimate/choice_samples.h"

// What the tests of `auto` itself ask it.
namespace infoplane {

/// Whether a side is said to be names.
struct Discrete {
  bool x = false;
  bool y = false;
};

inline PairEstimate estimate(const Points& x, const Points& y, Discrete discrete = {},
                             std::size_t n_threads = 1) {
  return make_auto({})->pair(
      {.x = samples_of(x), .y = samples_of(y), .x_discrete = discrete.x, .y_discrete = discrete.y},
      threads(n_threads));
}

inline double value(const Estimate& e) { return e.value.value().value(); }
inline double error(const Estimate& e) { return e.std_error.value().value(); }

inline void expect_unresolved(const PairEstimate& pair, const std::string& why) {
  EXPECT_FALSE(pair.information.value);
  EXPECT_FALSE(pair.information.std_error);
  EXPECT_FALSE(pair.information.ci95);
  EXPECT_EQ(pair.information.chosen, "");
  EXPECT_TRUE(pair.flags.contains(Flag::kUnresolved)) << format_flags(pair.flags);
  EXPECT_TRUE(holds(pair.information.why, why)) << pair.information.why;
}

// name_choice_test.cc: a bit and a normal moved by one to either side
inline constexpr double kShiftOfOne = 0.33683;
inline Column moved(const Column& bit, std::uint32_t index) {
  return sum(1, normal_column(bit.size(), index), 2, bit);
}

}  // namespace infoplane
