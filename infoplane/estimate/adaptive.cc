#include "infoplane/estimate/adaptive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/kde.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/mass.h"

namespace infoplane {
namespace {

// (A1): sets the edges between the distinct of all values
template <class T>
void set_edges(const MatrixView<T>& m, std::size_t n_bins, kernels::Edges& edges) {
  std::vector<T> values;
  values.reserve(m.rows * m.cols);
  for (std::size_t j = 0; j < m.cols; ++j) {
    values.insert(values.end(), m.column(j).begin(), m.column(j).end());
  }
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (std::size_t j = 1; j < n_bins; ++j) {
    edges.values[j - 1] = values[j * values.size() / n_bins];
  }
}

class AdaptiveBins : public Discretiser {
 public:
  explicit AdaptiveBins(std::size_t n_bins) : n_bins_(n_bins) {}

  [[nodiscard]] std::string spec() const override {
    return fmt::format("adaptive:bins={}", n_bins_);
  }

  Flags sort(const Columns& values, const LayerKnowledge&, CellSorter& sorter,
             Cells& out) const override {
    kernels::Edges edges = empty_edges(1, n_bins_);
    edges.shared = true;
    std::visit([&](const auto& m) { set_edges(m, n_bins_, edges); }, values.values());
    sort_by_digits(values.values(), edges, sorter, out);
    return {};
  }

 private:
  std::size_t n_bins_;
};

double largest(const Columns& columns) {
  return std::max(std::abs(columns.range().low), std::abs(columns.range().high));
}

// A side of a pair in units of its largest value.
struct Scaled {
  Scaled(const Columns& side, bool discrete) {
    const double scale = discrete || largest(side) == 0 ? 1 : largest(side);
    std::visit(
        [&](const auto& m) {
          values.reserve(m.rows * m.cols);
          for (std::size_t j = 0; j < m.cols; ++j) {
            for (const double v : m.column(j)) values.push_back(v / scale);
          }
          view = column_major(values.data(), m.rows, m.cols);
        },
        side.values());
  }
  std::vector<double> values;
  Samples view;
};

class AdaptiveKde : public Estimator {
 public:
  explicit AdaptiveKde(double relative_variance) : relative_variance_(relative_variance) {}

  [[nodiscard]] std::string spec() const override {
    return fmt::format("adaptive:kde,var={}", relative_variance_);
  }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      NetworkSample alone = sample;
      alone.layers = {sample.layers[layer.index]};
      const auto kde = make_kde({.variance = variance(*layer.t, layer.index)});
      return kde->network(alone, work).layers[0];
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    const CheckedPair checked = check_pair(sample, spec());
    const Scaled x(checked.x, sample.x_discrete);
    const Scaled y(checked.y, sample.y_discrete);
    const auto kde = make_kde({.variance = relative_variance_});
    return kde->pair({.x = x.view,
                      .y = y.view,
                      .x_discrete = sample.x_discrete,
                      .y_discrete = sample.y_discrete},
                     work);
  }

 private:
  // (A2)
  [[nodiscard]] double variance(const Columns& t, std::size_t index) const {
    const double scale = largest(t);
    if (scale == 0) return relative_variance_;
    const double variance = relative_variance_ * scale * scale;
    if (!std::isnormal(variance)) {
      throw InvalidArgument(fmt::format(
          "{}: the largest activation of layer {} is {}, whose square times {} is no number of "
          "full precision",
          spec(), index + 1, scale, relative_variance_));
    }
    return variance;
  }

  double relative_variance_;
};

}  // namespace

std::unique_ptr<const Discretiser> make_adaptive_bins(std::size_t n_bins) {
  assert(n_bins >= 1);
  return std::make_unique<AdaptiveBins>(n_bins);
}

std::unique_ptr<const Estimator> make_adaptive_kde(double relative_variance) {
  return std::make_unique<AdaptiveKde>(relative_variance);
}

}  // namespace infoplane
