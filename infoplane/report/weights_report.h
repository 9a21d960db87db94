#pragma once

#include <string>
#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/report/report.h"
#include "infoplane/weights/law_phases.h"
#include "infoplane/weights/law_plane.h"
#include "infoplane/weights/noisy_store.h"

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
  /// Single networks with noise on their weights.
  std::vector<NoisyNetwork> noisy{};
  /// Where the page of the information in the weights is, seen from this one; empty for none.
  std::string information_page{};
};

/// The CSV files: rows are sorted by (law, estimator, vectors, epoch, layer), whichever of them a
/// table has; layers count from 1; all in bits. Headers alone where there is no law.

/// weights.csv: `law,replicas,epoch,layer,h_t_bits,h_t_given_x_bits,h_t_given_y_bits,
/// i_xt_given_w_bits,i_xt_bits,i_xw_given_t_bits,i_ty_bits,flags`, what all R vectors (`replicas`)
/// say. It has no column for the estimator: where laws were counted in several kinds of cells,
/// `law` is the law, a blank and the estimator ("inits bins:100,range=auto"). No law holds a blank.
CsvTable weights_table(const WeightsReport& report);
/// weights_vectors.csv: I(X;T), I(T;Y), H(T|X) and I(X;W|T) against the number of vectors, with the
/// standard errors of the first two.
CsvTable weights_vectors_table(const WeightsReport& report);
/// weights_phases.csv: rise, fall, label loss with intervals, verdict.
CsvTable weights_phases_table(const WeightsReport& report);
/// weights_noisy.csv: `law,epoch,n,layer,i_xt_bits,i_xt_std_error_bits,i_xt_lower_bits,
/// i_xt_upper_bits,linearised_bits,linearised_std_error_bits,difference_bits,
/// covariance_difference,flags`: I(X;T) by draws, linearised, and where they part. Sorted by (law,
/// epoch, n, layer).
CsvTable weights_noisy_table(const WeightsReport& report);

/// The plane under each law next to the ordinary one, on the same axes, coloured by epoch; below
/// each, I(X;T) and H(T|X) against the number of weight vectors, a line a layer: whether the counts
/// have settled. A block for each estimator; a note where there is no law. The same report gives
/// the same bytes.
std::string weights_svg(const WeightsReport& report);

/// One self-contained page: under which laws the hypothesis of random weights holds, that picture,
/// a table a law, the informations through training, what the laws stand for, flags,
/// configuration. It loads nothing.
std::string weights_html(const WeightsReport& report);

}  // namespace infoplane
