#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/report/findings.h"
#include "infoplane/report/weights_report.h"

namespace infoplane {

/// The kinds of cells in which the laws were counted, in order of first appearance.
std::vector<std::string> law_estimators(const WeightsReport& report);

/// The specifications of the laws, in order of first appearance.
std::vector<std::string> law_names(const WeightsReport& report);

/// The laws counted in those cells, in the report's order.
std::vector<const LawResult*> laws_of(const WeightsReport& report, std::string_view estimator);

/// The ordinary plane of those cells; null if there is none.
const PlaneResult* ordinary_plane(const WeightsReport& report, std::string_view estimator);

/// What a law is called where there is little room: its specification up to the first comma,
/// "gaussian:sd=0.1"; all of it where another law of the report begins likewise.
std::string short_law(const WeightsReport& report, const std::string& law);

/// Layers, from 1, with that verdict.
std::vector<std::size_t> layers_with(const LawResult& law, LawVerdict verdict);

/// "holds in layer 6; does not hold in layers 1 to 4; unresolved in layer 5".
std::string verdicts_text(const LawResult& law);

/// From the numbers alone: under which laws and in which layers the curves do what the hypothesis
/// says, then a sentence a law.
Findings describe_laws(const WeightsReport& report, std::string_view estimator);

/// The headline of several kinds of cells whose own headlines differ: they may have been asked of
/// different laws, or say different things of the same one.
std::string cells_headline(const WeightsReport& report);

}  // namespace infoplane
