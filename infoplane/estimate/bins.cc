#include "infoplane/estimate/bins.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/mass.h"

namespace infoplane {
namespace {

std::string describe(const BinsOptions& options) {
  std::string text = options.width ? fmt::format("bins:width={}", *options.width)
                                   : fmt::format("bins:{}", options.n_bins);
  if (options.mass) {
    text += ",mass";
  } else if (options.range) {
    text += fmt::format(",range={}:{}", options.range->low, options.range->high);
  } else if (!options.width) {
    text += ",range=auto";
  }
  if (options.preactivation) text += ",of=preactivation";
  return text;
}

// What all kinds of bins have in common.
class Bins : public Discretiser {
 public:
  explicit Bins(const BinsOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override { return describe(options_); }
  [[nodiscard]] bool needs_preactivation() const override { return options_.preactivation; }
  void check_pair() const override {
    if (options_.preactivation) {
      throw InvalidArgument(
          fmt::format("'{}' needs the activations of a network: it belongs to `plane`, not to a "
                      "pair of samples",
                      spec()));
    }
  }

 protected:
  BinsOptions options_;
};

// Cells of equal width over a range.
class RangeBins : public Bins {
 public:
  // ranges: of each layer over all checkpoints, if known
  RangeBins(const BinsOptions& options, std::vector<Range> ranges)
      : Bins(options), ranges_(std::move(ranges)) {}

  [[nodiscard]] std::unique_ptr<const Discretiser> fitted(
      const EachCheckpoint& all) const override {
    if (options_.range) return nullptr;
    std::vector<Range> ranges;
    Columns columns;
    all([&](const NetworkSample& sample) {
      for (std::size_t l = 0; l < sample.layers.size(); ++l) {
        load_layer(sample.layers[l], l, options_.preactivation, spec(), columns);
        if (l == ranges.size()) ranges.push_back(columns.range());
        ranges[l] = join(ranges[l], columns.range());
      }
    });
    return std::make_unique<RangeBins>(options_, std::move(ranges));
  }

  Flags sort(const Columns& values, const LayerKnowledge& layer, CellSorter& sorter,
             Cells& out) const override {
    Flags flags;
    const Range seen = values.range();
    Range range = seen;
    if (options_.range) {
      range = *options_.range;
    } else if (layer.activation_range && !options_.preactivation) {
      range = *layer.activation_range;
    } else if (layer.index && *layer.index < ranges_.size()) {
      range = ranges_[*layer.index];
    } else if (layer.index) {
      flags.insert(Flag::kRangeOfSample);
    }
    if (seen.low < range.low || seen.high > range.high) flags.insert(Flag::kOutOfRange);
    sort_by_digits(values.values(), grid(range), sorter, out);
    return flags;
  }

 private:
  [[nodiscard]] kernels::Grid grid(const Range& range) const {
    const auto n_bins = static_cast<double>(options_.n_bins);
    const double width = range.high - range.low;
    // a constant layer is one cell
    if (width == 0) return {};
    if (!std::isfinite(width * n_bins)) {
      throw InvalidArgument(
          fmt::format("{}: the values range from {} to {}, too far apart to be binned", spec(),
                      range.low, range.high));
    }
    return {.low = range.low, .factor = n_bins, .divisor = width, .first = 0, .last = n_bins - 1};
  }

  std::vector<Range> ranges_;
};

// Cells floor(t / width); the last one of an activation's own range is closed on the right.
class WidthBins : public Bins {
 public:
  using Bins::Bins;

  Flags sort(const Columns& values, const LayerKnowledge& layer, CellSorter& sorter,
             Cells& out) const override {
    const Range seen = values.range();
    kernels::Grid grid{.divisor = *options_.width,
                       .first = std::floor(seen.low / *options_.width),
                       .last = std::floor(seen.high / *options_.width)};
    // tanh and softmax reach the end of their range by rounding alone
    const auto& own = layer.activation_range;
    if (own && !options_.preactivation && seen.high == own->high) {
      grid.last = std::ceil(seen.high / *options_.width) - 1;
    }
    // beyond, neighbouring cells are less than a rounding error apart
    if (!(std::abs(grid.first) < kernels::kMaxCode / 2 &&
          std::abs(grid.last) < kernels::kMaxCode / 2)) {
      throw InvalidArgument(
          fmt::format("{}: the values range from {} to {}, too many cells to be numbered", spec(),
                      seen.low, seen.high));
    }
    sort_by_digits(values.values(), grid, sorter, out);
    return {};
  }
};

// Cells between each unit's quantiles.
class MassBins : public Bins {
 public:
  // edges: of each layer over all checkpoints, if known
  MassBins(const BinsOptions& options, std::vector<kernels::Edges> edges)
      : Bins(options), edges_(std::move(edges)) {}

  [[nodiscard]] std::unique_ptr<const Discretiser> fitted(
      const EachCheckpoint& all) const override {
    return std::make_unique<MassBins>(
        options_, mass_edges(all, options_.preactivation, spec(), options_.n_bins));
  }

  Flags sort(const Columns& values, const LayerKnowledge& layer, CellSorter& sorter,
             Cells& out) const override {
    if (layer.index && *layer.index < edges_.size()) {
      sort_by_digits(values.values(), edges_[*layer.index], sorter, out);
      return {};
    }
    sort_by_digits(values.values(), mass_edges(values, options_.n_bins), sorter, out);
    return layer.index ? Flags{Flag::kRangeOfSample} : Flags{};
  }

 private:
  std::vector<kernels::Edges> edges_;
};

}  // namespace

std::unique_ptr<const Discretiser> make_bins(const BinsOptions& options) {
  assert(options.n_bins >= 1);
  if (options.width) return std::make_unique<WidthBins>(options);
  if (options.mass) return std::make_unique<MassBins>(options, std::vector<kernels::Edges>());
  return std::make_unique<RangeBins>(options, std::vector<Range>());
}

}  // namespace infoplane
