#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/plane/statistics.h"
#include "infoplane/report/report.h"

namespace infoplane {

/// What was seen, from the numbers alone: a headline, then sentences with the numbers behind it.
/// Plain text.
struct Findings {
  std::string headline;
  std::vector<std::string> sentences;
};

/// What one estimator saw in a run: which layers fit, which compress, how much, and which have no
/// verdict and why.
Findings describe_plane(const PlaneResult& result);

/// Layers, from 1, with one of these verdicts.
std::vector<std::size_t> layers_with(const PlaneResult& result, Verdict one, Verdict other);
/// Layers that fit (`fits` or `both`), and those that compress.
std::vector<std::size_t> fitting_layers(const PlaneResult& result);
std::vector<std::size_t> compressing_layers(const PlaneResult& result);

/// "4.80", or "4.80 (4.51 to 5.09)" where there is an interval.
std::string with_interval(const MeanInterval& interval, int decimals);

/// Whether an estimator's two phases are the same in all runs of a comparison, from the verdicts:
/// they are stable if every run has a layer that fits and one that compresses. Runs without that
/// estimator, or without a verdict on any layer, are named and not counted.
Findings describe_stability(const Comparison& comparison, std::string_view estimator);

/// The run's plane from that estimator; null if there is none.
const PlaneResult* find_plane(const RunReport& run, std::string_view estimator);

/// Every estimator of any run, in order of first appearance.
std::vector<std::string> all_estimators(const Comparison& comparison);

}  // namespace infoplane
