#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/report/weights_report.h"

namespace infoplane {

/// A made-up law over the epochs of a run: the last layer's I(X;T) rises and falls by `strength`
/// bits; the first layers see nearly every vector in a cell of its own.
struct ExampleLaw {
  std::string law = "inits";
  std::string estimator = "bins:30,range=-1:1";
  std::size_t vectors = 50;
  double strength = 3;
  /// Recorded ones; empty for the run's.
  std::vector<std::size_t> epochs;
};

/// A report of example_run() under those laws, with the ordinary planes of their estimators. The
/// same on every call.
WeightsReport example_weights(const std::vector<ExampleLaw>& laws);

/// inits, inits:aligned, a moving window and a window at one epoch.
std::vector<ExampleLaw> example_laws();

}  // namespace infoplane
