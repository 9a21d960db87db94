#include "infoplane/weights/law_phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

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
  [[nodiscard]] double rise() const { return i_xt[peak()] - i_xt.front(); }
  [[nodiscard]] double fall() const { return i_xt[peak()] - i_xt.back(); }
  [[nodiscard]] double label_loss() const { return i_ty[peak()] - i_ty.back(); }
};

// a layer's, from all vectors and without each block
struct Curves {
  Curve all;
  std::vector<Curve> left_out;
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

Curves curves_of(const LawPlane& plane, std::size_t l) {
  Curves curves;
  curves.all = curve_of(plane, l, [](const LawPoint& point) {
    return PlanePoint{point.all().i_xt, point.all().i_ty};
  });
  for (std::size_t b = 0; b < plane.at(0, l).left_out.size(); ++b) {
    curves.left_out.push_back(
        curve_of(plane, l, [b](const LawPoint& point) { return point.left_out[b]; }));
  }
  return curves;
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
  const Curves curves = curves_of(plane, l);
  const auto interval = [&](const std::function<double(const Curve&)>& value) {
    std::vector<double> values;
    for (const Curve& curve : curves.left_out) values.push_back(value(curve));
    return jackknife_interval(value(curves.all), values);
  };
  const std::size_t peak = curves.all.peak();
  LawPhases phases;
  phases.peak_epoch = plane.epochs[peak];
  phases.peak_bits = interval([](const Curve& c) { return c.i_xt[c.peak()]; });
  phases.final_bits = interval([](const Curve& c) { return c.i_xt.back(); });
  phases.rise_bits = interval(std::mem_fn(&Curve::rise));
  phases.fall_bits = interval(std::mem_fn(&Curve::fall));
  phases.final_ty_bits = interval([](const Curve& c) { return c.i_ty.back(); });
  phases.label_loss_bits = interval(std::mem_fn(&Curve::label_loss));
  if (!unresolved(plane, l, peak)) phases.verdict = verdict_of(phases);
  return phases;
}

void check_points(const LawPlane& plane) {
  if (plane.epochs.empty() || plane.points.size() != plane.epochs.size() * plane.n_layers) {
    throw InvalidArgument(
        fmt::format("plane of law {}: {} points, but must be those of {} epochs and {} layers",
                    plane.law, plane.points.size(), plane.epochs.size(), plane.n_layers));
  }
}

void check_layers(const LawPlane& plane, const std::vector<std::size_t>& layers) {
  check_points(plane);
  for (const std::size_t l : layers) {
    if (l < plane.n_layers) continue;
    throw InvalidArgument(fmt::format("plane of law {}: layer {}, but must be in 1 to {}",
                                      plane.law, l + 1, plane.n_layers));
  }
}

// what `combine` makes of the layers' numbers, from all vectors and without each block
LawNumber number_of(const LawPlane& plane, const std::vector<std::size_t>& layers,
                    double (*of_layer)(const Curve&), double (*combine)(double, double)) {
  check_layers(plane, layers);
  if (layers.empty()) {
    throw InvalidArgument(fmt::format("plane of law {}: there are no layers", plane.law));
  }
  LawNumber number;
  bool first = true;
  for (const std::size_t l : layers) {
    const Curves curves = curves_of(plane, l);
    number.left_out.resize(curves.left_out.size());
    const auto add = [&](double& so_far, const Curve& curve) {
      so_far = first ? of_layer(curve) : combine(so_far, of_layer(curve));
    };
    add(number.all, curves.all);
    for (std::size_t b = 0; b < number.left_out.size(); ++b) {
      add(number.left_out[b], curves.left_out[b]);
    }
    first = false;
  }
  return number;
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
  check_points(plane);
  std::vector<LawPhases> phases;
  for (std::size_t l = 0; l < plane.n_layers; ++l) phases.push_back(phases_of(plane, l));
  return phases;
}

std::vector<std::size_t> resolved_layers(const LawPlane& plane,
                                         const std::vector<std::size_t>& layers) {
  check_layers(plane, layers);
  std::vector<std::size_t> resolved;
  std::ranges::copy_if(layers, std::back_inserter(resolved), [&](std::size_t l) {
    return !unresolved(plane, l, curves_of(plane, l).all.peak());
  });
  return resolved;
}

LawNumber hypothesis_margin(const LawPlane& plane, const std::vector<std::size_t>& layers) {
  const auto margin = [](const Curve& curve) {
    return std::min({curve.rise() - kRisesAndFallsBits, curve.fall() - kRisesAndFallsBits,
                     kLabelLossBits - curve.label_loss()});
  };
  return number_of(plane, layers, margin, [](double a, double b) { return std::max(a, b); });
}

LawNumber fall_after_peak(const LawPlane& plane, const std::vector<std::size_t>& layers) {
  return number_of(
      plane, layers, [](const Curve& curve) { return curve.fall(); },
      [](double a, double b) { return a + b; });
}

}  // namespace infoplane
