#pragma once

#include <string>
#include <string_view>

#include "infoplane/report/report.h"

namespace infoplane {

/// How much each layer's I(X;T) drops in each run: a column a layer, a row a run, a dot with its
/// 95% interval; hollow where the verdict is `unresolved`. Empty if no run has an I(X;T) from this
/// estimator.
std::string drops_svg(const Comparison& comparison, std::string_view estimator);

}  // namespace infoplane
