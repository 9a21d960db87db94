#include "infoplane/report/weights_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/report/axis.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/panel_frame.h"
#include "infoplane/report/svg.h"
#include "infoplane/report/weights_words.h"

namespace infoplane {
namespace {

using Laws = std::vector<const LawResult*>;

constexpr double kWidth = 1180;
constexpr double kLeft = 96;
constexpr double kColumnStep = 274;
constexpr double kBoxWidth = 232;
constexpr double kBoxHeight = 112;
constexpr double kRowStep = 142;
constexpr double kLegendStep = 18;
constexpr double kFoot = 30;

// an information with what is left of it without each block of vectors, where that is known
struct Column {
  const char* title;
  Nats LawInformation::*value;
  Nats PlanePoint::*left_out;
};
constexpr std::array<Column, 4> kColumns = {{
    {"I(X;T|W), with the weights known", &LawInformation::i_xt_given_w, nullptr},
    {"I(X;T), without", &LawInformation::i_xt, &PlanePoint::i_xt},
    {"I(X;W|T), the difference", &LawInformation::i_xw_given_t, nullptr},
    {"I(T;Y)", &LawInformation::i_ty, &PlanePoint::i_ty},
}};
constexpr std::size_t kLabelColumn = 3;

double bits(Nats nats) { return Bits(nats).value(); }

bool has_curve(const LawResult& law) { return law.plane.epochs.size() > 1; }

MeanInterval value_at(const LawPoint& point, const Column& column) {
  std::vector<double> left_out;
  if (column.left_out != nullptr) {
    for (const PlanePoint& rest : point.left_out) left_out.push_back(bits(rest.*column.left_out));
  }
  const double value = bits(point.all().*column.value);
  if (left_out.empty()) return {value, std::nullopt, std::nullopt};
  return jackknife_interval(value, left_out);
}

// thicker below than above, so that laws that say the same are all seen
double line_width(std::size_t i, std::size_t n) {
  return std::min(1.4 + static_cast<double>(n - 1 - i), 5.4);
}

// a law's curve in one set of axes
class CurvePanel {
 public:
  CurvePanel(Svg& svg, const PaperBox& box, LinearAxis y, std::size_t last)
      : svg_(svg), box_(box), y_(y), last_(last) {}

  void draw(const LawPlane& plane, std::size_t l, const Column& column, const std::string& colour,
            double width) {
    std::vector<PaperPoint> lows;
    std::vector<PaperPoint> highs;
    // alternately resolved and not; neighbours share the point where one ends
    std::array<std::vector<std::vector<PaperPoint>>, 2> parts;
    std::optional<std::size_t> current;
    for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
      const LawPoint& point = plane.at(e, l);
      const MeanInterval value = value_at(point, column);
      const double x = box_.left + epoch_share(plane.epochs[e], last_) * box_.width;
      if (value.low) lows.push_back({x, limited(*value.low)});
      if (value.high) highs.push_back({x, limited(*value.high)});
      const std::size_t kind = point.flags.contains(Flag::kUnresolved) ? 1 : 0;
      if (current && *current != kind) {
        parts.at(*current).back().push_back({x, y_(value.mean)});
      }
      if (current != kind) parts.at(kind).emplace_back();
      current = kind;
      parts.at(kind).back().push_back({x, y_(value.mean)});
    }
    lows.insert(lows.end(), highs.rbegin(), highs.rend());
    svg_.area(lows, colour, 0.14);
    if (!parts[0].empty()) svg_.polylines(parts[0], colour, width, 1);
    if (!parts[1].empty()) svg_.polylines(parts[1], colour, width, 0.35);
  }

 private:
  // an interval may go beyond what the axis holds
  [[nodiscard]] double limited(double value) const {
    return y_(std::clamp(value, y_.low, y_.high));
  }

  Svg& svg_;
  PaperBox box_;
  LinearAxis y_;
  std::size_t last_;
};

// what the axes must hold of one layer and column
void add_values(const Laws& laws, std::size_t l, const Column& column, Extent& extent) {
  extent.add(0);
  for (const LawResult* law : laws) {
    if (!has_curve(*law)) continue;
    for (std::size_t e = 0; e < law->plane.epochs.size(); ++e) {
      extent.add(bits(law->plane.at(e, l).all().*column.value));
    }
  }
}

// of I(T;Y): one for all layers, up to H(Y)
Extent label_extent(const Laws& laws) {
  Extent extent;
  for (const LawResult* law : laws) {
    extent.add(bits(law->plane.h_y));
    for (std::size_t l = 0; l < law->plane.n_layers; ++l) {
      add_values(laws, l, kColumns[kLabelColumn], extent);
    }
  }
  return extent;
}

void draw_layer(Svg& svg, const Laws& laws, std::size_t l, double top, const Extent& label) {
  const std::size_t n_layers = laws.front()->plane.n_layers;
  const bool last_row = l + 1 == n_layers;
  Extent input;
  for (std::size_t c = 0; c < kLabelColumn; ++c) add_values(laws, l, kColumns.at(c), input);
  std::size_t last = 0;
  for (const LawResult* law : laws) {
    if (has_curve(*law)) last = std::max(last, law->plane.epochs.back());
  }
  TextStyle upwards{12, "middle", "ink", true};
  upwards.upwards = true;
  svg.text({kLeft - 58, top + kBoxHeight / 2}, fmt::format("layer {}", l + 1), upwards);
  for (std::size_t c = 0; c < kColumns.size(); ++c) {
    const PaperBox box{kLeft + kColumnStep * static_cast<double>(c), top, kBoxWidth, kBoxHeight};
    const LinearAxis y = (c == kLabelColumn ? label : input).axis(box.bottom(), box.top);
    draw_y_ticks(svg, box, y, 28);
    draw_epoch_ticks(svg, box, last);
    draw_frame(svg, box, l == 0 ? kColumns.at(c).title : "", last_row ? "epoch" : "", "");
    CurvePanel panel(svg, box, y, last);
    for (std::size_t i = 0; i < laws.size(); ++i) {
      if (!has_curve(*laws[i])) continue;
      panel.draw(laws[i]->plane, l, kColumns.at(c), layer_colour(i, laws.size(), Ground::kLight),
                 line_width(i, laws.size()));
    }
  }
}

void draw_legend(Svg& svg, const WeightsReport& report, const Laws& laws) {
  for (std::size_t i = 0; i < laws.size(); ++i) {
    const LawPlane& plane = laws[i]->plane;
    const double y = 20 + kLegendStep * static_cast<double>(i);
    const std::string name = short_law(report, plane.law);
    if (!has_curve(*laws[i])) {
      svg.text(
          {kLeft + 34, y + 4},
          fmt::format("{}: {}, so no curve; its numbers are in the table", name,
                      plane.epochs.empty() ? std::string("no epoch")
                                           : fmt::format("epoch {} alone", plane.epochs.front())),
          {12, "start", "quiet"});
      continue;
    }
    svg.polylines({{{kLeft, y}, {kLeft + 26, y}}}, layer_colour(i, laws.size(), Ground::kLight),
                  line_width(i, laws.size()), 1);
    svg.text({kLeft + 34, y + 4}, name, {12});
  }
}

}  // namespace

std::string weights_curves_svg(const WeightsReport& report, std::string_view estimator) {
  const Laws laws = laws_of(report, estimator);
  if (std::ranges::none_of(laws, [](const LawResult* law) { return has_curve(*law); })) return "";
  const std::size_t n_layers = laws.front()->plane.n_layers;
  const double top = 52 + kLegendStep * static_cast<double>(laws.size());
  Svg svg(kWidth, top + kRowStep * static_cast<double>(n_layers) + kFoot,
          fmt::format("Informations under random weights through training, {}", estimator),
          "I(X;T|W), I(X;T), I(X;W|T) and I(T;Y) in bits against the epoch, a row for each layer, "
          "a line for each law of the weights.");
  draw_legend(svg, report, laws);
  const Extent label = label_extent(laws);
  for (std::size_t l = 0; l < n_layers; ++l) {
    draw_layer(svg, laws, l, top + kRowStep * static_cast<double>(l), label);
  }
  return svg.finish();
}

}  // namespace infoplane
