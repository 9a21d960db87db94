#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/mean_interval.h"
#include "infoplane/plane/plane.h"

namespace infoplane {

/// Over all replicas at one (epoch, layer), in bits. Empty where the estimator gives none.
struct SummaryPoint {
  std::optional<MeanInterval> i_xt_bits;
  std::optional<MeanInterval> i_ty_bits;
};

/// summary[e * n_layers + l]. Throws InvalidArgument if the plane holds another number of points
/// than its replicas, epochs and layers need.
std::vector<SummaryPoint> summarise(const Plane& plane);

/// Whether every point of layer l has the information asked for (&LayerEstimate::i_xt or i_ty).
bool has_information(const Plane& plane, std::size_t l, Estimate LayerEstimate::*which);

/// Why no layer of a plane has I(X;T), in a sentence; empty where some have, or where its estimator
/// has nothing to say of it (Estimator::why_no_i_xt).
std::string why_no_i_xt(const Plane& plane);

enum class Verdict { kFits, kCompresses, kBoth, kNeither, kUnresolved };
std::string_view verdict_name(Verdict verdict);

/// A layer *fits* if the lower end of the rise of I(T;Y) exceeds this, in bits, ...
inline constexpr double kFitsAboveBits = 0.05;
/// ... and *compresses* if the lower end of the drop of I(X;T) exceeds this.
inline constexpr double kCompressesAboveBits = 0.1;

/// The two phases of one layer, over replicas. Peak: the largest I(X;T) of a replica over epochs
/// and the first epoch that has it (to 1e-9 bit, so that rounding does not choose among equals).
/// Drop: peak - final, never negative, so that its interval alone proves nothing. Rise: final
/// I(T;Y) minus I(T;Y) at the first recorded epoch.
///
/// Verdict. A layer is saturated if in at least half of the replicas both the peak and the final
/// point carry Flag::kSaturated. There the estimator sees every input in a cell of its own: I(X;T)
/// stands at log N and I(T;Y) at H(Y) whatever the network does, so a rise of I(T;Y) proves nothing
/// and a drop that is not seen may have been hidden. Such a layer `compresses` if its drop proves
/// it and is `unresolved` otherwise. A layer that is not saturated is `fits`, `compresses`, `both`
/// or `neither` by the two thresholds above. With a single replica there is no interval, and
/// without i_xt or i_ty not both phases: `unresolved`.
struct LayerPhases {
  double peak_epoch_median = 0;
  MeanInterval peak_bits;
  MeanInterval final_bits;
  MeanInterval drop_bits;
  MeanInterval rise_ty_bits;
  MeanInterval final_ty_bits;
  Verdict verdict = Verdict::kNeither;
};

/// One a layer. What the estimator does not give stays zero, without interval. Throws
/// InvalidArgument as summarise() does, or if there is no replica or epoch.
std::vector<LayerPhases> find_phases(const Plane& plane);

}  // namespace infoplane
