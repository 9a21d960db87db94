#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "infoplane/report/axis.h"
#include "infoplane/report/svg.h"

namespace infoplane {

/// Numbers that an axis has to hold.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  /// What is not finite has no place on an axis.
  void add(double value);
  /// With some room at both ends; whatever there is, there is something to draw on.
  [[nodiscard]] LinearAxis axis(double from, double to) const;
};

/// A set of axes on paper: frame, label above, titles. Room around the box is the caller's matter:
/// 64 px on the left, 46 below and 26 above.
void draw_frame(Svg& svg, const PaperBox& box, std::string_view label, std::string_view x_title,
                std::string_view y_title);

/// A tick with its grid line, at a position on paper.
void draw_x_tick(Svg& svg, const PaperBox& box, double x, std::string_view text);
void draw_y_tick(Svg& svg, const PaperBox& box, double y, std::string_view text);
/// Ticks at round numbers, about one every `step` px.
void draw_y_ticks(Svg& svg, const PaperBox& box, const LinearAxis& y, double step);
/// Ticks at 0 and the powers of ten on the scale of epochs (epoch_share).
void draw_epoch_ticks(Svg& svg, const PaperBox& box, std::size_t last_epoch);

}  // namespace infoplane
