#include "infoplane/estimate/local_information.h"

#include <gtest/gtest.h>

namespace infoplane {
namespace {

// with NumPy: a = [.5, 1.25, -2, .75, 3], b = [.25, 1, 1.5, -1, 2]
LocalInformation a() { return local_information({0.5, 1.25, -2, 0.75, 3}); }
LocalInformation b() { return local_information({0.25, 1, 1.5, -1, 2}); }

TEST(LocalInformation, IsTheMeanOfItsTerms) {
  EXPECT_NEAR(a().nats, 0.7, 1e-15);
  EXPECT_EQ(a().n(), 5U);
  EXPECT_EQ(local_information({2.5}).nats, 2.5);
}

TEST(LocalInformation, MovesItsTermsWithTheMean) {
  LocalInformation moved = a();
  moved.shift(-0.25);
  EXPECT_NEAR(moved.nats, 0.45, 1e-15);
  EXPECT_EQ(moved.terms, (std::vector<double>{0.25, 1, -2.25, 0.5, 2.75}));
  EXPECT_NEAR(std_error(moved), std_error(a()), 1e-14);
}

TEST(LocalInformation, HasTheStandardErrorOfAMeanTimesTheSpread) {
  // 1.3 * std(a, ddof=1) / sqrt(5)
  EXPECT_NEAR(std_error(a()), 1.0450657874028793, 1e-14);
}

TEST(LocalInformation, IsComparedPairByPair) {
  const PairedDifference got = difference(a(), b());
  EXPECT_NEAR(got.mean, 0.7 - 0.75, 1e-15);
  // 1.3 * std(a - b, ddof=1) / sqrt(5)
  EXPECT_NEAR(got.std_error, 1.1780969824254708, 1e-14);
  EXPECT_NEAR(difference(b(), a()).mean, 0.05, 1e-15);
  // the same terms, moved: no doubt about the difference
  LocalInformation moved = a();
  moved.shift(1);
  EXPECT_NEAR(difference(moved, a()).mean, 1, 1e-15);
  EXPECT_NEAR(difference(moved, a()).std_error, 0, 1e-15);
}

}  // namespace
}  // namespace infoplane
