#pragma once

#include <memory>

#include "infoplane/estimate/discretiser.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Estimates by counting: plug-in informations of the cells that a discretiser makes.
///   I(X;T) = H(T) - H(T|X),  I(T;Y) = H(Y) - H(Y|T),  H(K) = - sum_k n_k/N ln(n_k/N)
/// H(T|X) is counted from pairs (input, cell), so that noisy and repeated inputs are right. Soft
/// labels are averaged over each cell instead of counted.
/// Source: Shwartz-Ziv & Tishby 2017, arXiv 1703.00810; docs/methods.md section 2.
/// Returns nats. Biased upwards where cells are many: i_ty_shuffled shows how much.
/// Cost: O(N d) a layer, expected. Thread-safe; the same bits whatever the number of threads and
/// the instruction set.
class CountingEstimator : public Estimator {
 public:
  explicit CountingEstimator(std::unique_ptr<const Discretiser> discretiser)
      : discretiser_(std::move(discretiser)) {}

  [[nodiscard]] std::string spec() const override { return discretiser_->spec(); }
  [[nodiscard]] bool needs_preactivation() const override {
    return discretiser_->needs_preactivation();
  }
  [[nodiscard]] std::unique_ptr<const Estimator> fitted(const EachCheckpoint& all) const override;
  /// Throws InvalidArgument: layers, labels or input ids with different numbers of samples, values
  /// that are NaN or infinite, pre-activations that were not recorded.
  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override;
  /// Both sides are numbers to it, discrete or not: `exact` is the one for names.
  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override;

 private:
  std::unique_ptr<const Discretiser> discretiser_;
};

}  // namespace infoplane
