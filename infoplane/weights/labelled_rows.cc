#include "infoplane/weights/labelled_rows.h"

namespace infoplane {

LabelledRows::LabelledRows(const Task& task, const std::vector<std::uint32_t>& rows)
    : n_inputs_(task.data.n_inputs) {
  x_.reserve(rows.size() * n_inputs_);
  for (const std::uint32_t row : rows) {
    const float* values = task.data.x.data() + row * n_inputs_;
    x_.insert(x_.end(), values, values + n_inputs_);
    classes_.push_back(task.data.labels.classes[row]);
  }
}

}  // namespace infoplane
