#pragma once

#include <cstdint>
#include <vector>

#include "infoplane/run/task.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// Some rows of a task's data with their classes, one after another.
class LabelledRows {
 public:
  LabelledRows(const Task& task, const std::vector<std::uint32_t>& rows);

  [[nodiscard]] std::size_t size() const { return classes_.size(); }
  /// Valid as long as this.
  [[nodiscard]] LabelledInputs view() const {
    return {row_major(x_.data(), classes_.size(), n_inputs_), classes_};
  }

 private:
  std::size_t n_inputs_;
  std::vector<float> x_;
  std::vector<std::uint32_t> classes_;
};

}  // namespace infoplane
