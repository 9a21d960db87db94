#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/units.h"
#include "infoplane/data/task_distributions.h"

namespace infoplane {

/// Where a task comes from.
enum class TaskGroup {
  kBeyondNormal,     ///< the 40 of Czyz et al. 2023
  kIndependent,      ///< independent pairs: the truth is 0
  kMixtures,         ///< families on which no rule of an estimator was made
  kDiscreteColumns,  ///< columns that are not draws from a density, and not declared
  kLinearGaussian,   ///< a linear network of Gaussian inputs with Gaussian noise
  kNoisyNetwork,     ///< layers of Gaussian inputs with Gaussian noise
  kNoisySample,      ///< samples of a layer of 12-bit patterns with Gaussian noise
  kNoisyLayer,       ///< that layer itself, to which the estimator adds the noise
  kQuantised,        ///< a layer of a few levels of 12-bit patterns
};
/// "beyond-normal", "independent", "mixtures", "discrete-columns", "linear-gaussian",
/// "noisy-network", "noisy-sample", "noisy-layer", "quantised".
std::string_view group_name(TaskGroup group);

/// Draws the pair of one of x's states, numbered from 0.
using DrawState = std::function<void(Stream& stream, std::uint32_t state, std::span<double> x,
                                     std::span<double> y)>;

/// Paired samples of a task, column-major doubles.
struct PairDraw {
  SampleBuffer x;
  SampleBuffer y;
};

/// Two random variables whose mutual information is known. Immutable and thread-safe.
struct PairTask {
  std::string name;
  TaskGroup group = TaskGroup::kBeyondNormal;
  std::size_t dx = 0;
  std::size_t dy = 0;
  Nats truth;
  /// Standard error of `truth`; 0 where it follows from a formula.
  Nats truth_error{};
  /// Whether a side's rows are names: equal or different, but no further or nearer. Such a side is
  /// not standardised.
  bool x_discrete = false;
  bool y_discrete = false;
  /// Which stream its samples come from: no other task has it.
  std::uint32_t stream = 0;
  DrawPair draw;
  /// Not 0: a sample is x's states, each of them once, in an order that the seed decides, whatever
  /// n is; draw_state draws the pair of a state, and `draw` that of one drawn uniformly.
  std::size_t n_states = 0;
  DrawState draw_state{};

  /// The number of samples where it is not for the caller to choose.
  [[nodiscard]] std::optional<std::size_t> fixed_n() const;
  /// n pairs, drawn by Stream(seed, 0, Purpose::kTask, stream), each column then shifted and scaled
  /// to mean 0 and standard deviation 1 (n below) over the sample; a column of one value becomes 0.
  /// The same bits every time. Throws InvalidArgument if n is 0.
  [[nodiscard]] PairDraw sample(std::size_t n, std::uint64_t seed) const;
};

/// The 40 tasks of "Beyond Normal", with its names, in its order.
/// Source: Czyz, Grabowski, Vogt, Beerenwinkel & Marx 2023, arXiv 2306.11078; names:
/// github.com/cbg-ethz/bmi. docs/methods.md, "Known truth".
const std::vector<PairTask>& beyond_normal_tasks();
/// independent-normal-D-D, independent-student-D-D-NU, independent-cauchy-D-D.
const std::vector<PairTask>& independent_tasks();
/// Families on which no rule of an estimator was made: crosses, clusters, scales, a ring, waves,
/// sums of gamma variables, parabolas, mixed columns. docs/methods.md, "Known truth".
const std::vector<PairTask>& mixture_tasks();
/// Sides with columns of few values or with a value that comes again and again, which nobody
/// declares as such. docs/methods.md, "Known truth".
const std::vector<PairTask>& discrete_column_tasks();
/// linear-DX-DT-SIGMA.
const std::vector<PairTask>& linear_gaussian_tasks();

}  // namespace infoplane
