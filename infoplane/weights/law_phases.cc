#include "infoplane/weights/law_phases.h"

#include <fmt/format.h>

#include <functional>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"

namespace infoplane {
namespace {

// values of I(X;T) that differ by less are equal but for rounding
constexpr double kSameBits = 1e-9;

// I(X;T) and I(T;Y) of a layer over the epochs, in bits
struct Curve {
  std::vector<double> i_xt;
  std::vector<double> i_ty;

  // the first epoch with the largest I(X;T)
  [[nodiscard]] std::size_t peak() const {
    std::size_t best = 0;
    for (std::size_t e = 1; e < i_xt.size(); ++e) {
      if (i_xt[e] > i_xt[best] + kSameBits) best = e;
    }
    return best;
  }
};

// of what `which` makes of each point
Curve curve_of(const LawPlane& plane, std::size_t l,
               const std::function<PlanePoint(const LawPoint&)>& which) {
  Curve curve;
  for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
    const PlanePoint point = which(plane.at(e, l));
    curve.i_xt.push_back(Bits(point.i_xt).value());
    curve.i_ty.push_back(Bits(point.i_ty).value());
  }
  return curve;
}

bool unresolved(const LawPlane& plane, std::size_t l, std::size_t peak) {
  return plane.epochs.size() < 2 || plane.at(peak, l).flags.contains(Flag::kUnresolved) ||
         plane.at(plane.epochs.size() - 1, l).flags.contains(Flag::kUnresolved);
}

LawVerdict verdict_of(const LawPhases& phases) {
  const MeanInterval& rise = phases.rise_bits;
  const MeanInterval& fall = phases.fall_bits;
  const MeanInterval& loss = phases.label_loss_bits;
  if (*rise.high < kRisesAndFallsBits || *fall.high < kRisesAndFallsBits ||
      *loss.low > kLabelLossBits) {
    return LawVerdict::kDoesNotHold;
  }
  if (*rise.low >= kRisesAndFallsBits && *fall.low >= kRisesAndFallsBits &&
      *loss.high <= kLabelLossBits) {
    return LawVerdict::kHolds;
  }
  return LawVerdict::kUnresolved;
}

LawPhases phases_of(const LawPlane& plane, std::size_t l) {
  const Curve all = curve_of(plane, l, [](const LawPoint& point) {
    return PlanePoint{point.all().i_xt, point.all().i_ty};
  });
  std::vector<Curve> left_out;
  for (std::size_t b = 0; b < plane.at(0, l).left_out.size(); ++b) {
    left_out.push_back(
        curve_of(plane, l, [b](const LawPoint& point) { return point.left_out[b]; }));
  }
  const auto interval = [&](const std::function<double(const Curve&)>& value) {
    std::vector<double> values;
    for (const Curve& curve : left_out) values.push_back(value(curve));
    return jackknife_interval(value(all), values);
  };
  const std::size_t peak = all.peak();
  LawPhases phases;
  phases.peak_epoch = plane.epochs[peak];
  phases.peak_bits = interval([](const Curve& c) { return c.i_xt[c.peak()]; });
  phases.final_bits = interval([](const Curve& c) { return c.i_xt.back(); });
  phases.rise_bits = interval([](const Curve& c) { return c.i_xt[c.peak()] - c.i_xt.front(); });
  phases.fall_bits = interval([](const Curve& c) { return c.i_xt[c.peak()] - c.i_xt.back(); });
  phases.final_ty_bits = interval([](const Curve& c) { return c.i_ty.back(); });
  phases.label_loss_bits =
      interval([](const Curve& c) { return c.i_ty[c.peak()] - c.i_ty.back(); });
  if (!unresolved(plane, l, peak)) phases.verdict = verdict_of(phases);
  return phases;
}

}  // namespace

std::string_view law_verdict_name(LawVerdict verdict) {
  switch (verdict) {
    case LawVerdict::kHolds:
      return "holds";
    case LawVerdict::kDoesNotHold:
      return "does not hold";
    case LawVerdict::kUnresolved:
      break;
  }
  return "unresolved";
}

std::vector<LawPhases> find_law_phases(const LawPlane& plane) {
  if (plane.epochs.empty() || plane.points.size() != plane.epochs.size() * plane.n_layers) {
    throw InvalidArgument(
        fmt::format("plane of law {}: {} points, but must be those of {} epochs and {} layers",
                    plane.law, plane.points.size(), plane.epochs.size(), plane.n_layers));
  }
  std::vector<LawPhases> phases;
  for (std::size_t l = 0; l < plane.n_layers; ++l) phases.push_back(phases_of(plane, l));
  return phases;
}

}  // namespace infoplane
