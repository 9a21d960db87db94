#include "infoplane/estimate/dictionaries.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace infoplane {
namespace {

constexpr std::size_t kMostProducts = 66;
constexpr std::size_t kMostRadial = 130;
constexpr std::size_t kRowsPerFeature = 40;
constexpr std::size_t kFewestRowsPerFeature = 20;

const char* name_of(Features features) {
  switch (features) {
    case Features::kLinear:
      return "linear combinations";
    case Features::kPolynomial:
      return "polynomials";
    case Features::kRadial:
      return "radial features";
  }
  return "";
}

}  // namespace

FeatureMap Dictionary::of(const ContinuousSide& side, std::vector<std::uint32_t> columns,
                          const Work& work) const {
  const std::size_t most = std::min(side.n() / kRowsPerFeature,
                                    features == Features::kRadial ? kMostRadial : kMostProducts);
  return {features, base == FeatureBase::kScores ? side.scores : side.standardised,
          std::move(columns), most, work};
}

std::string Dictionary::words(bool of_some) const {
  return fmt::format("{} of {}{}", name_of(features), of_some ? "some " : "the ",
                     base == FeatureBase::kScores ? "normal scores" : "standardised columns");
}

std::vector<Dictionary> dictionaries(bool radial) {
  std::vector<Dictionary> out = {{Features::kLinear, FeatureBase::kScores},
                                 {Features::kPolynomial, FeatureBase::kScores},
                                 {Features::kPolynomial, FeatureBase::kStandardised}};
  if (radial) {
    out.push_back({Features::kRadial, FeatureBase::kScores});
    out.push_back({Features::kRadial, FeatureBase::kStandardised});
  }
  return out;
}

bool enough_rows(const FeatureMap& map) {
  return map.size() * kFewestRowsPerFeature <= map.n_rows();
}

std::vector<std::uint32_t> all_columns(std::size_t d) {
  std::vector<std::uint32_t> out(d);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

}  // namespace infoplane
