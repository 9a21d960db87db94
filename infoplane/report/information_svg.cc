#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/information_report.h"
#include "infoplane/report/information_words.h"
#include "infoplane/report/panel_frame.h"

namespace infoplane {
namespace {

constexpr double kWidth = 1120;
constexpr std::size_t kColumns = 3;
constexpr double kColumnStep = 372;
constexpr double kRowStep = 262;
constexpr double kLeft = 70;
constexpr double kTop = 32;
constexpr double kBoxWidth = 288;
constexpr double kBoxHeight = 172;
constexpr double kTickStep = 38;
// the runs' names, under the panels
constexpr double kLegendStep = 20;
constexpr std::size_t kLegendColumns = 3;
// beyond this many runs, bands would hide each other
constexpr std::size_t kMostBands = 3;

PaperBox box_of(std::size_t panel) {
  return {kLeft + kColumnStep * static_cast<double>(panel % kColumns),
          kTop + kRowStep * static_cast<double>(panel / kColumns), kBoxWidth, kBoxHeight};
}

double panels_height(std::size_t n_panels) {
  return kRowStep * static_cast<double>((n_panels + kColumns - 1) / kColumns);
}

double legend_height(std::size_t n_runs) {
  if (n_runs < 2) return 0;
  return kLegendStep * static_cast<double>((n_runs + kLegendColumns - 1) / kLegendColumns) + 10;
}

std::string run_colour(std::size_t i, std::size_t n) { return layer_colour(i, n, Ground::kLight); }

void draw_legend(Svg& svg, const std::vector<std::string>& labels, double top) {
  if (labels.size() < 2) return;
  const std::size_t rows = (labels.size() + kLegendColumns - 1) / kLegendColumns;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const PaperPoint at{kLeft + kColumnStep * static_cast<double>(i / rows),
                        top + kLegendStep * static_cast<double>(i % rows) + 12};
    svg.dots({{at.x, at.y - 4}}, run_colour(i, labels.size()), 9, 1);
    svg.text({at.x + 12, at.y}, labels[i], {12});
  }
}

// Positions of numbers, on a linear scale or on that of the logarithm, where only positive ones
// have a place.
struct Scale {
  bool logarithmic = false;
  LinearAxis axis;

  [[nodiscard]] std::optional<double> operator()(double value) const {
    if (!logarithmic) return axis(value);
    if (value <= 0) return std::nullopt;
    return axis(std::log10(value));
  }
};

struct Values {
  bool logarithmic = false;
  Extent extent;

  void add(double value) {
    extent.add(!logarithmic ? value
               : value > 0  ? std::log10(value)
                            : std::numeric_limits<double>::quiet_NaN());
  }
  [[nodiscard]] Scale scale(double from, double to) const {
    return {logarithmic, extent.axis(from, to)};
  }
};

// powers of ten, at most five of them
std::vector<int> powers(const LinearAxis& axis) {
  const int first = static_cast<int>(std::ceil(axis.low));
  const int last = static_cast<int>(std::floor(axis.high));
  const int step = std::max(1, (last - first + 4) / 5);
  std::vector<int> out;
  for (int power = first; power <= last; power += step) out.push_back(power);
  return out;
}

// 0.001, 1, 1000, 1e+06
std::string power_text(int power) { return fmt::format("{:g}", std::pow(10, power)); }

void draw_y_scale(Svg& svg, const PaperBox& box, const Scale& y) {
  if (!y.logarithmic) return draw_y_ticks(svg, box, y.axis, kTickStep);
  for (const int power : powers(y.axis)) draw_y_tick(svg, box, y.axis(power), power_text(power));
}

void draw_x_scale(Svg& svg, const PaperBox& box, const Scale& x) {
  if (x.logarithmic) {
    for (const int power : powers(x.axis)) draw_x_tick(svg, box, x.axis(power), power_text(power));
    return;
  }
  const std::vector<double> ticks = round_ticks(x.axis.low, x.axis.high, 5);
  for (const double tick : ticks) {
    draw_x_tick(svg, box, x.axis(tick), fmt::format("{:.{}f}", tick, tick_decimals(ticks)));
  }
}

// of a set of numbers, interpolated between the ordered ones
double quantile(const std::vector<double>& ordered, double share) {
  const double at = share * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, ordered.size() - 1);
  return ordered[below] + (at - static_cast<double>(below)) * (ordered[above] - ordered[below]);
}

// At an epoch of a run: low end, middle, high end.
struct Spread {
  double low = 0;
  double middle = 0;
  double high = 0;
};

// A chart: the spread of run i at its epoch with index e; empty where there is none.
struct Chart {
  std::string label;
  std::string y_title;
  bool logarithmic = false;
  std::function<std::optional<Spread>(const TrainingInformation& run, std::size_t e)> at;
};

using Number = std::function<std::optional<double>(const NetworkInformation& network)>;

// median and quartiles over replicas
Chart chart_of(const std::string& label, const std::string& y_title, bool logarithmic,
               const Number& number) {
  const auto at = [number](const TrainingInformation& run, std::size_t e) -> std::optional<Spread> {
    std::vector<double> values;
    for (std::size_t r = 0; r < run.replicas.size(); ++r) {
      if (const auto value = number(run.at(r, e))) values.push_back(*value);
    }
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    return Spread{quantile(values, .25), quantile(values, .5), quantile(values, .75)};
  };
  return {label, y_title, logarithmic, at};
}

std::optional<Spread> bound_at(const TrainingInformation& run, std::size_t e) {
  if (e >= run.trajectory.bounds.size()) return std::nullopt;
  const MeanInterval& bound = run.trajectory.bounds[e];
  const auto bits = [](double nats) { return Bits(Nats(nats)).value(); };
  return Spread{bits(bound.low.value_or(bound.mean)), bits(bound.mean),
                bits(bound.high.value_or(bound.mean))};
}

std::vector<Chart> charts_of(const InformationReport& report) {
  std::vector<Chart> charts{
      chart_of("Generalisation gap", "train - test accuracy", false,
               [](const NetworkInformation& n) { return n.gap(); }),
      chart_of("Gaussian information", "bits", false,
               [](const NetworkInformation& n) { return Bits(n.gaussian).value(); }),
      chart_of("PAC-Bayes information, as defined", "bits", true,
               [](const NetworkInformation& n) { return Bits(n.pac_bayes).value(); }),
      chart_of("what its public code computes", "no unit", true,
               [](const NetworkInformation& n) { return n.code_mean; }),
      chart_of("loss on the training set", "loss", false,
               [](const NetworkInformation& n) { return n.train_loss; })};
  const auto has_bound = [](const TrainingInformation& run) {
    return !run.trajectory.bounds.empty();
  };
  if (std::ranges::any_of(report.runs, has_bound)) {
    charts.push_back({"Trajectory bound", "bits", true, bound_at});
  }
  return charts;
}

// of one run: the band and the line in its middle
class ChartCurve {
 public:
  ChartCurve(const Chart& chart, const TrainingInformation& run, const PaperBox& box,
             const Scale& y, std::size_t last_epoch)
      : chart_(chart), run_(run), box_(box), y_(y), last_epoch_(last_epoch) {}

  [[nodiscard]] std::vector<PaperPoint> points(double Spread::*which) const {
    std::vector<PaperPoint> out;
    for (std::size_t e = 0; e < run_.epochs.size(); ++e) {
      const std::optional<Spread> spread = chart_.at(run_, e);
      // where one end of the band has no place, neither has the rest
      if (!spread || !y_(spread->low)) continue;
      out.push_back({box_.left + epoch_share(run_.epochs[e], last_epoch_) * box_.width,
                     *y_((*spread).*which)});
    }
    return out;
  }

 private:
  const Chart& chart_;
  const TrainingInformation& run_;
  PaperBox box_;
  Scale y_;
  std::size_t last_epoch_;
};

void draw_chart(Svg& svg, const PaperBox& box, const Chart& chart,
                const InformationReport& report) {
  Values values{chart.logarithmic, {}};
  std::size_t last_epoch = 0;
  for (const TrainingInformation& run : report.runs) {
    last_epoch = std::max(last_epoch, run.epochs.back());
    for (std::size_t e = 0; e < run.epochs.size(); ++e) {
      const std::optional<Spread> spread = chart.at(run, e);
      if (!spread) continue;
      values.add(spread->low);
      values.add(spread->high);
    }
  }
  const Scale y = values.scale(box.bottom(), box.top);
  draw_frame(svg, box, chart.label, "epoch", chart.y_title);
  draw_epoch_ticks(svg, box, last_epoch);
  draw_y_scale(svg, box, y);
  const std::size_t n = report.runs.size();
  for (std::size_t i = 0; i < n; ++i) {
    const ChartCurve curve(chart, report.runs[i], box, y, last_epoch);
    if (n <= kMostBands) {
      std::vector<PaperPoint> band = curve.points(&Spread::low);
      const std::vector<PaperPoint> high = curve.points(&Spread::high);
      band.insert(band.end(), high.rbegin(), high.rend());
      svg.area(band, run_colour(i, n), 0.16);
    }
    svg.polylines({curve.points(&Spread::middle)}, run_colour(i, n), 1.7, 1);
  }
}

bool is_information(WeightMeasure measure) {
  return measure == WeightMeasure::kGaussian || measure == WeightMeasure::kPacBayes;
}

std::string_view unit_of(WeightMeasure measure) {
  if (is_information(measure)) return "bits";
  return measure == WeightMeasure::kTrainLoss ? "loss" : "no unit";
}

void draw_scatter(Svg& svg, const PaperBox& box, WeightMeasure measure,
                  const InformationReport& report) {
  const auto shown = [measure](const NetworkInformation& network) {
    const double value = measure_of(network, measure);
    return is_information(measure) ? Bits(Nats(value)).value() : value;
  };
  Values xs{measure != WeightMeasure::kGaussian, {}};
  Values ys;
  for (const TrainingInformation& run : report.runs) {
    for (std::size_t r = 0; r < run.replicas.size(); ++r) {
      xs.add(shown(run.last(r)));
      ys.add(run.last(r).gap().value_or(0));
    }
  }
  const Scale x = xs.scale(box.left, box.right());
  const Scale y = ys.scale(box.bottom(), box.top);
  draw_frame(svg, box, measure_title(measure), unit_of(measure), "train - test accuracy");
  draw_x_scale(svg, box, x);
  draw_y_scale(svg, box, y);
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    std::vector<PaperPoint> dots;
    for (std::size_t r = 0; r < report.runs[i].replicas.size(); ++r) {
      const NetworkInformation& network = report.runs[i].last(r);
      const std::optional<double> at = x(shown(network));
      if (at) dots.push_back({*at, *y(network.gap().value_or(0))});
    }
    svg.dots(dots, run_colour(i, report.runs.size()), 6.5, 0.75);
  }
}

}  // namespace

std::string information_curves_svg(const InformationReport& report) {
  if (report.runs.empty()) return "";
  const std::vector<Chart> charts = charts_of(report);
  const double bottom = panels_height(charts.size());
  Svg svg(
      kWidth, bottom + legend_height(report.runs.size()), "Information in the weights",
      "The generalisation gap, measures of the information in the weights and the training loss "
      "against the epoch: median over the replicas, band of their quartiles; of the trajectory "
      "bound its 95% interval.");
  for (std::size_t i = 0; i < charts.size(); ++i) draw_chart(svg, box_of(i), charts[i], report);
  draw_legend(svg, report.labels, bottom);
  return svg.finish();
}

std::string gap_scatter_svg(const InformationReport& report) {
  if (report.runs.empty() || report.taus.empty()) return "";
  const std::vector<WeightMeasure>& measures = network_measures();
  const double bottom = panels_height(measures.size());
  Svg svg(kWidth, bottom + legend_height(report.runs.size()), "Gap and information",
          "Generalisation gap against each measure at the last epoch, a dot for each network.");
  for (std::size_t i = 0; i < measures.size(); ++i) {
    draw_scatter(svg, box_of(i), measures[i], report);
  }
  draw_legend(svg, report.labels, bottom);
  return svg.finish();
}

}  // namespace infoplane
