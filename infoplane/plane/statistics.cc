#include "infoplane/plane/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

// values of I(X;T) that differ by less are equal but for rounding
constexpr double kSameBits = 1e-9;

void check_plane(const Plane& plane) {
  const std::size_t expected = plane.replicas.size() * plane.epochs.size() * plane.n_layers;
  if (plane.points.size() != expected) {
    throw InvalidArgument(fmt::format(
        "plane of {}: {} points, but {} replicas, {} epochs and {} layers need {}", plane.estimator,
        plane.points.size(), plane.replicas.size(), plane.epochs.size(), plane.n_layers, expected));
  }
}

// one information over all replicas at one (epoch, layer); empty if a replica has none
std::optional<MeanInterval> over_replicas(const Plane& plane, std::size_t e, std::size_t l,
                                          Estimate LayerEstimate::*which) {
  std::vector<double> bits;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    const auto& value = (plane.at(r, e, l).*which).value;
    if (!value) return std::nullopt;
    bits.push_back(Bits(*value).value());
  }
  if (bits.empty()) return std::nullopt;
  return mean_interval(bits);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double i_xt_bits(const LayerEstimate& point) { return Bits(*point.i_xt.value).value(); }
double i_ty_bits(const LayerEstimate& point) { return Bits(*point.i_ty.value).value(); }

// the first epoch whose I(X;T) is the largest one of a replica's layer
std::size_t peak_index(const Plane& plane, std::size_t r, std::size_t l) {
  double largest = i_xt_bits(plane.at(r, 0, l));
  for (std::size_t e = 1; e < plane.epochs.size(); ++e) {
    largest = std::max(largest, i_xt_bits(plane.at(r, e, l)));
  }
  std::size_t e = 0;
  while (i_xt_bits(plane.at(r, e, l)) < largest - kSameBits) ++e;
  return e;
}

// fills peak, final and drop; returns whether the layer is saturated
bool find_drop(const Plane& plane, std::size_t l, LayerPhases& phases) {
  const std::size_t last = plane.epochs.size() - 1;
  std::vector<double> epochs;
  std::vector<double> peaks;
  std::vector<double> finals;
  std::vector<double> drops;
  std::size_t n_saturated = 0;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    const std::size_t e = peak_index(plane, r, l);
    const LayerEstimate& peak = plane.at(r, e, l);
    const LayerEstimate& end = plane.at(r, last, l);
    epochs.push_back(static_cast<double>(plane.epochs[e]));
    peaks.push_back(i_xt_bits(peak));
    finals.push_back(i_xt_bits(end));
    // a peak that is equal to the final value but for rounding is no drop
    drops.push_back(std::max(peaks.back() - finals.back(), 0.0));
    n_saturated += (peak.flags.contains(Flag::kSaturated) && end.flags.contains(Flag::kSaturated));
  }
  phases.peak_epoch_median = median(std::move(epochs));
  phases.peak_bits = mean_interval(peaks);
  phases.final_bits = mean_interval(finals);
  phases.drop_bits = mean_interval(drops);
  return 2 * n_saturated >= plane.replicas.size();
}

void find_rise(const Plane& plane, std::size_t l, LayerPhases& phases) {
  const std::size_t last = plane.epochs.size() - 1;
  std::vector<double> finals;
  std::vector<double> rises;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    finals.push_back(i_ty_bits(plane.at(r, last, l)));
    rises.push_back(finals.back() - i_ty_bits(plane.at(r, 0, l)));
  }
  phases.final_ty_bits = mean_interval(finals);
  phases.rise_ty_bits = mean_interval(rises);
}

Verdict decide(const LayerPhases& phases, bool saturated) {
  if (!phases.drop_bits.low || !phases.rise_ty_bits.low) return Verdict::kUnresolved;
  const bool compresses = *phases.drop_bits.low > kCompressesAboveBits;
  if (saturated) return compresses ? Verdict::kCompresses : Verdict::kUnresolved;
  const bool fits = *phases.rise_ty_bits.low > kFitsAboveBits;
  if (fits) return compresses ? Verdict::kBoth : Verdict::kFits;
  return compresses ? Verdict::kCompresses : Verdict::kNeither;
}

}  // namespace

bool has_information(const Plane& plane, std::size_t l, Estimate LayerEstimate::*which) {
  for (std::size_t i = l; i < plane.points.size(); i += plane.n_layers) {
    if (!(plane.points[i].*which).value) return false;
  }
  return true;
}

std::string why_no_i_xt(const Plane& plane) {
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    if (has_information(plane, l, &LayerEstimate::i_xt)) return "";
  }
  return std::string(make_estimator(plane.estimator)->why_no_i_xt());
}

std::vector<SummaryPoint> summarise(const Plane& plane) {
  check_plane(plane);
  std::vector<SummaryPoint> summary;
  summary.reserve(plane.epochs.size() * plane.n_layers);
  for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      summary.push_back({over_replicas(plane, e, l, &LayerEstimate::i_xt),
                         over_replicas(plane, e, l, &LayerEstimate::i_ty)});
    }
  }
  return summary;
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFits:
      return "fits";
    case Verdict::kCompresses:
      return "compresses";
    case Verdict::kBoth:
      return "both";
    case Verdict::kNeither:
      return "neither";
    case Verdict::kUnresolved:
      return "unresolved";
  }
  return "unresolved";
}

std::vector<LayerPhases> find_phases(const Plane& plane) {
  check_plane(plane);
  if (plane.replicas.empty() || plane.epochs.empty()) {
    throw InvalidArgument(
        fmt::format("plane of {}: there is no replica or no epoch", plane.estimator));
  }
  std::vector<LayerPhases> all(plane.n_layers);
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    const bool has_drop = has_information(plane, l, &LayerEstimate::i_xt);
    const bool has_rise = has_information(plane, l, &LayerEstimate::i_ty);
    const bool saturated = has_drop && find_drop(plane, l, all[l]);
    if (has_rise) find_rise(plane, l, all[l]);
    all[l].verdict = has_drop && has_rise ? decide(all[l], saturated) : Verdict::kUnresolved;
  }
  return all;
}

}  // namespace infoplane
