#include "infoplane/estimate/graph_width.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

namespace infoplane {
namespace {

// (H4): samples a name, below which shuffled pairs show nothing
constexpr std::size_t kFewOfAName = 8;
// bias that a width may have, in nats
constexpr double kMostBias = 0.02;
// what of it shuffled samples may have without proof of a dependence, and how many fewer edges
// are that proof
constexpr double kMostShuffled = 3 * kMostBias;
constexpr double kProof = 4;

// What is known of a width from its graph and from that of shuffled samples: of one offset, or the
// mean over two.
struct Trial {
  double excess = 0;
  double shuffled_excess = 0;
  double shuffled_information = 0;
  bool separated = false;
};

Trial try_offset(const GraphSide& x, const GraphSide& y, std::span<const std::uint32_t> order,
                 double width, std::uint32_t index) {
  Trial trial;
  CellSorter sorter;
  DependenceGraph graph = connect(x, y, width, index, sorter);
  trial.excess = graph.excess();
  trial.separated = graph.x.n_cells() == x.n_distinct() && graph.y.n_cells() == y.n_distinct();
  std::vector<std::uint32_t> shuffled(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) shuffled[i] = graph.y.ids[order[i]];
  graph.y.ids.swap(shuffled);
  sorter.sort_pairs(graph.x, graph.y, graph.edges);
  trial.shuffled_excess = graph.excess();
  std::vector<double> samples(order.size());
  graph.add_information(1, samples);
  trial.shuffled_information =
      std::reduce(samples.begin(), samples.end()) / static_cast<double>(samples.size());
  return trial;
}

// Tries widths one after another, each smaller than the one before by sqrt 2. As many as there are
// threads for are tried before anybody asks.
class Trials {
 public:
  Trials(const GraphSide& x, const GraphSide& y, double first, const Work& work)
      : x_(x),
        y_(y),
        order_(shuffled_order(x.n_rows(), Purpose::kEstimate)),
        next_(first),
        work_(work) {}

  Trial take() {
    if (taken_ == ahead_.size()) try_some();
    return ahead_[taken_++];
  }

 private:
  static constexpr std::uint32_t kOffsets = 2;

  void try_some() {
    const std::size_t n_widths = (thread_count(work_) + kOffsets - 1) / kOffsets;
    std::vector<double> widths;
    for (std::size_t w = 0; w < n_widths; ++w) {
      // what is still together is so within rounding; the search ends before it
      if (w > 0 && std::max(x_.reach(), y_.reach()) / next_ > kMostGraphWidths) break;
      widths.push_back(next_);
      next_ /= std::numbers::sqrt2;
    }
    std::vector<Trial> trials(kOffsets * widths.size());
    parallel_for(trials.size(), work_, [&](std::size_t t) {
      const auto index = static_cast<std::uint32_t>(t % kOffsets);
      trials[t] = try_offset(x_, y_, order_, widths[t / kOffsets], index);
    });
    ahead_.clear();
    taken_ = 0;
    for (std::size_t t = 0; t < trials.size(); t += kOffsets) {
      const Trial& a = trials[t];
      const Trial& b = trials[t + 1];
      ahead_.push_back({a.excess / 2 + b.excess / 2, a.shuffled_excess / 2 + b.shuffled_excess / 2,
                        a.shuffled_information / 2 + b.shuffled_information / 2, b.separated});
    }
  }

  const GraphSide& x_;
  const GraphSide& y_;
  std::vector<std::uint32_t> order_;
  double next_;
  const Work& work_;
  std::vector<Trial> ahead_;
  std::size_t taken_ = 0;
};

// Too few samples a name for shuffled pairs to show what names make of nothing; without a
// dependence the excess ends the search at once.
bool hardly_repeats(const GraphSide& side) {
  return side.has_names() && kFewOfAName * side.n_distinct() > side.n_rows();
}

}  // namespace

std::vector<std::uint32_t> shuffled_order(std::size_t n, Purpose purpose) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  Stream stream(0, 0, purpose);
  shuffle(order, stream);
  return order;
}

double choose_graph_width(const GraphSide& x, const GraphSide& y, const Work& work) {
  const auto n = static_cast<double>(x.n_rows());
  const std::size_t n_columns = std::max(x.n_columns(), y.n_columns());
  // so wide that few columns are divided at all
  double width = 4 * std::max(x.reach(), y.reach()) * static_cast<double>(n_columns);
  double accepted = width;
  // between names that hardly repeat there is nothing to test
  bool proven = hardly_repeats(x) || hardly_repeats(y);
  Trials trials(x, y, width, work);
  while (true) {
    const Trial trial = trials.take();
    if (trial.excess > 2 * n * kMostBias) return accepted;
    if (trial.shuffled_information > kMostShuffled && !proven) {
      proven = trial.shuffled_excess > n * kMostShuffled &&
               trial.shuffled_excess > kProof * trial.excess;
      if (!proven) return accepted;
    }
    if (trial.separated) return 0;
    accepted = width;
    width /= std::numbers::sqrt2;
    // what is still together is so within rounding
    if (std::max(x.reach(), y.reach()) / width > kMostGraphWidths) return proven ? 0 : accepted;
  }
}

}  // namespace infoplane
