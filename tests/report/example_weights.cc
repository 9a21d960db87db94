#include "tests/report/example_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/report/example_run.h"

namespace infoplane {
namespace {

constexpr double kHy = 0.9992;
constexpr double kLog2N = 12;
constexpr std::size_t kBlocks = 10;

Nats bits(double value) { return Nats(Bits(value)); }

// at 0 <= depth <= 1 and 0 <= time <= 1, from groups of n vectors
LawInformation example_information(const ExampleLaw& law, double depth, double time,
                                   std::size_t n) {
  const double fitted = 1 / (1 + std::exp(-(time - 0.35) * 14));
  const double late = std::max(0.0, (time - 0.5) / 0.5);
  const double known = kLog2N - 9.5 * depth * depth + 1.5 * depth * fitted;
  const double bend = std::pow(depth, 3) * law.strength;
  const double information = known + bend * fitted - bend * late * late;
  // the first layers' cells are hardly ever shared; later ones know all of W from a few vectors
  const double log2_n = std::log2(static_cast<double>(n));
  const double ceiling = 0.4 + 9 * (1 - depth);
  const double hidden = std::min(0.98 * log2_n, ceiling * (1 - std::exp2(-1.5 * log2_n / ceiling)));
  const double given_x = std::min(log2_n, hidden + 0.05 * log2_n);
  LawInformation out;
  out.i_xt_given_w = bits(information);
  out.i_xw_given_t = bits(hidden);
  out.i_xt = bits(information - hidden);
  out.h_t_given_x = bits(given_x);
  out.h_t = out.i_xt + out.h_t_given_x;
  out.i_ty = bits(kHy * (1 - 0.7 * depth + 0.65 * depth * fitted));
  out.h_t_given_y = out.h_t - out.i_ty;
  return out;
}

LawPoint example_point(const ExampleLaw& law, double depth, double time) {
  LawPoint point;
  for (std::size_t n = law.vectors; n > 0; n /= 2) {
    GroupedInformation& group = point.by_vectors.emplace_back();
    group.n_vectors = n;
    group.n_groups = law.vectors / n;
    group.mean = example_information(law, depth, time, n);
    group.i_xt_std_error = bits(0.04);
    group.i_ty_std_error = bits(0.002);
  }
  for (std::size_t b = 0; b < kBlocks; ++b) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(b) / kBlocks;
    point.left_out.push_back({point.all().i_xt + bits((0.01 + 0.05 * time) * std::cos(turn)),
                              point.all().i_ty + bits((0.0003 + 0.001 * time) * std::sin(turn))});
  }
  point.cells = 100;
  const double log_vectors = std::log(static_cast<double>(law.vectors));
  if (point.all().h_t_given_x.value() > log_vectors - kUnresolvedBelowLogVectors) {
    point.flags.insert(Flag::kUnresolved);
  }
  return point;
}

LawResult example_result(const ExampleLaw& law, const Plane& ordinary) {
  LawResult result;
  LawPlane& plane = result.plane;
  plane.law = law.law;
  plane.estimator = law.estimator;
  plane.n_vectors = law.vectors;
  plane.n_samples = ordinary.n_samples;
  plane.h_y = bits(kHy);
  plane.epochs = law.epochs.empty() ? ordinary.epochs : law.epochs;
  plane.n_layers = ordinary.n_layers;
  const double end = std::log1p(static_cast<double>(ordinary.epochs.back()));
  for (const std::size_t epoch : plane.epochs) {
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      const double depth = static_cast<double>(l) / static_cast<double>(plane.n_layers - 1);
      const double time = std::log1p(static_cast<double>(epoch)) / end;
      plane.points.push_back(example_point(law, depth, time));
    }
  }
  result.phases = find_law_phases(plane);
  return result;
}

}  // namespace

WeightsReport example_weights(const std::vector<ExampleLaw>& laws) {
  ExampleShape shape;
  shape.last_epoch = 8000;
  shape.checkpoints = 60;
  for (const ExampleLaw& law : laws) {
    if (std::ranges::find(shape.estimators, law.estimator) == shape.estimators.end()) {
      shape.estimators.push_back(law.estimator);
    }
  }
  RunReport run = example_run(shape);
  WeightsReport report{run.config, run.directory, run.layers, run.planes, {}};
  for (const ExampleLaw& law : laws) {
    report.laws.push_back(example_result(law, run.planes.front().plane));
  }
  return report;
}

std::vector<ExampleLaw> example_laws() {
  std::vector<ExampleLaw> laws(4);
  laws[1].law = "inits:aligned";
  laws[1].strength = 2.5;
  laws[2].law = "window:500,vectors=32,replica=0";
  laws[2].vectors = 32;
  laws[2].strength = 0.2;
  laws[3].law = "window:6000-9000,vectors=32,replica=0";
  laws[3].vectors = 32;
  laws[3].epochs = {700};
  return laws;
}

}  // namespace infoplane
