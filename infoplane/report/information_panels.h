#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/report/axis.h"
#include "infoplane/report/panel_frame.h"
#include "infoplane/report/svg.h"

namespace infoplane {

/// Small sets of axes in rows of three, the names of the runs below them.
inline constexpr double kPanelsWidth = 1120;
PaperBox panel_box(std::size_t panel);
double panels_height(std::size_t n_panels);
/// A single run needs no name.
double run_legend_height(std::size_t n_runs);
void draw_run_legend(Svg& svg, const std::vector<std::string>& labels, double top);
/// Of run i of n.
std::string run_colour(std::size_t i, std::size_t n);

/// Positions of numbers; on a logarithmic scale only positive ones have a place.
struct Scale {
  bool logarithmic = false;
  LinearAxis axis;

  [[nodiscard]] std::optional<double> operator()(double value) const;
};

/// Numbers that a scale has to hold.
struct ScaleValues {
  bool logarithmic = false;
  Extent extent;

  void add(double value);
  [[nodiscard]] Scale scale(double from, double to) const {
    return {logarithmic, extent.axis(from, to)};
  }
};

/// Ticks with grid lines: at round numbers, on a logarithmic scale at powers of ten, or where there
/// are not two of them at 1, 2 and 5 times these.
void draw_x_scale(Svg& svg, const PaperBox& box, const Scale& x);
void draw_y_scale(Svg& svg, const PaperBox& box, const Scale& y);

}  // namespace infoplane
