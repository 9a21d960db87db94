#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "infoplane/plane/plane.h"

namespace infoplane {

/// A mean over replicas with its 95% interval (Student's t with n - 1 degrees of freedom). With one
/// replica there is no interval.
struct MeanInterval {
  double mean = 0;
  std::optional<double> low;
  std::optional<double> high;
};
/// Throws InvalidArgument if empty.
MeanInterval mean_interval(std::span<const double> values);

/// Over all replicas at one (epoch, layer), in bits. Empty where the estimator gives none.
struct SummaryPoint {
  std::optional<MeanInterval> i_xt_bits;
  std::optional<MeanInterval> i_ty_bits;
};

/// summary[e * n_layers + l].
std::vector<SummaryPoint> summarise(const Plane& plane);

enum class Verdict { kFits, kCompresses, kBoth, kNeither, kUnresolved };
std::string_view verdict_name(Verdict verdict);

/// A layer *fits* if the lower end of the rise of I(T;Y) exceeds this, in bits, ...
inline constexpr double kFitsAboveBits = 0.05;
/// ... and *compresses* if the lower end of the drop of I(X;T) exceeds this.
inline constexpr double kCompressesAboveBits = 0.1;

/// The two phases of one layer, over replicas. Peak: the largest I(X;T) of a replica over epochs and
/// the first epoch that has it. Drop: peak - final, never negative, so that its interval alone proves
/// nothing. Rise: final I(T;Y) minus I(T;Y) at the first recorded epoch.
struct LayerPhases {
  double peak_epoch_median = 0;
  MeanInterval peak_bits;
  MeanInterval final_bits;
  MeanInterval drop_bits;
  MeanInterval rise_ty_bits;
  MeanInterval final_ty_bits;
  Verdict verdict = Verdict::kNeither;
};

/// One a layer; a layer without i_xt or i_ty gives `unresolved` with zeros.
std::vector<LayerPhases> find_phases(const Plane& plane);

}  // namespace infoplane
