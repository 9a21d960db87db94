#include "infoplane/cli/describe.h"

#include <fmt/format.h>

namespace infoplane {
namespace {

constexpr const char* kRow = "{:>5}  {:<24}{:<24}{:<10}{:<24}{}";

std::string interval(const MeanInterval& interval) {
  if (!interval.low) return fmt::format("{:.3f}", interval.mean);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", interval.mean, *interval.low, *interval.high);
}

// a line for each layer; what the estimator does not give is a dash
void describe_plane(const PlaneResult& result, const Unit& unit, std::vector<std::string>& lines) {
  const Plane& plane = result.plane;
  lines.push_back(fmt::format(
      "{}: {} networks, {} checkpoints up to epoch {}, N = {}; {}, mean [95%]", plane.estimator,
      plane.replicas.size(), plane.epochs.size(), plane.epochs.back(), plane.n_samples, unit.name));
  lines.push_back(fmt::format(fmt::runtime(kRow), "layer", "final I(X;T)", "drop from peak",
                              "at epoch", "final I(T;Y)", "verdict"));
  for (std::size_t l = 0; l < result.phases.size(); ++l) {
    const LayerPhases& phases = result.phases[l];
    const bool has_x = has_information(plane, l, &LayerEstimate::i_xt);
    const bool has_y = has_information(plane, l, &LayerEstimate::i_ty);
    const auto text = [&](bool there, const MeanInterval& bits) {
      return there ? interval(in_unit(bits, unit)) : "-";
    };
    lines.push_back(fmt::format(fmt::runtime(kRow), l + 1, text(has_x, phases.final_bits),
                                text(has_x, phases.drop_bits),
                                has_x ? fmt::format("{}", phases.peak_epoch_median) : "-",
                                text(has_y, phases.final_ty_bits), verdict_name(phases.verdict)));
  }
  if (const std::string why = why_no_i_xt(plane); !why.empty()) {
    lines.push_back(fmt::format("no I(X;T): {}", why));
  }
}

}  // namespace

MeanInterval in_unit(const MeanInterval& bits, const Unit& unit) {
  MeanInterval out{unit.per_bit() * bits.mean, std::nullopt, std::nullopt};
  if (bits.low) out.low = unit.per_bit() * *bits.low;
  if (bits.high) out.high = unit.per_bit() * *bits.high;
  return out;
}

std::vector<std::string> describe(const RunResult& result, const Unit& unit) {
  std::vector<std::string> lines;
  for (const PlaneResult& plane : result.report.planes) describe_plane(plane, unit, lines);
  std::vector<double> accuracies;
  const std::vector<TrainingRow>& rows = result.report.training;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool last = i + 1 == rows.size() || rows[i + 1].replica != rows[i].replica;
    if (last && rows[i].metrics.test_accuracy) {
      accuracies.push_back(*rows[i].metrics.test_accuracy);
    }
  }
  if (!accuracies.empty()) {
    lines.push_back("test accuracy " + interval(mean_interval(accuracies)));
  }
  lines.push_back(fmt::format("report: {}", (result.directory / "report.html").string()));
  return lines;
}

std::vector<std::string> describe_divergences(const RunResult& result) {
  std::vector<std::string> lines;
  for (const Divergence& divergence : result.report.diverged) {
    lines.push_back(
        fmt::format("replica {} diverged at epoch {}: its parameters or its loss are "
                    "not finite",
                    divergence.replica, divergence.epoch));
  }
  return lines;
}

}  // namespace infoplane
