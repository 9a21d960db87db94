#pragma once

#include <memory>

#include "infoplane/estimate/discretiser.h"

namespace infoplane {

/// The cells of the public code of Shwartz-Ziv & Tishby 2017 (github.com/ravidziv/IDNNs) as it is:
/// 30 edges np.linspace(-1, 1, 30) rounded to float32; the value of edge np.digitize(t, edges) - 1
/// stands for t. So there are 29 intervals closed on the left; +1 is alone in a cell, together with
/// what is above 1 and, as index -1 is NumPy's last, with what is below -1. Both of these are
/// flagged kOutOfRange. Makes no sense for a pair of samples, as nothing keeps them within [-1, 1]:
/// InvalidArgument.
std::unique_ptr<const Discretiser> make_idnns();

}  // namespace infoplane
