#pragma once

#include <string>
#include <vector>

#include "infoplane/plane/plane.h"
#include "infoplane/plane/statistics.h"
#include "infoplane/run/activation_source.h"
#include "infoplane/run/config.h"
#include "infoplane/run/train_run.h"
#include "infoplane/run/training_log.h"

namespace infoplane {

/// One estimator's plane with what follows from it.
struct PlaneResult {
  Plane plane;
  std::vector<SummaryPoint> summary;
  std::vector<LayerPhases> phases;
};

/// All that a report of one run shows.
struct RunReport {
  Config config;
  /// The run directory's own name.
  std::string directory;
  std::vector<LayerInfo> layers;
  /// Replicas that are left out because their training diverged.
  std::vector<Divergence> diverged;
  std::vector<TrainingRow> training;
  std::vector<PlaneResult> planes;
};

/// The information plane of a run as figure 2 of Shwartz-Ziv & Tishby (2017): x I(X;T), y I(T;Y),
/// in bits, colour the epoch, a line joining the layers of one network at one epoch; on the left
/// every replica (at about 40 epochs, which the caption names), on the right the mean over them at
/// every epoch. A panel row for each estimator; a note where there is no plane. The same run gives
/// the same bytes.
std::string plane_svg(const RunReport& run);

/// One self-contained page: the plane with an epoch slider and a play button, averages, DPI and
/// H(Y) reference lines, I(T_l;T_l+1), loss and accuracy, phases with verdicts, flags,
/// shuffled-label baseline, configuration. Works offline from the file: it loads nothing. Without
/// planes it says so and shows the rest.
std::string run_html(const RunReport& run);

/// Several runs side by side: for a sweep or for runs named by the user.
struct Comparison {
  std::string title;
  /// One a run.
  std::vector<std::string> labels;
  std::vector<RunReport> runs;
};

/// One page: whether the two phases are stable over the runs, their mean planes on the same axes,
/// the drops of every layer, and a table of drops, peaks, verdicts and test accuracy. Works
/// offline. Throws InvalidArgument if there is not one label a run.
std::string comparison_html(const Comparison& comparison);

/// The mean planes of all runs, a set of axes each, the same for all runs of an estimator. Throws
/// likewise.
std::string comparison_svg(const Comparison& comparison);

}  // namespace infoplane
