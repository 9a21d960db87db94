#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/plane/plane.h"
#include "infoplane/plane/statistics.h"
#include "infoplane/report/axis.h"
#include "infoplane/report/report.h"
#include "infoplane/report/svg.h"

namespace infoplane {

/// What the axes of a plane must hold, in bits, and its reference lines.
struct PlaneBounds {
  double x_low = 0;
  double x_high = 0;
  double y_low = 0;
  double y_high = 0;
  /// log2 N and H(Y), the mean over points; empty where unknown.
  std::optional<double> log2_n;
  std::optional<double> h_y;
};

/// Bounds of all points and reference lines of one plane, from 0 (or below, where an estimate is).
PlaneBounds plane_bounds(const Plane& plane);

/// Bounds that hold both. A reference line stays only where both have it at the same place.
PlaneBounds join_bounds(const PlaneBounds& a, const PlaneBounds& b);

/// Whether the estimator gives both informations somewhere, so that there is a plane to draw.
bool has_plane(const PlaneResult& result);

/// One set of axes on paper: x I(X;T), y I(T;Y).
class PlanePanel {
 public:
  /// `box` is the frame; room around it is the caller's matter: 54 px on the left, 46 below,
  /// 18 above and 32 on the right.
  PlanePanel(const PaperBox& box, const PlaneBounds& bounds);

  /// Frame, ticks, axis titles, and the lines I(T;Y) = I(X;T), H(Y) and log2 N.
  void draw_axes(Svg& svg, bool with_y_title) const;
  /// Every network of the plane at the epoch with index e: a line over its layers and a dot for
  /// each.
  void draw_replicas(Svg& svg, const Plane& plane, std::size_t e) const;
  /// The mean over replicas at each of those epochs, in their order, in the colours of a bar that
  /// ends at `last_epoch`.
  void draw_means(Svg& svg, const PlaneResult& result, const std::vector<std::size_t>& epochs,
                  std::size_t last_epoch) const;
  /// Numbers of the layers at their final means, neighbours in one place together.
  void draw_layer_numbers(Svg& svg, const PlaneResult& result) const;

 private:
  void draw_references(Svg& svg) const;
  void draw_ticks(Svg& svg) const;
  [[nodiscard]] std::vector<PaperPoint> mean_points(const PlaneResult& result, std::size_t e) const;

  PaperBox box_;
  PlaneBounds bounds_;
  LinearAxis x_;
  LinearAxis y_;
};

/// The bar of epochs' colours with its ticks and title; `box` is the bar alone. Once in a picture.
void draw_epoch_bar(Svg& svg, const PaperBox& box, std::size_t last_epoch);

}  // namespace infoplane
