#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"

namespace infoplane {

/// Inputs with labels. Every row has the same probability.
struct Dataset {
  std::string name;
  std::size_t n_inputs = 0;
  /// (N, n_inputs), row-major.
  std::vector<float> x;
  Labels labels;

  [[nodiscard]] std::size_t size() const { return labels.size(); }
  [[nodiscard]] MatrixView<float> inputs() const { return row_major(x.data(), size(), n_inputs); }
};

/// What the user asked for: keys `data.*`, but for the split.
struct DataSpec {
  /// A built-in set; ignored where a file is given.
  std::string name = "sphere12";
  /// A user's file, .mat or .npz; empty for a built-in set.
  std::string file;
  /// Sharpness of soft labels; absent: hard labels.
  std::optional<double> gamma;
  /// Labels drawn anew, uniform over the classes and independent of x.
  bool random_labels = false;
  /// Each label is replaced, with this probability, by a class drawn uniformly from all; in [0, 1].
  double label_noise = 0;

  friend bool operator==(const DataSpec&, const DataSpec&) = default;
};

/// Makes or reads the data set. `seed` decides what is drawn: soft sets' labels, random labels,
/// label noise (once per seed, not per replica). What little noise replaces, more noise replaces by
/// the same classes. Throws InvalidArgument (unknown name, with the nearest known one;
/// gamma where the set has no soft version; noise out of its range or on soft labels) and DataError
/// (a file).
Dataset load_dataset(const DataSpec& spec, std::uint64_t seed);

/// A line about each built-in data set.
struct DatasetInfo {
  std::string name;
  std::string summary;
};
const std::vector<DatasetInfo>& known_datasets();

/// SHA-256 over inputs and labels, not the name: equal content, equal hash, wherever it came from.
std::string dataset_hash(const Dataset& dataset);

/// Numbers that are equal exactly where rows are: the distinct rows are numbered 0, 1, ... in order
/// of first appearance, and input_ids(x)[i] is row i's number. -0 equals +0. x: finite.
std::vector<std::uint32_t> input_ids(const MatrixView<float>& x);

}  // namespace infoplane
