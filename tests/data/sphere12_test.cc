#include "infoplane/data/sphere12.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Vertex = std::array<double, 3>;
using Places = std::array<std::size_t, 12>;

double dot(const Vertex& a, const Vertex& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// the unit vertices (0, +-1, +-phi) and their rotations, in an order of their own
std::array<Vertex, 12> vertices() {
  const double phi = (1 + std::sqrt(5.0)) / 2;
  const double length = std::sqrt(1 + phi * phi);
  std::array<Vertex, 12> out{};
  std::size_t n = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const double one : {-1.0, 1.0}) {
      for (const double golden : {-phi, phi}) {
        out[n][axis] = 0;
        out[n][(axis + 1) % 3] = one / length;
        out[n][(axis + 2) % 3] = golden / length;
        ++n;
      }
    }
  }
  return out;
}

// the published task's columns: which of them are neighbours on the icosahedron
const std::vector<std::vector<std::size_t>> published_neighbours{
    {1, 3, 5, 10, 11}, {0, 2, 3, 4, 11},  {1, 3, 4, 8, 9},  {0, 1, 2, 8, 10},
    {1, 2, 6, 9, 11},  {0, 6, 7, 10, 11}, {4, 5, 7, 9, 11}, {5, 6, 8, 9, 10},
    {2, 3, 7, 9, 10},  {2, 4, 6, 7, 8},   {0, 3, 5, 7, 8},  {0, 1, 4, 5, 6}};

bool neighbours(std::size_t a, std::size_t b) {
  return std::ranges::count(published_neighbours[a], b) > 0;
}

// all ways to give each column a place of its own so that columns are neighbours exactly where
// their places are `joined`
template <class Joined>
void find_places(const Joined& joined, Places& places, std::size_t n, std::vector<Places>& found) {
  if (n == places.size()) {
    found.push_back(places);
    return;
  }
  for (std::size_t place = 0; place < places.size(); ++place) {
    bool fits = true;
    for (std::size_t i = 0; i < n; ++i) {
      fits = fits && places[i] != place && joined(places[i], place) == neighbours(i, n);
    }
    if (!fits) continue;
    places[n] = place;
    find_places(joined, places, n + 1, found);
  }
}

template <class Joined>
std::vector<Places> all_places(const Joined& joined) {
  std::vector<Places> found;
  Places places{};
  find_places(joined, places, 0, found);
  return found;
}

// f(x) from coordinates: places the columns on the vertices and adds those of the ones
std::vector<double> rule_by_coordinates() {
  const auto v = vertices();
  const auto joined = [&v](std::size_t a, std::size_t b) { return dot(v[a], v[b]) > 0.1; };
  const Places places = all_places(joined).at(0);
  std::vector<double> f(4096);
  for (unsigned pattern = 0; pattern < 4096; ++pattern) {
    Vertex sum{};
    double w = 0;
    for (std::size_t j = 0; j < 12; ++j) {
      if ((pattern >> (11 - j) & 1U) == 0) continue;
      ++w;
      for (std::size_t k = 0; k < 3; ++k) sum[k] += v[places[j]][k];
    }
    f[pattern] = 20 * w - w * w + 3 * dot(sum, sum);
  }
  return f;
}

double entropy_bits(double p) {
  return p <= 0 || p >= 1 ? 0 : -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

TEST(Sphere12, InputsAreAllPatternsInCountingOrder) {
  const Dataset set = sphere12(std::nullopt, 0);
  ASSERT_EQ(set.size(), 4096U);
  ASSERT_EQ(set.n_inputs, 12U);
  for (std::size_t row = 0; row < 4096; ++row) {
    std::size_t value = 0;
    for (std::size_t j = 0; j < 12; ++j) {
      const float x = set.inputs()(row, j);
      ASSERT_TRUE(x == 0 || x == 1);
      value = 2 * value + static_cast<std::size_t>(x);
    }
    EXPECT_EQ(value, row);
  }
}

TEST(Sphere12, LabelsHaveThePublishedHash) {
  const Dataset set = sphere12(std::nullopt, 0);
  std::string bytes;
  for (const auto label : set.labels.classes) bytes += static_cast<char>(label);
  EXPECT_EQ(sha256_hex(bytes), "77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f");
}

TEST(Sphere12, HasThePublishedEntropy) {
  const Dataset set = sphere12(std::nullopt, 0);
  EXPECT_EQ(set.labels.n_classes, 2U);
  EXPECT_FALSE(set.labels.soft());
  EXPECT_EQ(std::reduce(set.labels.classes.begin(), set.labels.classes.end()), 2118U);
  EXPECT_NEAR(entropy_bits(2118.0 / 4096), 0.999157, 5e-7);
}

TEST(Sphere12, LabelIsInvariantUnderAllSymmetriesOfTheIcosahedron) {
  const std::vector<Places> symmetries = all_places(neighbours);
  ASSERT_EQ(symmetries.size(), 120U);
  const Dataset set = sphere12(std::nullopt, 0);
  for (const Places& places : symmetries) {
    for (unsigned pattern = 0; pattern < 4096; ++pattern) {
      unsigned moved = 0;
      for (std::size_t j = 0; j < 12; ++j) {
        moved |= (pattern >> (11 - j) & 1U) << (11 - places[j]);
      }
      ASSERT_EQ(set.labels.classes[pattern], set.labels.classes[moved]);
    }
  }
}

TEST(Sphere12, LabelsAndProbabilitiesFollowTheRule) {
  const std::vector<double> f = rule_by_coordinates();
  const double gamma = 0.3;
  const Dataset hard = sphere12(std::nullopt, 0);
  const Dataset soft = sphere12(gamma, 0);
  ASSERT_EQ(soft.labels.probabilities.size(), 2 * 4096U);
  for (std::size_t i = 0; i < 4096; ++i) {
    EXPECT_EQ(hard.labels.classes[i], f[i] > 92.37 ? 1U : 0U);
    const double p = 1 / (1 + std::exp(-gamma * (f[i] - 92.37)));
    EXPECT_NEAR(soft.labels.probabilities[2 * i + 1], p, 1e-12);
    EXPECT_NEAR(soft.labels.probabilities[2 * i], 1 - p, 1e-12);
  }
}

TEST(Sphere12, TheDefaultGammaGivesThePapersInformation) {
  // I(X;Y) = H(Y) - H(Y|X), with every x equally likely
  const Dataset set = sphere12(kSphere12Gamma, 0);
  double p_mean = 0;
  double h_given_x = 0;
  for (std::size_t i = 0; i < 4096; ++i) {
    p_mean += set.labels.probabilities[2 * i + 1] / 4096;
    h_given_x += entropy_bits(set.labels.probabilities[2 * i + 1]) / 4096;
  }
  EXPECT_NEAR(entropy_bits(p_mean) - h_given_x, 0.99, 0.005);
}

TEST(Sphere12, SoftLabelsAreDrawnFromTheirProbabilitiesOncePerSeed) {
  const double gamma = 0.1;
  const Dataset set = sphere12(gamma, 5);
  EXPECT_EQ(sphere12(gamma, 5).labels.classes, set.labels.classes);
  EXPECT_NE(sphere12(gamma, 6).labels.classes, set.labels.classes);
  // sum_i (y_i - p_i) has mean 0 and variance sum_i p_i (1 - p_i), also over half of the patterns
  for (const std::size_t end : {2048U, 4096U}) {
    double excess = 0;
    double variance = 0;
    for (std::size_t i = 0; i < end; ++i) {
      const double p = set.labels.probabilities[2 * i + 1];
      excess += set.labels.classes[i] - p;
      variance += p * (1 - p);
    }
    EXPECT_LT(std::abs(excess), 4 * std::sqrt(variance));
    EXPECT_GT(variance, 100);
  }
}

TEST(Sphere12, RefusesAGammaThatIsNotAboveZero) {
  for (const double gamma : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(throws_with<InvalidArgument>([&] { sphere12(gamma, 0); },
                                             "but must be a finite number above 0"));
  }
}

}  // namespace
}  // namespace infoplane
