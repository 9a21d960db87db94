#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "infoplane/report/axis.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/plane_panel.h"
#include "infoplane/report/report.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr double kWidth = 1180;
constexpr double kHead = 74;
constexpr double kRow = 470;
constexpr double kFoot = 44;
// epochs drawn where every replica is
constexpr std::size_t kReplicaEpochs = 40;

// "0, 1, 2, 3, ..., 8000"
std::string list_epochs(const Plane& plane, const std::vector<std::size_t>& indices) {
  std::vector<std::string> words;
  words.reserve(indices.size());
  for (const std::size_t i : indices) words.push_back(std::to_string(plane.epochs[i]));
  return fmt::format("{}", fmt::join(words, ", "));
}

// "H(Y) = 0.999, log₂ N = 12.00 bits"
std::string reference_values(const Plane& plane) {
  const PlaneBounds bounds = plane_bounds(plane);
  std::vector<std::string> values;
  if (bounds.h_y) values.push_back(fmt::format("H(Y) = {}", fixed(*bounds.h_y, 3)));
  if (bounds.log2_n) values.push_back(fmt::format("log₂ N = {}", fixed(*bounds.log2_n, 2)));
  return values.empty() ? "" : fmt::format("{} bits", fmt::join(values, ", "));
}

// one estimator: every replica on the left, the mean on the right
void draw_row(Svg& svg, const PlaneResult& result, double top) {
  const Plane& plane = result.plane;
  svg.text({64, top + 4}, plane.estimator, {14, "start", "ink", true});
  svg.text({1142, top + 4}, reference_values(plane), {12, "end", "quiet"});
  if (!has_plane(result)) {
    svg.text({64, top + 40}, "This estimator gives no I(X;T) here, so there is no plane to draw.",
             {14, "start", "quiet"});
    return;
  }
  const PlaneBounds bounds = plane_bounds(plane);
  const PlanePanel left({64, top + 38, 490, 364}, bounds);
  const PlanePanel right({652, top + 38, 490, 364}, bounds);
  const auto thinned = thin_epochs(plane.epochs, kReplicaEpochs);
  std::vector<std::size_t> every(plane.epochs.size());
  std::iota(every.begin(), every.end(), std::size_t{0});

  const bool several = plane.replicas.size() > 1;
  svg.text({64, top + 29},
           fmt::format(
               "{}, {}",
               several ? fmt::format("All {} replicas", plane.replicas.size()) : "The one replica",
               counted(thinned.size(), "epoch")),
           {13});
  svg.text({652, top + 29},
           fmt::format("{}, {}",
                       several ? fmt::format("Mean over {} replicas", plane.replicas.size())
                               : "The one replica",
                       counted(every.size(), "epoch")),
           {13});
  left.draw_axes(svg, true);
  right.draw_axes(svg, true);
  for (const std::size_t e : thinned) left.draw_replicas(svg, plane, e);
  right.draw_means(svg, result, every, plane.epochs.back());
  right.draw_layer_numbers(svg, result);
}

std::string subtitle(const RunReport& run) {
  std::vector<std::string> parts;
  if (!run.config.data.name.empty() && run.config.data.file.empty()) {
    parts.push_back(run.config.data.name);
  }
  std::vector<std::size_t> widths;
  for (const auto& layer : run.layers) widths.push_back(layer.width);
  if (!widths.empty()) parts.push_back(fmt::format("layers {}", fmt::join(widths, "-")));
  if (!run.layers.empty() && !run.layers.front().activation.empty()) {
    parts.push_back(run.layers.front().activation);
  }
  if (!run.planes.empty()) {
    const Plane& plane = run.planes.front().plane;
    parts.push_back(counted(plane.replicas.size(), "replica"));
    parts.push_back(fmt::format("N = {}", plane.n_samples));
  }
  return fmt::format("{}", fmt::join(parts, " · "));
}

}  // namespace

std::string plane_svg(const RunReport& run) {
  const std::size_t rows = std::max<std::size_t>(run.planes.size(), 1);
  const double height = kHead + kRow * static_cast<double>(rows) + kFoot;
  const std::string title = fmt::format("Information plane of {}", run.config.name);
  Svg svg(
      kWidth, height, title,
      "I(T;Y) against I(X;T) in bits for every layer, coloured by epoch; a line joins the layers "
      "of one network at one epoch.");
  svg.text({64, 34}, title, {20, "start", "ink", true});
  svg.text({64, 54}, subtitle(run), {13, "start", "quiet"});
  if (run.planes.empty() || run.planes.front().plane.epochs.empty()) {
    svg.text({64, kHead + 30}, "No information plane has been estimated for this run.",
             {14, "start", "quiet"});
    return svg.finish();
  }

  const Plane& first = run.planes.front().plane;
  draw_epoch_bar(svg, {862, 30, 280, 10}, first.epochs.back());
  double top = kHead + 18;
  for (const auto& result : run.planes) {
    draw_row(svg, result, top);
    top += kRow;
  }
  const auto thinned = thin_epochs(first.epochs, kReplicaEpochs);
  const std::string caption = fmt::format("Left: {} of {} recorded epochs: {}.", thinned.size(),
                                          first.epochs.size(), list_epochs(first, thinned));
  svg.text({64, height - 36}, caption, {11, "start", "quiet"});
  svg.text({64, height - 18},
           "Lines join the layers of one network at one epoch. Numbers: layers at the last epoch. "
           "Dotted: I(T;Y) = I(X;T), above which no layer can be.",
           {11, "start", "quiet"});
  return svg.finish();
}

}  // namespace infoplane
