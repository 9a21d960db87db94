#include "infoplane/cli/sample_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/npy.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

// (N, d) in C order to column after column
template <class Out, class In>
std::vector<Out> transposed(const std::vector<In>& values, std::size_t rows, std::size_t cols) {
  std::vector<Out> columns(values.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      columns[j * rows + i] = static_cast<Out>(values[i * cols + j]);
    }
  }
  return columns;
}

void check_shape(const NpyArray& array, const std::string& name) {
  if (array.shape.empty()) {
    throw DataError(fmt::format("{}: expected shape (N,) or (N, d), found a single value", name));
  }
  if (array.rows() == 0 || array.cols() == 0) {
    throw DataError(fmt::format("{}: expected at least one row and column, found {} and {}", name,
                                array.rows(), array.cols()));
  }
}

void check_finite(const SampleBuffer& samples, const std::string& name) {
  std::visit(
      [&](const auto& columns) {
        const auto bad = std::ranges::find_if(columns, [](auto v) { return !std::isfinite(v); });
        if (bad == columns.end()) return;
        const auto at = static_cast<std::size_t>(bad - columns.begin());
        throw DataError(
            fmt::format("{}: row {}, column {} (counted from 0): expected a finite "
                        "number, found {}",
                        name, at % samples.rows, at / samples.rows, *bad));
      },
      samples.columns);
}

void check_exact(const std::vector<std::int64_t>& values, std::size_t cols,
                 const std::string& name) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const auto bad =
      std::ranges::find_if(values, [](std::int64_t v) { return v > kLargest || v < -kLargest; });
  if (bad == values.end()) return;
  const auto at = static_cast<std::size_t>(bad - values.begin());
  throw DataError(
      fmt::format("{}: row {}, column {} (counted from 0): expected a whole number up "
                  "to 2^53, found {}",
                  name, at / cols, at % cols, *bad));
}

std::vector<double> as_doubles(const SampleBuffer& samples) {
  return std::visit(
      [](const auto& columns) { return std::vector<double>(columns.begin(), columns.end()); },
      samples.columns);
}

// the distinct values, in increasing order, become classes 0, 1, ...
Labels classes(const std::vector<double>& values, const std::string& name) {
  std::vector<double> distinct = values;
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Labels labels;
  labels.n_classes = distinct.size();
  labels.classes.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != std::floor(values[i])) {
      throw DataError(
          fmt::format("{}: row {} (counted from 0): expected a whole number as label, "
                      "found {}",
                      name, i, values[i]));
    }
    const auto place = std::ranges::lower_bound(distinct, values[i]);
    labels.classes.push_back(static_cast<std::uint32_t>(place - distinct.begin()));
  }
  return labels;
}

// columns: p(y = c | x_i), column after column
Labels soft_labels(const std::vector<double>& columns, std::size_t rows, std::size_t cols,
                   const std::string& name) {
  constexpr double kTolerance = 1e-6;
  Labels labels;
  labels.n_classes = cols;
  bool one_hot = true;
  Stream stream(0, 0, Purpose::kLabels);
  for (std::size_t i = 0; i < rows; ++i) {
    double sum = 0;
    // the class is drawn
    double left = stream.uniform();
    std::uint32_t drawn = 0;
    for (std::size_t c = 0; c < cols; ++c) {
      const double p = columns[c * rows + i];
      one_hot = one_hot && (p == 0 || p == 1);
      sum = p < 0 ? std::nan("") : sum + p;
      if (p > 0 && left > 0) drawn = static_cast<std::uint32_t>(c);
      left -= p;
      labels.probabilities.push_back(p);
    }
    if (!(std::abs(sum - 1) <= kTolerance)) {
      throw DataError(
          fmt::format("{}: row {} (counted from 0): expected one label a row, or "
                      "probabilities that sum to 1",
                      name, i));
    }
    labels.classes.push_back(drawn);
  }
  if (one_hot) labels.probabilities.clear();
  return labels;
}

}  // namespace

SampleFile read_samples(const std::filesystem::path& path) {
  const NpyArray array = read_npy(path);
  const std::string name = path.string();
  check_shape(array, name);
  SampleFile file{{array.rows(), array.cols(), {}}, false};
  if (const auto* floats = std::get_if<std::vector<float>>(&array.values)) {
    file.values.columns = transposed<float>(*floats, array.rows(), array.cols());
  } else if (const auto* doubles = std::get_if<std::vector<double>>(&array.values)) {
    file.values.columns = transposed<double>(*doubles, array.rows(), array.cols());
  } else {
    const auto& whole = std::get<std::vector<std::int64_t>>(array.values);
    check_exact(whole, array.cols(), name);
    file.values.columns = transposed<double>(whole, array.rows(), array.cols());
    file.whole_numbers = true;
  }
  check_finite(file.values, name);
  return file;
}

Labels read_labels(const std::filesystem::path& path) {
  const SampleFile file = read_samples(path);
  const std::vector<double> columns = as_doubles(file.values);
  if (file.values.cols == 1) return classes(columns, path.string());
  return soft_labels(columns, file.values.rows, file.values.cols, path.string());
}

bool looks_discrete(const SampleFile& file) { return file.whole_numbers && looks_like_names(file); }

bool looks_like_names(const SampleFile& file) {
  if (file.values.cols != 1) return false;
  std::vector<double> values = as_doubles(file.values);
  if (std::ranges::any_of(values, [](double v) { return v != std::floor(v); })) return false;
  std::ranges::sort(values);
  std::size_t n_shared = 0;
  for (std::size_t first = 0; first < values.size();) {
    std::size_t end = first;
    while (end < values.size() && values[end] == values[first]) ++end;
    if (end - first > 1) n_shared += end - first;
    first = end;
  }
  return 2 * n_shared > values.size();
}

}  // namespace infoplane
