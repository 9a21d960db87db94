#include "infoplane/data/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"
#include "infoplane/data/idx_file.h"
#include "infoplane/data/mat_file.h"
#include "infoplane/data/table.h"

namespace infoplane {
namespace {

// from here on a double does not tell neighbouring whole numbers apart
constexpr double kFirstUnsafeInteger = 0x1p53;

// the inputs and the labels of a .mat or .npz file, with what it calls them
struct RawData {
  std::string x_name;
  Table x;
  std::string y_name;
  Table y;
};

// parse_npz has seen to it that the array is there
Table npz_table(const NpzArrays& arrays, const std::string& wanted, std::size_t least_dimensions,
                const std::string& path) {
  const auto found = std::ranges::find(arrays, wanted, &std::pair<std::string, NpyArray>::first);
  const NpyArray& array = found->second;
  if (array.shape.size() < least_dimensions) {
    throw DataError(fmt::format("{}: {}: expected at least {} dimensions, found {}", path, wanted,
                                least_dimensions, array.shape.size()));
  }
  std::vector<double> numbers = std::visit(
      [](const auto& v) { return std::vector<double>(v.begin(), v.end()); }, array.values);
  return {array.rows(), array.cols(), std::move(numbers)};
}

RawData read_raw(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (extension == ".mat") {
    auto tables = parse_mat(read_file(path), path.string(), {"F", "y"});
    return {"F", std::move(tables[0]), "y", std::move(tables[1])};
  }
  if (extension == ".npz") {
    const NpzArrays arrays = parse_npz(read_file(path), path.string(), {"x", "y"});
    return {"x", npz_table(arrays, "x", 2, path.string()), "y",
            npz_table(arrays, "y", 1, path.string())};
  }
  throw InvalidArgument(
      fmt::format("{}: the extension is '{}', but must be .mat or .npz, or the name one of an IDX "
                  "file, such as train-images-idx3-ubyte.gz",
                  path.string(), path.extension().string()));
}

template <class Number>
void check_finite(const std::vector<Number>& x, std::size_t n_columns, const std::string& where) {
  constexpr double kGreatest = std::numeric_limits<float>::max();
  const auto bad = std::ranges::find_if_not(x, [](double v) { return std::abs(v) <= kGreatest; });
  if (bad == x.end()) return;
  const auto i = static_cast<std::size_t>(bad - x.begin());
  throw DataError(fmt::format("{}: row {}, column {}: expected a finite 32-bit number, found {}",
                              where, i / n_columns + 1, i % n_columns + 1, *bad));
}

// the inputs as float
std::vector<float> checked_inputs(const Table& x, const std::string& where) {
  if (x.values.empty()) {
    throw DataError(fmt::format("{}: expected at least one row and one column, found {} x {}",
                                where, x.rows, x.cols));
  }
  check_finite(x.values, x.cols, where);
  return {x.values.begin(), x.values.end()};
}

// one class for each of `n` rows
Labels checked_labels(const Table& y, std::size_t n, const std::string& where) {
  if ((y.rows != 1 && y.cols != 1) || y.values.size() != n) {
    throw DataError(
        fmt::format("{}: expected {} labels, one a row, found {} x {}", where, n, y.rows, y.cols));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double label = y.values[i];
    if (std::trunc(label) != label || std::abs(label) >= kFirstUnsafeInteger) {
      throw DataError(fmt::format("{}: row {}: expected a whole number as label, found {}", where,
                                  i + 1, label));
    }
  }
  // the distinct labels in increasing order are the classes
  std::vector<double> distinct = y.values;
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() == 1) {
    throw DataError(
        fmt::format("{}: expected at least two classes, found only {}", where, distinct[0]));
  }
  Labels labels;
  labels.n_classes = distinct.size();
  for (const double label : y.values) {
    const auto place = std::ranges::lower_bound(distinct, label);
    labels.classes.push_back(static_cast<std::uint32_t>(place - distinct.begin()));
  }
  return labels;
}

Dataset load_images(const std::filesystem::path& path) {
  IdxImages images = read_idx(path);
  check_finite(images.x, images.cols, images.x_name);
  Dataset dataset;
  dataset.name = path.stem().string();
  dataset.n_inputs = images.cols;
  dataset.x = std::move(images.x);
  dataset.labels = checked_labels(images.y, images.rows, images.y_name);
  return dataset;
}

}  // namespace

Dataset load_data_file(const std::filesystem::path& path) {
  if (is_idx_path(path)) return load_images(path);
  const RawData raw = read_raw(path);
  Dataset dataset;
  dataset.name = path.stem().string();
  dataset.n_inputs = raw.x.cols;
  dataset.x = checked_inputs(raw.x, fmt::format("{}: {}", path.string(), raw.x_name));
  dataset.labels =
      checked_labels(raw.y, raw.x.rows, fmt::format("{}: {}", path.string(), raw.y_name));
  return dataset;
}

}  // namespace infoplane
