#pragma once

#include <string>
#include <string_view>

#include "infoplane/report/weights_report.h"

namespace infoplane {

/// I(X;T|W), I(X;T), I(X;W|T) and I(T;Y) of those cells through training: a row for each layer, a
/// column for each information, a line a law. The first three have the same scale within a row:
/// I(X;T) = I(X;T|W) - I(X;W|T). Bands are 95% intervals of the jackknife; faint where not
/// resolved. A law with a single epoch is named and not drawn. Empty where no law has two epochs.
std::string weights_curves_svg(const WeightsReport& report, std::string_view estimator);

}  // namespace infoplane
