#pragma once

#include <optional>

#include "infoplane/claims/verdict.h"
#include "infoplane/weights/law_plane.h"

namespace infoplane {

/// kLawMargin or kLawFall of a plane of random weights, in bits. kLawMargin leaves layers out that
/// are not resolved (resolved_layers()); there is no value if none is left. Of kLawFall, a sum,
/// there is no value if one of its layers is not resolved. Measurement::under_law names these.
/// Throws InvalidArgument: another quantity, a layer that is not there.
Measurement measure_law(const Quantity& quantity, const LawPlane& plane);

/// Why measure_law() gave no value.
std::string why_unresolved(const Measurement& measured);

/// a less share times b less offset, both of laws, with the 95% interval of the jackknife. With as
/// many blocks in both, one of each is left out at a time: block r of both are vectors of the same
/// number, whose initial weights may be the same (a training that diverged has no vector: those
/// after it move up). With different numbers of blocks the two are
/// taken for independent, and the squares of the half-widths are added. Both must have values.
MeanInterval law_difference(const Measurement& a, const Measurement& b, double share,
                            double offset);

}  // namespace infoplane
