#include "infoplane/estimate/gaussian.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/normal_scores.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

using Rows = std::span<const std::uint32_t>;

bool has_ties(const Columns& columns) {
  return std::visit(
      [](const auto& m) {
        std::vector<std::remove_cvref_t<decltype(*m.data)>> sorted;
        for (std::size_t j = 0; j < m.cols; ++j) {
          sorted.assign(m.column(j).begin(), m.column(j).end());
          std::ranges::sort(sorted);
          if (std::ranges::adjacent_find(sorted) != sorted.end()) return true;
        }
        return false;
      },
      columns.values());
}

// Whether a column's variance hangs on one sample: more than a share of 0.05, or what normal data
// of that size could show, of the sum of its squares. (G7)
bool has_heavy_tails(const Columns& columns) {
  const auto n = static_cast<double>(columns.n_rows());
  const double most = std::max(0.05, 4 * std::log(n) / n);
  return std::visit(
      [&](const auto& m) {
        for (std::size_t j = 0; j < m.cols; ++j) {
          double mean = 0;
          for (const double v : m.column(j)) mean += v / n;
          double sum = 0;
          double largest = 0;
          for (const double v : m.column(j)) {
            const double square = (v - mean) * (v - mean);
            sum += square;
            largest = std::max(largest, square);
          }
          if (largest > most * sum) return true;
        }
        return false;
      },
      columns.values());
}

bool varies(const Columns& columns) {
  return std::visit(
      [](const auto& m) {
        for (std::size_t j = 0; j < m.cols; ++j) {
          const auto column = m.column(j);
          if (std::ranges::any_of(column, [&](auto v) { return v != column[0]; })) return true;
        }
        return false;
      },
      columns.values());
}

ModelSample scores(const Columns& columns, const Work& work) {
  return {normal_scores(columns, work), columns.n_rows(), work};
}

// The scores of some rows among themselves.
ModelSample scores(const Columns& columns, Rows rows, const Work& work) {
  return std::visit(
      [&](const auto& m) {
        std::vector<std::remove_cvref_t<decltype(*m.data)>> values;
        values.reserve(rows.size() * m.cols);
        for (std::size_t j = 0; j < m.cols; ++j) {
          for (const std::uint32_t i : rows) values.push_back(m(i, j));
        }
        Columns some;
        some.load(Samples(column_major(values.data(), rows.size(), m.cols)), "subsample");
        return scores(some, work);
      },
      columns.values());
}

// A side that is numbers: its columns must outlive it.
class Numbers {
 public:
  Numbers(const Columns& columns, Marginals marginals, const Work& work)
      : columns_(&columns),
        ranked_(marginals == Marginals::kNormalScores),
        ties_(ranked_ && has_ties(columns)),
        heavy_(!ranked_ && has_heavy_tails(columns)),
        sample_(ranked_ ? scores(columns, work) : ModelSample(columns, work)) {}

  [[nodiscard]] bool ties() const { return ties_; }
  // no standard error can be had: rare samples, that others do not show, decide
  [[nodiscard]] bool heavy() const { return heavy_; }
  // whether all that varies is lost in the rounding of the numbers
  [[nodiscard]] bool lost() const { return sample_.rank() == 0 && varies(*columns_); }
  [[nodiscard]] const ModelSample& all() const { return sample_; }
  [[nodiscard]] ModelSample some(Rows rows, const Work& work) const {
    return ranked_ ? scores(*columns_, rows, work) : sample_.select(rows);
  }

 private:
  const Columns* columns_;
  bool ranked_;
  bool ties_;
  bool heavy_;
  ModelSample sample_;
};

// A side that is classes.
class Classes {
 public:
  explicit Classes(const Labels& labels) : labels_(&labels) {}

  [[nodiscard]] static bool heavy() { return false; }
  [[nodiscard]] static bool lost() { return false; }
  [[nodiscard]] const Labels& all() const { return *labels_; }
  [[nodiscard]] Labels some(Rows rows, const Work&) const {
    return select_rows(*labels_, {rows.begin(), rows.end()});
  }

 private:
  const Labels* labels_;
};

template <class Other>
Estimate estimate(const Numbers& x, const Other& y, const Work& work) {
  Estimate out;
  if (x.lost() || y.lost()) return out;
  const std::optional<double> value = gaussian_information(x.all(), y.all(), work);
  if (!value) return out;
  out.value = Nats(*value);
  if (x.heavy() || y.heavy()) return out;
  // the parts are done side by side
  const Work alone{.n_threads = 1, .progress = {}, .stop = work.stop};
  const auto of_rows = [&](Rows rows) -> std::optional<double> {
    if (rows.size() < 2) return std::nullopt;
    return gaussian_information(x.some(rows, alone), y.some(rows, alone), alone);
  };
  set_error(out, subsample_error(x.all().n_rows(), of_rows, work));
  return out;
}

class GaussianEstimator : public Estimator {
 public:
  explicit GaussianEstimator(Marginals marginals) : marginals_(marginals) {}

  [[nodiscard]] std::string spec() const override {
    return marginals_ == Marginals::kNormalScores ? "copula" : "gaussian";
  }
  [[nodiscard]] bool uses_inputs() const override { return true; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    std::optional<Numbers> inputs;
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      out.flags.insert(Flag::kModelBased);
      const Numbers t(*layer.t, marginals_, work);
      if (t.ties()) out.flags.insert(Flag::kTies);
      if (layer.inputs != nullptr) {
        if (!inputs) inputs.emplace(*layer.inputs, marginals_, work);
        if (inputs->ties()) out.flags.insert(Flag::kTies);
        out.i_xt = estimate(t, *inputs, work);
        if (!out.i_xt.value) out.flags.insert(Flag::kUnresolved);
      }
      if (layer.labels != nullptr) {
        out.i_ty = estimate(t, Classes(*layer.labels), work);
        if (!out.i_ty.value) out.flags.insert(Flag::kUnresolved);
      }
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    if (sample.x_discrete && sample.y_discrete) {
      throw InvalidArgument(
          fmt::format("{}: both sides are discrete, but one at least must be numbers; `exact` "
                      "takes two discrete sides",
                      spec()));
    }
    const CheckedPair pair = check_pair(sample, spec());
    PairEstimate out;
    out.flags.insert(Flag::kModelBased);
    const Numbers numbers(sample.x_discrete ? pair.y : pair.x, marginals_, work);
    if (numbers.ties()) out.flags.insert(Flag::kTies);
    if (sample.x_discrete || sample.y_discrete) {
      const Labels classes = classes_of_rows(sample.x_discrete ? pair.x : pair.y);
      out.information = estimate(numbers, Classes(classes), work);
    } else {
      const Numbers other(pair.y, marginals_, work);
      if (other.ties()) out.flags.insert(Flag::kTies);
      out.information = estimate(numbers, other, work);
    }
    if (!out.information.value) out.flags.insert(Flag::kUnresolved);
    flag_pair(pair.n(), out);
    return out;
  }

 private:
  Marginals marginals_;
};

}  // namespace

std::unique_ptr<const Estimator> make_gaussian(Marginals marginals) {
  return std::make_unique<GaussianEstimator>(marginals);
}

}  // namespace infoplane
