#include <algorithm>
#include <functional>

#include "infoplane/core/units.h"
#include "infoplane/report/information_panels.h"
#include "infoplane/report/information_report.h"

namespace infoplane {
namespace {

// beyond this many runs, bands would hide each other
constexpr std::size_t kMostBands = 3;

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
  ScaleValues values{chart.logarithmic, {}};
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

}  // namespace

std::string information_curves_svg(const InformationReport& report) {
  if (report.runs.empty()) return "";
  const std::vector<Chart> charts = charts_of(report);
  const double bottom = panels_height(charts.size());
  Svg svg(
      kPanelsWidth, bottom + run_legend_height(report.runs.size()), "Information in the weights",
      "The generalisation gap, measures of the information in the weights and the training loss "
      "against the epoch: median over the replicas, band of their quartiles; of the trajectory "
      "bound its 95% interval.");
  for (std::size_t i = 0; i < charts.size(); ++i) draw_chart(svg, panel_box(i), charts[i], report);
  draw_run_legend(svg, report.labels, bottom);
  return svg.finish();
}

}  // namespace infoplane
