#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/report/axis.h"
#include "infoplane/report/svg.h"
#include "infoplane/report/weights_report.h"

namespace infoplane {

/// Whether what is counted under a law has settled: an information against the number of weight
/// vectors, which have a logarithmic axis, a line a layer. All laws of a picture share the axes.
class VectorsPanel {
 public:
  /// Holds all points of the laws. Room around a box: 54 px on the left, 46 below, 26 above.
  explicit VectorsPanel(const std::vector<const LawResult*>& laws);

  /// I(X;T) with standard errors at the last epoch, and, thinner, at the layer's peak. Hollow: not
  /// resolved.
  void draw_information(Svg& svg, const PaperBox& box, const LawResult& law) const;
  /// H(T|X) at the last epoch under its ceiling, log2 of the number of vectors, with the band in
  /// which it is called not resolved.
  void draw_ceiling(Svg& svg, const PaperBox& box, const LawResult& law) const;

 private:
  void draw_vectors(Svg& svg, const PaperBox& box, const LawResult& law) const;
  // of log2 of the number of vectors
  [[nodiscard]] LinearAxis x_axis(const PaperBox& box) const;

  double most_log2_ = 0;
  double i_low_ = 0;
  double i_high_ = 0;
  double h_high_ = 0;
};

}  // namespace infoplane
