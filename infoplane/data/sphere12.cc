#include "infoplane/data/sphere12.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

constexpr unsigned kColumns = 12;
constexpr std::uint32_t kPatterns = 1U << kColumns;
constexpr double kThreshold = 92.37;

// columns whose vertices are joined by an edge of the icosahedron: v_i.v_j = +1/sqrt 5
constexpr unsigned kNeighbours[kColumns][5] = {
    {1, 3, 5, 10, 11}, {0, 2, 3, 4, 11},  {1, 3, 4, 8, 9},  {0, 1, 2, 8, 10},
    {1, 2, 6, 9, 11},  {0, 6, 7, 10, 11}, {4, 5, 7, 9, 11}, {5, 6, 8, 9, 10},
    {2, 3, 7, 9, 10},  {2, 4, 6, 7, 8},   {0, 3, 5, 7, 8},  {0, 1, 4, 5, 6}};
// the column of the opposite vertex: v_i.v_j = -1; all other pairs have -1/sqrt 5
constexpr unsigned kAntipode[kColumns] = {9, 7, 5, 6, 10, 2, 3, 1, 11, 0, 4, 8};

// column j of a pattern is its bit 11 - j
bool is_set(std::uint32_t pattern, unsigned column) {
  return (pattern >> (kColumns - 1 - column) & 1U) != 0;
}

// f(x) = 20 w - w^2 + 3 |V(x)|^2
double rule(std::uint32_t pattern) {
  // count pairs of ones by their angle, so that patterns that are rotations of each other have the
  // same f to the last bit
  int twice_edges = 0;
  int twice_opposite = 0;
  for (unsigned i = 0; i < kColumns; ++i) {
    if (!is_set(pattern, i)) continue;
    for (const unsigned j : kNeighbours[i]) twice_edges += is_set(pattern, j) ? 1 : 0;
    twice_opposite += is_set(pattern, kAntipode[i]) ? 1 : 0;
  }
  const int w = std::popcount(pattern);
  const int twice_others = w * (w - 1) - twice_edges - twice_opposite;
  // |V|^2 = sum_ij x_i x_j v_i.v_j
  const double square = w - twice_opposite + (twice_edges - twice_others) / std::sqrt(5.0);
  return 20.0 * w - w * w + 3 * square;
}

}  // namespace

Dataset sphere12(std::optional<double> gamma, std::uint64_t seed) {
  if (gamma && !(*gamma > 0 && std::isfinite(*gamma))) {
    throw InvalidArgument(
        fmt::format("sphere12: gamma is {}, but must be a finite number above 0", *gamma));
  }
  Dataset dataset;
  dataset.name = gamma ? "sphere12-soft" : "sphere12";
  dataset.n_inputs = kColumns;
  dataset.labels.n_classes = 2;
  Stream stream(seed, 0, Purpose::kLabels);
  for (std::uint32_t pattern = 0; pattern < kPatterns; ++pattern) {
    for (unsigned j = 0; j < kColumns; ++j) dataset.x.push_back(is_set(pattern, j) ? 1.0F : 0.0F);
    const double excess = rule(pattern) - kThreshold;
    if (gamma) {
      const double p = 1 / (1 + std::exp(-*gamma * excess));
      dataset.labels.probabilities.insert(dataset.labels.probabilities.end(), {1 - p, p});
      dataset.labels.classes.push_back(stream.uniform() < p ? 1 : 0);
    } else {
      dataset.labels.classes.push_back(excess > 0 ? 1 : 0);
    }
  }
  return dataset;
}

}  // namespace infoplane
