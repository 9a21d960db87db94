#include "infoplane/core/units.h"
#include "infoplane/report/information_panels.h"
#include "infoplane/report/information_report.h"
#include "infoplane/report/information_words.h"

namespace infoplane {
namespace {

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
  ScaleValues xs{measure != WeightMeasure::kGaussian, {}};
  ScaleValues ys;
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

std::string gap_scatter_svg(const InformationReport& report) {
  if (report.runs.empty() || report.taus.empty()) return "";
  const std::vector<WeightMeasure>& measures = network_measures();
  const double bottom = panels_height(measures.size());
  Svg svg(kPanelsWidth, bottom + run_legend_height(report.runs.size()), "Gap and information",
          "Generalisation gap against each measure at the last epoch, a dot for each network.");
  for (std::size_t i = 0; i < measures.size(); ++i) {
    draw_scatter(svg, panel_box(i), measures[i], report);
  }
  draw_run_legend(svg, report.labels, bottom);
  return svg.finish();
}

}  // namespace infoplane
