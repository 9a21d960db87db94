#pragma once

#include <string>
#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/report/report.h"
#include "infoplane/weights/law_phases.h"
#include "infoplane/weights/law_plane.h"

namespace infoplane {

/// A law of the weights with what follows from it.
struct LawResult {
  LawPlane plane;
  /// One a layer.
  std::vector<LawPhases> phases;
};

/// What is known of a run whose weights are random variables. docs/methods.md section 18.
struct WeightsReport {
  Config config;
  /// The run directory's own name.
  std::string directory;
  std::vector<LayerInfo> layers;
  /// The ordinary planes of the same cells, where every network stands for itself: one for each of
  /// the laws' estimators.
  std::vector<PlaneResult> ordinary;
  std::vector<LawResult> laws;
};

/// weights.csv: `law,replicas,epoch,layer,h_t_bits,...`, what all R vectors say; where laws were
/// counted in several kinds of cells, those of the first.
CsvTable weights_table(const WeightsReport& report);
/// weights_vectors.csv: I(X;T), I(T;Y), H(T|X) and I(X;W|T) against the number of vectors.
CsvTable weights_vectors_table(const WeightsReport& report);
/// weights_phases.csv: rise, fall, label loss with intervals, verdict.
CsvTable weights_phases_table(const WeightsReport& report);

/// The plane under each law next to the ordinary one, on the same axes.
std::string weights_svg(const WeightsReport& report);

/// One self-contained page. It loads nothing.
std::string weights_html(const WeightsReport& report);

}  // namespace infoplane
