#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace infoplane {

/// What is known about Y for each of N samples, in one of two forms.
///
/// Hard: classes[i] in [0, n_classes) is the label of sample i; probabilities is empty.
/// Soft: probabilities[i * n_classes + c] = p(y = c | x_i), each row summing to 1; classes[i] is
/// then the label drawn from it, which training uses, while I(T;Y) uses the probabilities
/// themselves.
struct Labels {
  std::size_t n_classes = 0;
  std::vector<std::uint32_t> classes;
  std::vector<double> probabilities;

  [[nodiscard]] std::size_t size() const { return classes.size(); }
  [[nodiscard]] bool soft() const { return !probabilities.empty(); }
};

/// The labels of the given rows, in that order.
Labels select_rows(const Labels& labels, const std::vector<std::uint32_t>& rows);

}  // namespace infoplane
