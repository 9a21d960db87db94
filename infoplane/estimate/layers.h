#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "infoplane/core/range.h"
#include "infoplane/estimate/columns.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// One layer of a network as estimators that take layers one by one see it: everything is checked.
struct CheckedLayer {
  /// Which layer, from 0.
  std::size_t index = 0;
  /// (N, d): finite, columns contiguous.
  const Columns* t = nullptr;
  /// The inputs, (N, d_x), likewise; null where they are not known.
  const Columns* inputs = nullptr;
  /// Of all N rows, hard or soft, valid; null where there are none.
  const Labels* labels = nullptr;
  /// As LayerSample::activation_range.
  std::optional<Range> activation_range{};
};

/// Calls `estimate` with every layer in turn and puts what it returns together. `estimate` fills
/// i_xt, i_ty and flags of its own; h_y and the flags that follow from values are set here.
/// I(T_l;T_l+1) is left empty.
/// Throws InvalidArgument: layers, inputs, labels or input ids with different numbers of samples,
/// values that are NaN or infinite, labels that are none.
NetworkEstimate estimate_layers(const NetworkSample& sample,
                                const std::function<LayerEstimate(const CheckedLayer&)>& estimate);

/// For estimators that take T for a function of X, and I(X;T) for an entropy of T. Throws
/// InvalidArgument if a layer has noise of its own.
void refuse_noise(const NetworkSample& sample);

/// Both sides of a pair, checked.
struct CheckedPair {
  Columns x;
  Columns y;
  [[nodiscard]] std::size_t n() const { return x.n_rows(); }
};

/// Throws InvalidArgument: different numbers of rows, no rows or columns, values that are NaN or
/// infinite. `spec` is what errors call the estimator.
CheckedPair check_pair(const PairSample& sample, std::string_view spec);

/// The classes of a discrete side: rows that are equal get equal numbers, from 0 in the order in
/// which they first come.
Labels classes_of_rows(const Columns& side);

}  // namespace infoplane
