#include "infoplane/core/random.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <vector>

namespace infoplane {
namespace {

using testing::ElementsAre;

constexpr std::size_t kDraws = 100000;

std::vector<std::uint32_t> take(Stream stream, std::size_t n) {
  std::vector<std::uint32_t> values(n);
  for (auto& value : values) value = stream();
  return values;
}

// means of the first four powers
std::vector<double> moments(const std::vector<double>& values) {
  std::vector<double> sums(4);
  for (const double value : values) {
    for (int k = 0; k < 4; ++k) sums[static_cast<std::size_t>(k)] += std::pow(value, k + 1);
  }
  for (double& sum : sums) sum /= static_cast<double>(values.size());
  return sums;
}

// sum (observed - expected)^2 / expected for equally likely outcomes
double chi_square(const std::vector<std::size_t>& counts) {
  const double expected = static_cast<double>(std::reduce(counts.begin(), counts.end())) /
                          static_cast<double>(counts.size());
  double sum = 0;
  for (const std::size_t count : counts) {
    sum += std::pow(static_cast<double>(count) - expected, 2) / expected;
  }
  return sum;
}

TEST(Stream, IsPhilox4x32WithTenRounds) {
  // Random123's kat_vectors: philox4x32 10, counter 0, key 0
  EXPECT_THAT(take(Stream(0, 0, Purpose{0}), 4),
              ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  // counters {0, 7, 3, 5} and {1, 7, 3, 5}, key {89abcdef, 01234567}, from a separate program after
  // Salmon et al. 2011 that reproduces all three vectors of kat_vectors
  EXPECT_THAT(take(Stream(0x0123456789abcdef, 5, Purpose::kBatchOrder, 7), 8),
              ElementsAre(0x82d5fe57, 0xcdbb2943, 0x1b51be8e, 0xa73e323f, 0x06ef5a39, 0x6d251d54,
                          0x483a5db7, 0x24ed237d));
}

TEST(Stream, EveryPartOfItsIdentityMakesAnotherStream) {
  std::set<std::vector<std::uint32_t>> streams;
  streams.insert(take(Stream(1, 2, Purpose::kSplit, 3), 8));
  streams.insert(take(Stream(2, 2, Purpose::kSplit, 3), 8));
  streams.insert(take(Stream((std::uint64_t{1} << 32) + 1, 2, Purpose::kSplit, 3), 8));
  streams.insert(take(Stream(1, 3, Purpose::kSplit, 3), 8));
  streams.insert(take(Stream(1, 2, Purpose::kLabels, 3), 8));
  streams.insert(take(Stream(1, 2, Purpose::kSplit, 4), 8));
  EXPECT_EQ(streams.size(), 6U);
}

TEST(Stream, StreamsOfNeighbouringIndicesAreUncorrelated) {
  Stream a(9, 0, Purpose::kTest, 0);
  Stream b(9, 0, Purpose::kTest, 1);
  double sum = 0;
  for (std::size_t i = 0; i < kDraws; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
  // the mean of a product of two independent uniforms has standard deviation 1/12/sqrt(n)
  EXPECT_LT(std::abs(sum / kDraws), 4.0 / 12 / std::sqrt(kDraws));
}

TEST(Stream, ACopyGoesOnFromTheSamePlace) {
  Stream stream(1, 0, Purpose::kTest);
  for (int i = 0; i < 5; ++i) stream();
  EXPECT_EQ(take(stream, 10), take(Stream(stream), 10));
}

TEST(Stream, BelowIsUniform) {
  Stream stream(3, 0, Purpose::kTest);
  std::vector<std::size_t> counts(10);
  for (std::size_t i = 0; i < kDraws; ++i) ++counts.at(stream.below(10));
  // 27.9 is the 0.999 quantile of chi-square with 9 degrees of freedom
  EXPECT_LT(chi_square(counts), 27.9);
}

TEST(Stream, BelowIsUniformWhereMultiplyingAloneIsNot) {
  // 2^32 values cannot be dealt out evenly to 3 * 2^30: without rejection a third of the outcomes,
  // of one residue modulo 3, would be twice as likely as the others
  Stream stream(4, 0, Purpose::kTest);
  std::vector<std::size_t> counts(3);
  for (std::size_t i = 0; i < kDraws; ++i) ++counts[stream.below(3U << 30) % 3];
  // 13.8 is the 0.999 quantile of chi-square with 2 degrees of freedom
  EXPECT_LT(chi_square(counts), 13.8);
}

TEST(Stream, BelowOneIsZero) {
  Stream stream(5, 0, Purpose::kTest);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(stream.below(1), 0U);
}

TEST(Stream, UniformIsInsideTheUnitIntervalWithItsMoments) {
  Stream stream(6, 0, Purpose::kTest);
  std::vector<double> values(kDraws);
  for (double& value : values) value = stream.uniform();
  const auto [low, high] = std::ranges::minmax(values);
  EXPECT_GT(low, 0);
  EXPECT_LT(high, 1);
  // E u^k = 1/(k + 1), with variance 1/(2k + 1) - 1/(k + 1)^2
  const std::vector<double> found = moments(values);
  for (int k = 1; k <= 4; ++k) {
    const double variance = 1.0 / (2 * k + 1) - 1.0 / ((k + 1) * (k + 1));
    EXPECT_NEAR(found[static_cast<std::size_t>(k - 1)], 1.0 / (k + 1),
                4 * std::sqrt(variance / kDraws));
  }
}

TEST(Stream, NormalHasTheNormalMoments) {
  Stream stream(7, 0, Purpose::kTest);
  std::vector<double> values(kDraws);
  for (double& value : values) value = stream.normal();
  // E z^k = 0, 1, 0, 3 and E z^2k = 1, 3, 15, 105
  const double expected[] = {0, 1, 0, 3};
  const double squares[] = {1, 3, 15, 105};
  const std::vector<double> found = moments(values);
  for (std::size_t k = 0; k < 4; ++k) {
    const double variance = squares[k] - expected[k] * expected[k];
    EXPECT_NEAR(found[k], expected[k], 4 * std::sqrt(variance / kDraws)) << k + 1;
  }
}

TEST(Stream, NormalInvertsTheDistributionFunction) {
  // Phi(z) = erfc(-z / sqrt 2) / 2 gives back the uniform that z was made of
  Stream normals(8, 0, Purpose::kTest);
  Stream uniforms(8, 0, Purpose::kTest);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NEAR(std::erfc(-normals.normal() / std::sqrt(2.0)) / 2, uniforms.uniform(), 1e-14);
  }
}

TEST(Stream, TruncatedNormalHasItsBoundAndVariance) {
  Stream stream(9, 0, Purpose::kTest);
  std::vector<double> values(kDraws);
  for (double& value : values) value = stream.truncated_normal(2);
  const auto [low, high] = std::ranges::minmax(values);
  EXPECT_GE(low, -2);
  EXPECT_LE(high, 2);
  // with phi(2) = exp(-2)/sqrt(2 pi) and Z = erf(sqrt 2): E z^2 = 1 - 4 phi/Z = 0.7737 and
  // E z^4 = 3 E z^2 - 16 phi/Z
  const double ratio = std::exp(-2.0) / std::sqrt(2 * M_PI) / std::erf(std::sqrt(2.0));
  const double square = 1 - 4 * ratio;
  const double fourth = 3 * square - 16 * ratio;
  const std::vector<double> found = moments(values);
  EXPECT_NEAR(found[0], 0, 4 * std::sqrt(square / kDraws));
  EXPECT_NEAR(found[1], square, 4 * std::sqrt((fourth - square * square) / kDraws));
}

TEST(Shuffle, IsAPermutation) {
  std::vector<std::uint32_t> values(1000);
  std::iota(values.begin(), values.end(), 0U);
  const std::vector<std::uint32_t> sorted = values;
  Stream stream(10, 0, Purpose::kTest);
  shuffle(values, stream);
  EXPECT_NE(values, sorted);
  std::ranges::sort(values);
  EXPECT_EQ(values, sorted);
}

TEST(Shuffle, MakesEveryOrderEquallyOften) {
  Stream stream(11, 0, Purpose::kTest);
  std::map<std::vector<std::uint32_t>, std::size_t> seen;
  for (int i = 0; i < 24000; ++i) {
    std::vector<std::uint32_t> values{0, 1, 2, 3};
    shuffle(values, stream);
    ++seen[values];
  }
  std::vector<std::size_t> counts;
  counts.reserve(seen.size());
  for (const auto& [order, count] : seen) counts.push_back(count);
  ASSERT_EQ(counts.size(), 24U);
  // 49.7 is the 0.999 quantile of chi-square with 23 degrees of freedom
  EXPECT_LT(chi_square(counts), 49.7);
}

TEST(Shuffle, TakesNothingAndOne) {
  Stream stream(12, 0, Purpose::kTest);
  std::vector<std::uint32_t> none;
  std::vector<std::uint32_t> one{7};
  shuffle(none, stream);
  shuffle(one, stream);
  EXPECT_TRUE(none.empty());
  EXPECT_THAT(one, ElementsAre(7));
}

}  // namespace
}  // namespace infoplane
