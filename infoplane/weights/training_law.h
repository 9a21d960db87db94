#pragma once

#include <filesystem>
#include <memory>

#include "infoplane/core/work.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/weights/law_spec.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// Laws about one training of a run, whose vectors are sampled and then kept in the run directory
/// (weights/vector_store.h). All throw InvalidArgument (a replica that is not finished, networks
/// with noise), DataError, WorkError, Interrupted; what was sampled until then is kept. Progress
/// counts the epochs of training or of chains. Task and directory must outlive the law.

/// kWindow: the training is done again, step for step, and its iterates are kept, evenly spaced
/// over each window. Throws InvalidArgument where the weights come out otherwise than the run
/// recorded them (another program version or SIMD target), a window that is not within the
/// training, no recorded epoch with enough steps before it.
std::unique_ptr<const WeightLaw> make_window_law(const LawSpec& spec, const Task& task,
                                                 const RunDirectory& directory, const Work& work);

/// kSgld: from each recorded checkpoint a chain of stochastic gradient Langevin dynamics of its own
/// (nets/trainer.h), with the run's batches and L2, of which the second half is kept, evenly
/// spaced. Throws InvalidArgument if a chain diverges.
std::unique_ptr<const WeightLaw> make_sgld_law(const LawSpec& spec, const Task& task,
                                               const RunDirectory& directory, const Work& work);

/// kGaussian: R vectors of a normal law around each recorded checkpoint, the same standard normal
/// numbers at each. Laplace's has the Gauss-Newton matrix over the training samples
/// (weights/gaussian_weights.h), SWAG's the iterates of the window before the checkpoint
/// (weights/swag.h). Throws InvalidArgument also where the curvature does not suit the network.
std::unique_ptr<const WeightLaw> make_gaussian_law(const LawSpec& spec, const Task& task,
                                                   const RunDirectory& directory, const Work& work);

}  // namespace infoplane
