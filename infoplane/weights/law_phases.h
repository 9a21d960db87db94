#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "infoplane/core/mean_interval.h"
#include "infoplane/weights/law_plane.h"

namespace infoplane {

/// Whether a layer compresses as the hypothesis of random weights says.
enum class LawVerdict { kHolds, kDoesNotHold, kUnresolved };
/// "holds", "does not hold", "unresolved".
std::string_view law_verdict_name(LawVerdict verdict);

/// I(X;T) must rise by this before its peak and fall by it after, in bits, ...
inline constexpr double kRisesAndFallsBits = 0.5;
/// ... while I(T;Y) loses no more than this from the peak to the end.
inline constexpr double kLabelLossBits = 0.02;

/// A layer's I(X;T) through training under a law: first epoch, peak (the first epoch that has the
/// largest one), last epoch. In bits, with the 95% intervals of the jackknife over the law's blocks
/// of vectors, each of which has its own peak: they are of what is counted from R vectors, whose
/// bias they do not know (LawPoint::by_vectors shows it).
///
/// Verdict: holds where the lower ends of rise and fall are at least kRisesAndFallsBits and the
/// upper end of the label loss at most kLabelLossBits; does not hold where an interval is wholly on
/// the other side; else unresolved, as where the peak or the last point is flagged kUnresolved or
/// there is a single epoch. What SGD's noise has to do with it is another question: docs/methods.md
/// section 18.
struct LawPhases {
  std::size_t peak_epoch = 0;
  MeanInterval peak_bits;
  MeanInterval final_bits;
  MeanInterval rise_bits;
  MeanInterval fall_bits;
  MeanInterval final_ty_bits;
  /// I(T;Y) at the peak of I(X;T) less that of the last epoch.
  MeanInterval label_loss_bits;
  LawVerdict verdict = LawVerdict::kUnresolved;
};

/// One a layer. Throws InvalidArgument if the plane holds another number of points than its epochs
/// and layers need, or none.
std::vector<LawPhases> find_law_phases(const LawPlane& plane);

/// One number of a plane, in bits: from all vectors of the law, and without each of its blocks in
/// turn.
struct LawNumber {
  double all = 0;
  std::vector<double> left_out;

  /// 95%, of the jackknife over the blocks.
  [[nodiscard]] MeanInterval interval() const { return jackknife_interval(all, left_out); }
};

/// Those of the layers whose peak and last point are resolved, and which have more than one epoch.
/// Throws InvalidArgument as find_law_phases(), and for a layer that is not there.
std::vector<std::size_t> resolved_layers(const LawPlane& plane,
                                         const std::vector<std::size_t>& layers);

/// By how much the layer that does it best does what the hypothesis says: the largest over the
/// layers of
///   min( rise - kRisesAndFallsBits, fall - kRisesAndFallsBits, kLabelLossBits - label loss ) (L9)
/// Without a block, peak and largest layer are chosen anew. Above 0 a layer does all three.
/// Throws likewise, and if there are no layers.
LawNumber hypothesis_margin(const LawPlane& plane, const std::vector<std::size_t>& layers);

/// The falls of I(X;T) after its peak, added up over the layers. Throws likewise.
LawNumber fall_after_peak(const LawPlane& plane, const std::vector<std::size_t>& layers);

}  // namespace infoplane
