#include "infoplane/core/labels.h"

namespace infoplane {

Labels select_rows(const Labels& labels, const std::vector<std::uint32_t>& rows) {
  Labels out;
  out.n_classes = labels.n_classes;
  out.classes.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    out.classes.push_back(labels.classes[row]);
    for (std::size_t c = 0; labels.soft() && c < labels.n_classes; ++c) {
      out.probabilities.push_back(labels.probabilities[row * labels.n_classes + c]);
    }
  }
  return out;
}

}  // namespace infoplane
