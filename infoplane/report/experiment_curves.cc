#include <algorithm>
#include <utility>

#include "infoplane/core/range.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/experiment_report.h"
#include "infoplane/report/tau_scale.h"

namespace infoplane {
namespace {

// the finite networks' means are asked to be within this many standard errors of the prediction,
// and their covariance within so many percent
constexpr double kAskedZ = 3;
constexpr double kAskedCovariance = 25;
// more ticks than this are not drawn at every step
constexpr std::size_t kMostSteps = 12;

// colours by what a series is, the same in every panel
std::string colour(std::size_t i) { return layer_colour(i, 5, Ground::kLight); }

// a table's numbers as series of one set of panels
class Curves {
 public:
  Curves(const ExperimentTable& table, std::string x) : table_(table), x_(std::move(x)) {}

  // of a column, an information's 95% as bars; a factor of 100 shows percent
  [[nodiscard]] Series series(const std::string& label, std::size_t which, const std::string& name,
                              bool dashed = false, double factor = 1) const {
    Series out{label, colour(which), {}, dashed};
    const std::string stem = name.substr(0, name.rfind("_bits"));
    for (std::size_t r = 0; r < table_.rows.size(); ++r) {
      const auto x = table_.at(r, x_);
      const auto y = table_.at(r, name);
      if (!x || !y) continue;
      out.points.push_back({*x, factor * *y, table_.at(r, stem + "_ci_low_bits"),
                            table_.at(r, stem + "_ci_high_bits")});
    }
    return out;
  }

 private:
  const ExperimentTable& table_;
  std::string x_;
};

// those limits that what is drawn comes near
std::vector<ReferenceLine> near_limits(const ExperimentTable& table, const std::string& name,
                                       const SeriesPanel& panel) {
  constexpr double kNear = 2;
  double most = 0;
  for (const Series& series : panel.series) {
    for (const SeriesPoint& point : series.points) most = std::max(most, point.y);
  }
  std::vector<ReferenceLine> out;
  for (const ReferenceLine& limit : table.limits) {
    if (limit.name == name && limit.value <= kNear * most) out.push_back(limit);
  }
  return out;
}

// The first series is what the others are bounds of. Bounds that say next to nothing would leave no
// room for it: those far beyond it are left out, and bars end there.
void leave_out_far_bounds(SeriesPanel& panel) {
  constexpr double kFar = 2;
  double most = 0;
  for (const SeriesPoint& point : panel.series.front().points) most = std::max(most, point.y);
  for (const ReferenceLine& line : panel.references) most = std::max(most, line.value);
  if (most == 0) return;
  const Range range{-kFar * most, kFar * most};
  for (Series& series : panel.series) {
    std::erase_if(series.points, [&](const SeriesPoint& point) {
      return point.y < range.low || point.y > range.high;
    });
    for (SeriesPoint& point : series.points) {
      if (point.low) point.low = std::max(*point.low, range.low);
      if (point.high) point.high = std::min(*point.high, range.high);
    }
  }
}

std::vector<SeriesPanel> against_tau(const ExperimentTable& table,
                                     std::vector<SeriesPanel> panels) {
  const TauScale scale(table);
  for (SeriesPanel& panel : panels) {
    panel.x_title = "τ";
    panel.logarithmic_x = true;
    panel.x_ticks = scale.ticks();
    panel.zero_at = scale.zero_at();
    panel.from_zero = !panel.logarithmic_y;
  }
  return panels;
}

std::vector<SeriesPanel> wide_panels(const ExperimentTable& table) {
  const Curves of(table, "tau");
  const std::string value = "among the test inputs, or the data sets";
  SeriesPanel loss{.label = "Loss of the mean output", .x_title = "", .y_title = "½ (f − y)²"};
  loss.series = {of.series("training inputs", 2, "train_loss"),
                 of.series("test inputs", 4, "test_loss")};
  SeriesPanel i_xz{.label = "I(X;Z)", .x_title = "", .y_title = "bits"};
  i_xz.series = {of.series(value, 0, "i_xz_bits"),
                 of.series("upper bound", 4, "i_xz_upper_bits", true)};
  i_xz.references = near_limits(table, "log₂ N", i_xz);
  SeriesPanel i_zy{.label = "I(Z;Y)", .x_title = "", .y_title = "bits"};
  i_zy.series = {of.series(value, 0, "i_zy_bits"),
                 of.series("upper bound", 4, "i_zy_upper_bits", true),
                 of.series("lower bound", 1, "i_zy_lower_bits", true),
                 of.series("lower bound by a linear decoder", 3, "i_zy_decoder_bits", true)};
  i_zy.references = near_limits(table, "I(X;Y)", i_zy);
  SeriesPanel i_zd{.label = "I(Z;D|X)", .x_title = "", .y_title = "bits"};
  i_zd.series = {of.series(value, 0, "i_zd_bits"),
                 of.series("upper bound", 4, "i_zd_upper_bits", true)};
  i_zd.references = near_limits(table, "log₂ of the data sets", i_zd);
  for (SeriesPanel* panel : {&i_xz, &i_zy, &i_zd}) leave_out_far_bounds(*panel);
  SeriesPanel weights{
      .label = "Bound of I(Θ;D)", .x_title = "", .y_title = "bits", .logarithmic_y = true};
  weights.series = {of.series("upper bound", 4, "weights_bound_bits", true)};
  return against_tau(table, {loss, i_xz, i_zy, i_zd, weights});
}

std::vector<SeriesPanel> finite_panels(const ExperimentTable& table) {
  const Curves of(table, "tau");
  SeriesPanel z{.label = "Means, the largest over test inputs",
                .x_title = "",
                .y_title = "standard errors",
                .series = {of.series("finite against infinite", 0, "largest_z")},
                .references = {{"asked: at most 3", kAskedZ}}};
  SeriesPanel mean{.label = "Means, all test inputs",
                   .x_title = "",
                   .y_title = "%",
                   .series = {of.series("finite against infinite", 0, "mean_error", false, 100)}};
  SeriesPanel covariance{
      .label = "Covariances",
      .x_title = "",
      .y_title = "%",
      .series = {of.series("finite against infinite", 0, "covariance_error", false, 100),
                 of.series("what so many networks leave by chance", 4, "covariance_noise", true,
                           100)},
      .references = {{"asked: at most 25 %", kAskedCovariance}}};
  return against_tau(table, {z, covariance, mean});
}

std::vector<SeriesPanel> mean_panels(const ExperimentTable& table) {
  const Curves of(table, "steps");
  SeriesPanel all{.label = "What the weights say of the samples",
                  .x_title = "step T",
                  .y_title = "bits",
                  .series = {of.series("the last weights, exact", 0, "i_ws_bits"),
                             of.series("all weights of the path, exact", 1, "i_path_s_bits"),
                             of.series("trajectory bound, centre w", 4, "bound_bits", true),
                             of.series("the tightest centre", 3, "tightest_bound_bits", true)}};
  SeriesPanel excess{.label = "Bound less truth, of the last weights",
                     .x_title = "step T",
                     .y_title = "bits",
                     .series = {of.series("trajectory bound, centre w", 4, "excess_bits", true),
                                of.series("the tightest centre", 3, "tightest_excess_bits", true)}};
  std::vector<SeriesPanel> panels{all, excess};
  for (SeriesPanel& panel : panels) panel.from_zero = true;
  if (table.rows.size() > kMostSteps) {
    // dots would be a line of their own
    for (SeriesPanel& panel : panels) {
      for (Series& series : panel.series) series.with_dots = false;
    }
    return panels;
  }
  for (SeriesPanel& panel : panels) {
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      panel.x_ticks.push_back(table.at(r, "steps").value_or(0));
    }
  }
  return panels;
}

}  // namespace

std::string experiment_curves_svg(const ExperimentTable& table) {
  if (table.rows.empty()) return "";
  if (table.name == "wide") {
    return series_svg("Infinitely wide ensembles against tau",
                      "Losses, I(X;Z), I(Z;Y), I(Z;D|X) and the bound of I(Theta;D) against tau, "
                      "with their bounds and 95% intervals over data sets.",
                      wide_panels(table));
  }
  if (table.name == "wide-finite") {
    return series_svg("Finite networks against the infinite ensemble",
                      "Differences of means and covariances against tau, with what was asked.",
                      finite_panels(table));
  }
  if (table.name == "mean-estimation") {
    return series_svg("Estimation of a mean",
                      "The information of the weights about the samples, exact, and its bounds, "
                      "against the step.",
                      mean_panels(table));
  }
  return "";
}

}  // namespace infoplane
