#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/report/svg.h"

namespace infoplane {

/// A number at a place, with the ends of a bar where it has one.
struct SeriesPoint {
  double x = 0;
  double y = 0;
  std::optional<double> low{};
  std::optional<double> high{};
  /// Drawn as a ring.
  bool hollow = false;
};

/// Numbers that belong together: dots, joined by a line, dashed where asked for.
struct Series {
  std::string name;
  /// "#rrggbb".
  std::string colour;
  std::vector<SeriesPoint> points{};
  bool dashed = false;
  bool with_dots = true;
};

/// A number that a whole panel is held against.
struct ReferenceLine {
  std::string name;
  double value = 0;
};

/// A set of axes with what is drawn on them. On a logarithmic axis only positive numbers have a
/// place.
struct SeriesPanel {
  std::string label;
  std::string x_title;
  std::string y_title;
  bool logarithmic_x = false;
  bool logarithmic_y = false;
  /// Whether a linear y axis holds 0 whatever is drawn.
  bool from_zero = false;
  std::vector<Series> series{};
  std::vector<ReferenceLine> references{};
  /// Where the ticks of x are, all of which the axis holds; by default at round numbers.
  std::vector<double> x_ticks{};
  /// On a logarithmic axis: the place that x = 0 has, with a tick of its own.
  std::optional<double> zero_at{};
};

/// The panels in rows of three, the names of their series below them, each once. Empty without
/// panels.
std::string series_svg(std::string_view title, std::string_view description,
                       const std::vector<SeriesPanel>& panels);

}  // namespace infoplane
