#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "infoplane/report/axis.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr double kLabels = 345;
constexpr double kTruth = 50;
constexpr double kPanel = 150;
constexpr double kGap = 14;
constexpr double kRow = 17;
constexpr double kHead = 62;
constexpr double kFoot = 46;
// errors, in bits: proportional up to about the first, logarithmic beyond, cut off at the second
constexpr double kLinear = 0.02;
constexpr double kMost = 16;
constexpr const char* kSpread = "#4953ab";
constexpr const char* kClaimed = "#f4bf3f";

double paper_error(double bits) { return std::asinh(std::clamp(bits, -kMost, kMost) / kLinear); }

// where errors stand in a panel
LinearAxis error_axis(double left) {
  return {paper_error(-kMost), paper_error(kMost), left, left + kPanel};
}

double bits(const std::optional<Nats>& value) {
  return value ? in_unit(*value, InformationUnit::kBits) : 0;
}

void draw_axis(Svg& svg, const LinearAxis& x, double top, double bottom) {
  for (const double tick : {-10.0, -1.0, -0.1, 0.0, 0.1, 1.0, 10.0}) {
    const double at = x(paper_error(tick));
    svg.line({at, top}, {at, bottom}, tick == 0 ? "quiet" : "faint", 1);
    const std::string name = tick == 0 ? "0" : fmt::format("{:+g}", tick);
    svg.text({at, bottom + 14}, name, {10, "middle", "quiet"});
  }
}

void draw_cell(Svg& svg, const AuditSummary& cell, const LinearAxis& x, double y) {
  if (cell.n_values == 0) {
    svg.text({x(0) + 4, y + 3.5}, cell.refused.empty() ? "no value" : "refused",
             {10, "start", "quiet"});
    return;
  }
  const double error = bits(cell.bias);
  const auto span = [&](double half) {
    return std::vector<std::vector<PaperPoint>>{
        {{x(paper_error(error - half)), y}, {x(paper_error(error + half)), y}}};
  };
  // 1.96 standard deviations: what estimates do, and under it what they claim
  if (cell.half_interval) svg.polylines(span(bits(cell.half_interval)), kClaimed, 6, 0.75);
  if (cell.spread) svg.polylines(span(1.96 * bits(cell.spread)), kSpread, 1.5, 1);
  svg.dots({{x(paper_error(error)), y}}, kSpread, 6, 1);
  if (std::abs(error) > kMost) svg.dots({{x(paper_error(error)), y}}, "#ffffff", 3, 1);
}

void draw_block(Svg& svg, const AuditReport& report, const AuditBlock& block, double top) {
  const auto n_estimators = report.audit.estimators.size();
  const double first = top + kHead;
  const double bottom = first + kRow * static_cast<double>(block.rows.size());
  svg.text({16, top + 24}, fmt::format("N = {}", block.n), {16, "start", "ink", true});
  svg.text({kLabels + kTruth - 8, top + 52}, "truth", {11, "end", "quiet"});
  for (std::size_t e = 0; e < n_estimators; ++e) {
    const double left = kLabels + kTruth + (kPanel + kGap) * static_cast<double>(e);
    svg.text({left + kPanel / 2, top + 52}, report.audit.estimators[e], {12, "middle"});
    draw_axis(svg, error_axis(left), first, bottom);
  }
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    const AuditBlock::Row& row = block.rows[r];
    const double y = first + kRow * (static_cast<double>(r) + 0.5);
    if (r > 0 && row.question->group != block.rows[r - 1].question->group) {
      svg.line(
          {16, y - kRow / 2},
          {kLabels + kTruth + (kPanel + kGap) * static_cast<double>(n_estimators), y - kRow / 2},
          "faint", 1);
    }
    svg.text({kLabels - 8, y + 4}, question_name(*row.question), {11, "end"});
    svg.text({kLabels + kTruth - 8, y + 4},
             audit_number(row.question->truth, InformationUnit::kBits), {11, "end", "quiet"});
    for (std::size_t e = 0; e < row.cells.size(); ++e) {
      const double left = kLabels + kTruth + (kPanel + kGap) * static_cast<double>(e);
      draw_cell(svg, *row.cells[e], error_axis(left), y);
    }
  }
}

}  // namespace

std::string audit_svg(const AuditReport& report) {
  const std::vector<AuditBlock> blocks = audit_blocks(report);
  const auto n = static_cast<double>(report.audit.estimators.size());
  double height = 44;
  for (const auto& block : blocks)
    height += kHead + kRow * static_cast<double>(block.rows.size()) + kFoot;
  Svg svg(std::max(kLabels + kTruth + (kPanel + kGap) * n + 16, 860.0), height,
          "Audit of estimators",
          "Errors of every estimator on every task whose information is known, in bits.");
  svg.text({16, 26},
           fmt::format("Error in bits, over {}. Dot: mean; dark line: 1.96 standard deviations; "
                       "yellow: the estimator’s own 95% interval. Axis: proportional up to 0.02, "
                       "logarithmic beyond, cut off at 16.",
                       counted(report.audit.n_seeds, "seed")),
           {13, "start", "quiet"});
  double top = 44;
  for (const auto& block : blocks) {
    draw_block(svg, report, block, top);
    top += kHead + kRow * static_cast<double>(block.rows.size()) + kFoot;
  }
  return svg.finish();
}

}  // namespace infoplane
