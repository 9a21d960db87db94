#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "infoplane/core/range.h"
#include "infoplane/estimate/cells.h"
#include "infoplane/estimate/columns.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// What is known of the layer whose values are sorted into cells.
struct LayerKnowledge {
  /// Which layer of the network, from 0; empty for one side of a pair.
  std::optional<std::size_t> index;
  std::optional<Range> activation_range;
};

/// Turns a layer's activations into cells: the part in which the estimators that count differ.
/// Immutable and thread-safe once made.
class Discretiser {
 public:
  virtual ~Discretiser() = default;

  /// As Estimator::spec().
  [[nodiscard]] virtual std::string spec() const = 0;
  /// As Estimator::needs_preactivation(): the values to sort are then what enters the activation.
  [[nodiscard]] virtual bool needs_preactivation() const { return false; }
  /// As Estimator::fitted().
  [[nodiscard]] virtual std::unique_ptr<const Discretiser> fitted(const EachCheckpoint& all) const {
    (void)all;
    return nullptr;
  }
  /// Throws InvalidArgument where I(X;Y) of two samples makes no sense, saying where it does.
  virtual void check_pair() const {}

  /// Sorts the rows of `values` into cells. Returns kOutOfRange and kRangeOfSample where they hold.
  virtual Flags sort(const Columns& values, const LayerKnowledge& layer, CellSorter& sorter,
                     Cells& out) const = 0;
};

/// Loads the values of layer `index` that an estimator reads, activations or what enters them.
/// Throws as Columns::load does, and InvalidArgument if pre-activations were not recorded.
void load_layer(const LayerSample& layer, std::size_t index, bool preactivation,
                const std::string& spec, Columns& out);

}  // namespace infoplane
