#pragma once

#include <cstddef>

#include "infoplane/core/labels.h"

namespace infoplane {

/// p(c|x_i), of hard labels 0 or 1.
inline double label_probability(const Labels& labels, std::size_t i, std::size_t c) {
  if (labels.soft()) return labels.probabilities[i * labels.n_classes + c];
  return labels.classes[i] == c ? 1 : 0;
}

}  // namespace infoplane
