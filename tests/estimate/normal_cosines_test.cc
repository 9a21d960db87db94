#include "infoplane/estimate/normal_cosines.h"

#include <gtest/gtest.h>

#include <vector>

namespace infoplane {
namespace {

// NumPy: rectangles over X and the noise of V, 6001 points from -9 to 9 each
TEST(NormalCosines, HaveTheMeansOfAnIndependentProgram) {
  struct Case {
    std::size_t a;
    std::size_t b;
    double rho;
    double mean;
  };
  const NormalCosines& cosines = NormalCosines::get();
  for (const Case& c : std::vector<Case>{{1, 1, 0.5, 0.4597393097},
                                         {1, 3, 0.5, 0.0985775201},
                                         {2, 2, 0.9, 0.6934017638},
                                         {2, 4, -0.7, 0.1337470196},
                                         {5, 3, -0.9, -0.1697297792},
                                         {6, 6, 0.9, 0.1589348145},
                                         {6, 6, 0.999, 0.9679888972},
                                         {12, 12, 0.9, 0.0603411929},
                                         {12, 12, 0.999, 0.8801271490}}) {
    EXPECT_NEAR(cosines.mean(c.a, c.b, c.rho), c.mean, 1e-7) << c.a << ' ' << c.b << ' ' << c.rho;
    EXPECT_NEAR(cosines.mean(c.b, c.a, c.rho), c.mean, 1e-7);
  }
}

TEST(NormalCosines, AreOrthonormalOfACopyAndNothingWithoutADependence) {
  const NormalCosines& cosines = NormalCosines::get();
  for (std::size_t a = 1; a <= NormalCosines::kMostCosines; ++a) {
    for (std::size_t b = 1; b <= NormalCosines::kMostCosines; ++b) {
      EXPECT_NEAR(cosines.mean(a, b, 1), a == b ? 1 : 0, 1e-7) << a << ' ' << b;
      EXPECT_EQ(cosines.mean(a, b, 0), 0);
    }
  }
}

TEST(NormalCosines, HaveTheVariancesOfProducts) {
  const NormalCosines& cosines = NormalCosines::get();
  EXPECT_EQ(cosines.variance(2, 3, 0), 1);
  // 1 + e_12,12 / 2 - e_66^2
  EXPECT_NEAR(cosines.variance(6, 6, 0.9), 1 + 0.0603411929 / 2 - 0.1589348145 * 0.1589348145,
              1e-8);
  // of a copy E phi^4 - 1
  EXPECT_NEAR(cosines.variance(4, 4, 1), 0.5, 1e-6);
}

}  // namespace
}  // namespace infoplane
