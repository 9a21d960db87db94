#pragma once

#include <cstdint>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/run/training_log.h"

namespace infoplane {

/// A replica whose parameters stopped being finite.
struct Divergence {
  std::uint32_t replica = 0;
  std::size_t epoch = 0;
};

/// How training went.
struct TrainOutcome {
  std::vector<Divergence> diverged;
  /// Replicas that were trained or gone on with now, not found finished.
  std::size_t n_trained = 0;
};

/// Trains every replica of `task` that is not finished in `directory`, from its newest state on,
/// and writes checkpoints at the recorded epochs. Whatever was interrupted, and on however many
/// threads, the same bytes come out. A replica that diverges is marked and the others go on.
/// Progress counts epochs. Throws DataError (a damaged state), WorkError (the disk), Interrupted
/// (after saving states).
TrainOutcome train_replicas(const Task& task, const RunDirectory& directory, const Work& work);

/// What training said of itself: all finished replicas at all recorded epochs.
std::vector<TrainingRow> read_training_log(const Task& task, const RunDirectory& directory,
                                           const Work& work);

}  // namespace infoplane
