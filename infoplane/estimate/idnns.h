#pragma once

#include <memory>

#include "infoplane/estimate/discretiser.h"

namespace infoplane {

/// The cells of the public code of Shwartz-Ziv & Tishby 2017 as it is: the value of edge
/// np.digitize(t, edges) - 1 stands for t, with edges = np.linspace(-1, 1, 30) rounded to float32.
/// So there are 29 intervals closed on the left; +1 has a cell of its own, together with what is
/// above 1 and, as index -1 is NumPy's last, with what is below -1. The last two are flagged
/// kOutOfRange.
/// Source: github.com/ravidziv/IDNNs, information_process.py; docs/methods.md, (E14).
/// Throws InvalidArgument for a pair of samples: nothing keeps them within [-1, 1].
std::unique_ptr<const Discretiser> make_idnns();

}  // namespace infoplane
