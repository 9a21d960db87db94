#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/discretiser.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/run/task.h"
#include "infoplane/weights/law_information.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// What is said of a layer from R / m weight vectors at a time: the mean over disjoint groups.
struct GroupedInformation {
  /// Vectors in a group, and groups.
  std::size_t n_vectors = 0;
  std::size_t n_groups = 0;
  LawInformation mean;
  /// Standard errors of that mean of I(X;T) and I(T;Y), in nats: over the groups, of a single one
  /// by the jackknife over its blocks; (L7), (L8).
  Nats i_xt_std_error;
  Nats i_ty_std_error;
};

/// A point of the plane.
struct PlanePoint {
  Nats i_xt;
  Nats i_ty;
};

/// One layer at one epoch under a law.
struct LawPoint {
  /// From groups of R, R/2, R/4, ... (rounded down) and 1 vectors; the first is all of them.
  std::vector<GroupedInformation> by_vectors;
  /// Without each block of vectors in turn.
  std::vector<PlanePoint> left_out;
  /// Occupied by all vectors together.
  std::size_t cells = 0;
  Flags flags;

  [[nodiscard]] const LawInformation& all() const { return by_vectors.front().mean; }
};

/// The information plane of random weights: a point for every epoch and layer. Layers count from 0
/// here and from 1 in files and pictures.
struct LawPlane {
  /// Canonical specifications.
  std::string law;
  std::string estimator;
  std::size_t n_vectors = 0;
  /// N, the inputs.
  std::size_t n_samples = 0;
  Nats h_y;
  std::vector<std::size_t> epochs;
  std::size_t n_layers = 0;
  /// Index by at(): epoch after epoch, layer after layer.
  std::vector<LawPoint> points;

  [[nodiscard]] const LawPoint& at(std::size_t e, std::size_t l) const {
    return points[e * n_layers + l];
  }
};

/// H(T|X) above log R less this: less than two of the vectors share a cell on average, and what is
/// counted of H(T|X) is a property of R (kUnresolved).
inline constexpr double kUnresolvedBelowLogVectors = 0.6931471805599453;

/// Counts the cells of all layers under a law at all of its epochs. The grid of an automatic range
/// is one for all vectors and epochs. Progress counts epochs. The same for any number of threads.
/// Throws InvalidArgument, DataError, Interrupted.
/// Cost: O(R N) for each layer and epoch beyond the networks' own passes; memory O(R N d) a thread.
LawPlane compute_law_plane(const Task& task, const WeightLaw& law, const Discretiser& discretiser,
                           const Work& work);

}  // namespace infoplane
