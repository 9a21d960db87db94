#include "infoplane/estimate/renyi.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/range.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/rbf_spectrum.h"

namespace infoplane {
namespace {

// largest error of an entropy, in nats
constexpr double kEntropyError = 5e-7;

// (v - mean) / (sqrt 2 w) of each column that is not constant; w by (R4) if not given. `side` is
// what errors call it.
KernelPoints points_of(const Columns& columns, std::optional<double> width, std::string_view side) {
  refuse_far_apart(columns, side);
  // a power of two brings the values near 1, so that no square overflows or is lost
  const Range range = columns.range();
  const int exponent = range.high > range.low ? std::ilogb(range.high - range.low) : 0;
  std::vector<std::vector<double>> kept;
  double variances = 0;
  const auto n = static_cast<double>(columns.n_rows());
  std::visit(
      [&](const auto& m) {
        for (std::size_t j = 0; j < m.cols; ++j) {
          const auto column = m.column(j);
          if (std::ranges::all_of(column, [&](auto v) { return v == column[0]; })) continue;
          auto& values = kept.emplace_back();
          for (const double v : column) values.push_back(std::scalbn(v, -exponent));
          double mean = 0;
          for (const double v : values) mean += v / n;
          for (double& v : values) {
            v -= mean;
            variances += v * v / n;
          }
        }
      },
      columns.values());
  KernelPoints out{columns.n_rows(), kept.size(), {}};
  const double w =
      width ? std::scalbn(*width, -exponent)
            : std::sqrt(variances) * std::pow(n, -1 / (4 + static_cast<double>(kept.size())));
  const double scale = 1 / (w * std::numbers::sqrt2);
  if (!kept.empty() && !std::isfinite(scale)) {
    throw InvalidArgument(
        fmt::format("renyi: width is {}, too small for {}, whose values range "
                    "from {} to {}",
                    width.value_or(0), side, range.low, range.high));
  }
  out.values.reserve(out.n * out.d);
  for (std::size_t i = 0; i < out.n; ++i) {
    for (const auto& column : kept) out.values.push_back(column[i] * scale);
  }
  return out;
}

// Both sides side by side: the kernels' product is the kernel of the joint points.
KernelPoints join(const KernelPoints& x, const KernelPoints& y) {
  KernelPoints out{x.n, x.d + y.d, {}};
  out.values.reserve(out.n * out.d);
  for (std::size_t i = 0; i < out.n; ++i) {
    const auto row = [i](const KernelPoints& p) {
      return std::pair(p.values.begin() + static_cast<std::ptrdiff_t>(i * p.d),
                       p.values.begin() + static_cast<std::ptrdiff_t>((i + 1) * p.d));
    };
    out.values.insert(out.values.end(), row(x).first, row(x).second);
    out.values.insert(out.values.end(), row(y).first, row(y).second);
  }
  return out;
}

std::vector<std::vector<std::uint32_t>> rows_of_classes(const Labels& labels) {
  std::vector<std::vector<std::uint32_t>> rows(labels.n_classes);
  for (std::uint32_t i = 0; i < labels.size(); ++i) rows[labels.classes[i]].push_back(i);
  std::erase_if(rows, [](const auto& of_class) { return of_class.empty(); });
  return rows;
}

// the pairs that come, numbered
Labels classes_of_pairs(const Labels& x, const Labels& y) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
  Labels out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto next = static_cast<std::uint32_t>(numbers.size());
    out.classes.push_back(numbers.try_emplace({x.classes[i], y.classes[i]}, next).first->second);
  }
  out.n_classes = numbers.size();
  return out;
}

class RenyiEstimator : public Estimator {
 public:
  explicit RenyiEstimator(const RenyiOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override {
    std::string text = fmt::format("renyi:alpha={}", options_.alpha);
    if (options_.width) text += fmt::format(",width={}", *options_.width);
    return text;
  }
  [[nodiscard]] bool uses_inputs() const override { return true; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    std::optional<KernelPoints> inputs;
    double h_x = 0;
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      out.flags.insert(Flag::kNotShannon);
      if (layer.t->n_rows() < 2) {
        out.flags.insert(Flag::kUnresolved);
        return out;
      }
      const KernelPoints t = points_of(*layer.t, options_.width, "the layer");
      const double h_t = entropy(t, work);
      if (layer.inputs != nullptr) {
        if (!inputs) {
          inputs = points_of(*layer.inputs, options_.width, "the inputs");
          h_x = entropy(*inputs, work);
        }
        out.i_xt.value = Nats(h_x + h_t - entropy(join(*inputs, t), work));
      }
      if (layer.labels != nullptr) {
        out.i_ty.value = Nats(label_information(t, h_t, *layer.labels, work));
      }
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    const CheckedPair pair = check_pair(sample, spec());
    PairEstimate out;
    out.flags.insert(Flag::kNotShannon);
    if (pair.n() < 2) {
      out.flags.insert(Flag::kUnresolved);
      return out;
    }
    out.information.value = Nats(pair_information(sample, pair, work));
    flag_pair(pair.n(), out);
    return out;
  }

 private:
  [[nodiscard]] double pair_information(const PairSample& sample, const CheckedPair& pair,
                                        const Work& work) const {
    if (sample.x_discrete && sample.y_discrete) {
      return entropy(classes_of_rows(pair.x)) + entropy(classes_of_rows(pair.y)) -
             entropy(classes_of_pairs(classes_of_rows(pair.x), classes_of_rows(pair.y)));
    }
    if (sample.x_discrete || sample.y_discrete) {
      const KernelPoints t = points_of(sample.x_discrete ? pair.y : pair.x, options_.width,
                                       sample.x_discrete ? "y" : "x");
      const Labels names = classes_of_rows(sample.x_discrete ? pair.x : pair.y);
      return label_information(t, entropy(t, work), names, work);
    }
    const KernelPoints x = points_of(pair.x, options_.width, "x");
    const KernelPoints y = points_of(pair.y, options_.width, "y");
    return entropy(x, work) + entropy(y, work) - entropy(join(x, y), work);
  }

  // S of the eigenvalues, (R1); the largest is taken out of the sum, which could underflow
  [[nodiscard]] double entropy_of(const std::vector<double>& eigenvalues) const {
    const double largest = std::ranges::max(eigenvalues);
    double sum = 0;
    for (const double value : eigenvalues) {
      if (value > 0) sum += std::pow(value / largest, options_.alpha);
    }
    return (options_.alpha * std::log(largest) + std::log(sum)) / (1 - options_.alpha);
  }

  // a block of names is a matrix of ones: eigenvalues n_c / N
  [[nodiscard]] double entropy(const Labels& names) const {
    std::vector<double> eigenvalues;
    for (const auto& rows : rows_of_classes(names)) {
      eigenvalues.push_back(static_cast<double>(rows.size()) / static_cast<double>(names.size()));
    }
    return entropy_of(eigenvalues);
  }

  [[nodiscard]] double entropy(const KernelPoints& points, const Work& work) const {
    return entropy(std::vector<KernelPoints>{points}, points.n, work);
  }

  // S(T) + S(Y) - S(T,Y): the joint matrix has a block for each class
  [[nodiscard]] double label_information(const KernelPoints& t, double h_t, const Labels& labels,
                                         const Work& work) const {
    std::vector<KernelPoints> blocks;
    for (const auto& rows : rows_of_classes(labels)) blocks.push_back(t.select(rows));
    return h_t + entropy(labels) - entropy(blocks, t.n, work);
  }

  // of an n x n matrix of such blocks
  [[nodiscard]] double entropy(const std::vector<KernelPoints>& blocks, std::size_t n,
                               const Work& work) const {
    const auto dn = static_cast<double>(n);
    const double alpha = options_.alpha;
    if (alpha == 2) {
      double sum = 0;
      for (const KernelPoints& block : blocks) sum += rbf_sum_of_squares(block, work);
      return 2 * std::log(dn) - std::log(sum);
    }
    // (R5): what may be left out; below 1 nothing may
    const double residual =
        alpha < 1 ? 0
                  : kEntropyError * (alpha - 1) / alpha * std::max(std::pow(dn, 1 - alpha), 1 / dn);
    std::vector<double> eigenvalues;
    for (const KernelPoints& block : blocks) {
      for (const double value : rbf_eigenvalues(block, residual, work)) {
        eigenvalues.push_back(value / dn);
      }
    }
    return entropy_of(eigenvalues);
  }

  RenyiOptions options_;
};

}  // namespace

std::unique_ptr<const Estimator> make_renyi(const RenyiOptions& options) {
  if (options.alpha == 1) {
    throw InvalidArgument(
        "renyi: alpha is 1, where its formula is 0/0; take a number near it, such as 1.01");
  }
  return std::make_unique<RenyiEstimator>(options);
}

}  // namespace infoplane
