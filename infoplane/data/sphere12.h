#pragma once

#include <optional>

#include "infoplane/data/dataset.h"

namespace infoplane {

/// The 12-input binary task of Shwartz-Ziv & Tishby (2017): all 4096 patterns on the vertices of an
/// icosahedron, most significant bit first, with labels by the rotation-invariant rule
///   f(x) = 20 w - w^2 + 3 |V(x)|^2,   y = 1 if f(x) > 92.37
/// (w ones, V their vertices' sum). docs/methods.md section "Data".
/// With gamma, p(y = 1|x) = 1/(1 + exp(-gamma (f(x) - 92.37))) and classes drawn from it by the
/// stream (seed, labels). Throws InvalidArgument unless gamma > 0.
Dataset sphere12(std::optional<double> gamma, std::uint64_t seed);

/// gamma of the soft set if the user does not choose: gives the paper's I(X;Y) of about 0.99 bit.
inline constexpr double kSphere12Gamma = 12;

}  // namespace infoplane
