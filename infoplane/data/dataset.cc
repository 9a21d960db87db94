#include "infoplane/data/dataset.h"

#include <fmt/format.h>

#include <bit>
#include <unordered_map>

#include "infoplane/core/bytes.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/random.h"
#include "infoplane/core/text.h"
#include "infoplane/data/files.h"
#include "infoplane/data/sphere12.h"

namespace infoplane {
namespace {

// where Debian's package puts the files
constexpr const char* kFashionMnist = "/usr/share/datasets/fashion-mnist";
// the labels' stream; 0 is that of soft and of random labels
constexpr std::uint32_t kLabelNoiseIndex = 1;

Dataset fashion_mnist(const DataSpec& spec) {
  if (spec.gamma) {
    throw InvalidArgument(fmt::format(
        "fashion-mnist: gamma is {}, but its labels are hard and have none", *spec.gamma));
  }
  if (!std::filesystem::exists(kFashionMnist)) {
    throw DataError(
        fmt::format("{}: expected the files of Fashion-MNIST, found nothing: install Debian's "
                    "package dataset-fashion-mnist, or give a folder of them as data.file",
                    kFashionMnist));
  }
  Dataset dataset = load_data_file(kFashionMnist);
  dataset.name = spec.name;
  return dataset;
}

Dataset load_built_in(const DataSpec& spec, std::uint64_t seed) {
  if (spec.name == "sphere12") return sphere12(spec.gamma, seed);
  if (spec.name == "sphere12-soft") return sphere12(spec.gamma.value_or(kSphere12Gamma), seed);
  if (spec.name == "fashion-mnist") return fashion_mnist(spec);
  std::vector<std::string> names;
  for (const DatasetInfo& info : known_datasets()) names.push_back(info.name);
  throw InvalidArgument(fmt::format("unknown data set '{}'; did you mean '{}'?", spec.name,
                                    nearest_word(spec.name, names)));
}

Dataset load_from_file(const DataSpec& spec) {
  if (spec.gamma) {
    throw InvalidArgument(
        fmt::format("{}: gamma is {}, but the labels of a file are hard and have none", spec.file,
                    *spec.gamma));
  }
  return load_data_file(spec.file);
}

Labels random_labels(std::size_t n, std::size_t n_classes, std::uint64_t seed) {
  Labels labels;
  labels.n_classes = n_classes;
  Stream stream(seed, 0, Purpose::kLabels);
  for (std::size_t i = 0; i < n; ++i) {
    labels.classes.push_back(stream.below(static_cast<std::uint32_t>(n_classes)));
  }
  return labels;
}

void add_label_noise(double share, const std::string& name, std::uint64_t seed, Labels& labels) {
  if (!(share >= 0 && share <= 1)) {
    throw InvalidArgument(
        fmt::format("{}: the label noise is {}, but must be in [0, 1]", name, share));
  }
  if (share == 0) return;
  if (labels.soft()) {
    throw InvalidArgument(fmt::format(
        "{}: the label noise is {}, but soft labels take none: their probabilities are their noise",
        name, share));
  }
  Stream stream(seed, 0, Purpose::kLabels, kLabelNoiseIndex);
  for (std::uint32_t& label : labels.classes) {
    // both are drawn for every label, so that the next ones do not depend on the share
    const bool replaced = stream.uniform() < share;
    const std::uint32_t other = stream.below(static_cast<std::uint32_t>(labels.n_classes));
    if (replaced) label = other;
  }
}

template <class T>
void append_numbers(std::string& bytes, const std::vector<T>& values) {
  const std::uint64_t size = values.size();
  bytes.append(reinterpret_cast<const char*>(&size), sizeof(size));
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace

Dataset load_dataset(const DataSpec& spec, std::uint64_t seed) {
  Dataset dataset = spec.file.empty() ? load_built_in(spec, seed) : load_from_file(spec);
  if (spec.random_labels) {
    dataset.labels = random_labels(dataset.size(), dataset.labels.n_classes, seed);
  }
  add_label_noise(spec.label_noise, dataset.name, seed, dataset.labels);
  return dataset;
}

const std::vector<DatasetInfo>& known_datasets() {
  static const std::vector<DatasetInfo> known{
      {"sphere12",
       "all 4096 patterns of 12 bits, a rotation-invariant label (Shwartz-Ziv & Tishby)"},
      {"sphere12-soft", "the same with labels drawn from p(y|x), I(X;Y) about 0.99 bit"},
      {"fashion-mnist",
       "60,000 and then 10,000 images of clothes, 28 x 28 in [0, 1], 10 classes (Xiao et al.; "
       "Debian's dataset-fashion-mnist)"},
  };
  return known;
}

std::string dataset_hash(const Dataset& dataset) {
  std::string bytes;
  append_numbers(bytes, std::vector<std::uint64_t>{dataset.n_inputs, dataset.labels.n_classes});
  append_numbers(bytes, dataset.x);
  append_numbers(bytes, dataset.labels.classes);
  append_numbers(bytes, dataset.labels.probabilities);
  return sha256_hex(bytes);
}

std::vector<std::uint32_t> input_ids(const MatrixView<float>& x) {
  // rows are keys by their index, so that none is copied
  const auto hash = [&x](std::size_t row) {
    std::uint64_t h = 0;
    for (std::size_t j = 0; j < x.cols; ++j) {
      // adding 0 turns -0 into +0; the multiplier is 2^64 divided by the golden ratio
      h = (std::rotl(h, 29) ^ std::bit_cast<std::uint32_t>(x(row, j) + 0.0F)) * 0x9e3779b97f4a7c15U;
    }
    // tables look at the low bits, the product mixes the high ones best
    return static_cast<std::size_t>(h ^ (h >> 32));
  };
  const auto equal = [&x](std::size_t a, std::size_t b) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      if (x(a, j) != x(b, j)) return false;
    }
    return true;
  };
  std::unordered_map<std::size_t, std::uint32_t, decltype(hash), decltype(equal)> known(
      x.rows, hash, equal);
  std::vector<std::uint32_t> ids;
  for (std::size_t row = 0; row < x.rows; ++row) {
    ids.push_back(known.try_emplace(row, static_cast<std::uint32_t>(known.size())).first->second);
  }
  return ids;
}

}  // namespace infoplane
