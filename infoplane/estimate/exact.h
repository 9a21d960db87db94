#pragma once

#include <memory>

#include "infoplane/estimate/discretiser.h"

namespace infoplane {

/// Cells are distinct rows as they are: samples share a cell if all their values are equal (-0
/// equals +0; float64 is not narrowed).
/// Source: Lorenzen et al. 2022, arXiv 2106.12912; docs/methods.md section 3.
std::unique_ptr<const Discretiser> make_exact();

/// The same after uniform quantisation to 2^n_bits levels: `bins` with so many bins and
/// `range=auto`. n_bits in [1, 32].
std::unique_ptr<const Discretiser> make_quantised(std::size_t n_bits);

}  // namespace infoplane
