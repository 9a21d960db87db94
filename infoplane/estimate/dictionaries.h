#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/continuous_side.h"
#include "infoplane/estimate/feature_map.h"

namespace infoplane {

/// Of what features are taken.
enum class FeatureBase { kScores, kStandardised };

/// A dictionary: features of one kind, of the normal scores or of the standardised columns.
struct Dictionary {
  Features features = Features::kLinear;
  FeatureBase base = FeatureBase::kScores;

  /// Of the chosen columns of a side, which must outlive it: at most 66 products or 130 radial
  /// features, and N / 40.
  [[nodiscard]] FeatureMap of(const ContinuousSide& side, std::vector<std::uint32_t> columns,
                              const Work& work) const;
  /// "radial features of the normal scores"; of_some: "... of some normal scores".
  [[nodiscard]] std::string words(bool of_some) const;
};

/// All that are tried: linear functions of scores, polynomials of both bases and, if asked, radial
/// features of both.
std::vector<Dictionary> dictionaries(bool radial);

/// Whether so many rows are enough to fit it: 20 a feature.
bool enough_rows(const FeatureMap& map);

/// 0, 1, ..., d - 1.
std::vector<std::uint32_t> all_columns(std::size_t d);

}  // namespace infoplane
