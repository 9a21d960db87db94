#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace infoplane {

/// A place on paper, in px, y downwards.
struct PaperPoint {
  double x = 0;
  double y = 0;
};

/// A box on paper.
struct PaperBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

/// How a text is set. `anchor` is start, middle or end.
struct TextStyle {
  double size = 13;
  std::string_view anchor = "start";
  std::string_view ink = "ink";
  bool bold = false;
  /// Turned by 90 degrees to the left.
  bool upwards = false;
  /// A rim of the paper's colour, for text over marks.
  bool halo = false;
};

/// Writes one SVG picture as text. Numbers have one decimal, so that the same picture is the same
/// bytes everywhere. Inks are "ink" (text), "quiet" (axes, notes) and "faint" (grid); colours
/// "#rrggbb".
class Svg {
 public:
  /// title and description are for those who cannot see it.
  Svg(double width, double height, std::string_view title, std::string_view description);

  /// `text` is plain; I(X;T) and the like are set with an italic I or H.
  void text(PaperPoint at, std::string_view text, const TextStyle& style);
  void line(PaperPoint from, PaperPoint to, std::string_view ink, double width,
            std::string_view dashes = "");
  void box(const PaperBox& box, std::string_view ink, double width);
  /// Each path joined by straight lines, all in one element.
  void polylines(const std::vector<std::vector<PaperPoint>>& paths, std::string_view colour,
                 double width, double opacity, std::string_view dashes = "");
  /// What a path encloses.
  void area(const std::vector<PaperPoint>& path, std::string_view colour, double opacity);
  /// Round dots, all in one element: where they overlap they do not add up.
  void dots(const std::vector<PaperPoint>& points, std::string_view colour, double diameter,
            double opacity);
  /// A bar coloured from left to right with evenly spaced colours. Once in a picture.
  void gradient_bar(const PaperBox& box, const std::vector<std::string>& colours);

  /// The whole picture. Call once, at the end.
  std::string finish();

 private:
  std::string out_;
};

}  // namespace infoplane
