#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>

#include "infoplane/core/work.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/weights/langevin.h"

namespace infoplane {

/// How long chains are and where their random numbers come from. Chain c of data set r has the
/// stream (seed, r, Purpose::kLangevin, c): its start first, then step after step.
struct ChainOptions {
  std::size_t n_steps = 0;
  /// (d), with its variance.
  LangevinStart start;
  std::uint64_t seed = 0;
};

/// Where independent chains of (R7) on one data set are after n_steps: (n_chains, d), every chain
/// by gradients of the log posterior, step by step, without use of what langevin.h knows.
/// data_set: its number among the streams.
/// Throws InvalidArgument: no chains or more than 2^32, outputs or a start as LangevinDynamics.
/// Cost: O(n_chains n_steps d^2). The same bits for any number of threads.
Eigen::MatrixXd sample_chains(const LangevinDynamics& dynamics, const Eigen::VectorXd& outputs,
                              const ChainOptions& options, std::size_t n_chains,
                              std::uint32_t data_set, const Work& work);

/// I(w_T;D) as one who has only samples would estimate it: one chain on each of n_data_sets data
/// sets, drawn by streams (seed, data set, Purpose::kTask); the Gaussian model's information (G1)
/// between the chains' last weights and Phi'y, which holds all that a chain hears of y. The 95%
/// interval is that of disjoint subsamples (docs/methods.md section 8).
/// Returns nats. No value with fewer than 2 d + 1 data sets, no interval where quarters of them are
/// too few.
/// Throws InvalidArgument: no data sets or more than 2^31, a start as LangevinDynamics.
/// Cost: O(n_data_sets (n_steps d^2 + N d)). The same bits for any number of threads.
Estimate sampled_information(const LangevinDynamics& dynamics, const ChainOptions& options,
                             std::size_t n_data_sets, const Work& work);

}  // namespace infoplane
