#pragma once

#include <optional>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"
#include "infoplane/core/work.h"
#include "infoplane/run/activation_source.h"

namespace infoplane {

/// How far a layer's rows are from each other: means of |t_i - t_j|^2.
struct ClassDistances {
  /// Over the pairs of different rows of one class.
  double within = 0;
  /// Over the pairs of different classes.
  double between = 0;
};

/// From the classes' sizes, means m_c and mean squared deviations V_c:
///   within  = sum_c 2 n_c^2 V_c / sum_c n_c (n_c - 1)
///   between = sum_(c < c') n_c n_c' (V_c + V_c' + |m_c - m_c'|^2) / sum_(c < c') n_c n_c'  (E18)
/// Source: docs/methods.md section 5. t: (N, d), finite; labels: N, of which soft ones count as the
/// classes drawn from them. In squared units of activation. Empty where there is no pair of one of
/// the two kinds. Throws InvalidArgument if the numbers of rows differ. Cost: O(N d).
std::optional<ClassDistances> class_distances(const Samples& t, const Labels& labels);

/// within / between of every layer of a network at every checkpoint: 1 where classes lie as they
/// would by chance, near 0 where each is a cluster.
struct Clustering {
  std::vector<std::uint32_t> replicas;
  std::vector<std::size_t> epochs;
  std::size_t n_layers = 0;
  /// [(replica * epochs + epoch) * layers + layer]; empty where there are no such distances, or all
  /// rows are equal.
  std::vector<std::optional<double>> ratios;

  [[nodiscard]] const std::optional<double>& at(std::size_t r, std::size_t e, std::size_t l) const {
    return ratios[(r * epochs.size() + e) * n_layers + l];
  }
};

/// Of all replicas of a source. Throws Interrupted, DataError.
Clustering compute_clustering(const ActivationSource& source, const Work& work);

}  // namespace infoplane
