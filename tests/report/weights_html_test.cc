#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/report/example_weights.h"

namespace infoplane {
namespace {
TEST(Tmp, Write) {
  std::ofstream("/tmp/w.html") << weights_html(example_weights(example_laws()));
  std::ofstream("/tmp/w.svg") << weights_svg(example_weights(example_laws()));
  std::ofstream("/tmp/w0.html") << weights_html(example_weights({}));
  std::ofstream("/tmp/w1.html") << weights_html(example_weights({ExampleLaw{}}));
  auto two = example_laws();
  two[1].estimator = "exact";
  std::ofstream("/tmp/w2.html") << weights_html(example_weights(two));
}
}  // namespace
}  // namespace infoplane
