#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Values of one layer, a vector a row, with the sample that looks at them.
template <class T = float>
class Rows {
 public:
  Rows(std::initializer_list<std::vector<T>> rows) : Rows(std::vector<std::vector<T>>(rows)) {}
  explicit Rows(const std::vector<std::vector<T>>& rows) : n_(rows.size()), d_(rows.at(0).size()) {
    for (std::size_t j = 0; j < d_; ++j) {
      for (const auto& row : rows) columns_.push_back(row.at(j));
    }
    for (const auto& row : rows) rows_.insert(rows_.end(), row.begin(), row.end());
  }
  [[nodiscard]] Samples column_major() const {
    return infoplane::column_major(columns_.data(), n_, d_);
  }
  [[nodiscard]] Samples row_major() const { return infoplane::row_major(rows_.data(), n_, d_); }

 private:
  std::size_t n_;
  std::size_t d_;
  std::vector<T> columns_;
  std::vector<T> rows_;
};

/// One value a row.
template <class T = float>
Rows<T> one_unit(const std::vector<T>& values) {
  std::vector<std::vector<T>> rows;
  for (const T value : values) rows.push_back({value});
  return Rows<T>(rows);
}

/// A network of one layer with that sample.
template <class T>
NetworkSample one_layer(const Rows<T>& rows, const Labels* labels = nullptr) {
  NetworkSample sample;
  sample.labels = labels;
  sample.layers.resize(1);
  sample.layers[0].t = rows.column_major();
  return sample;
}

inline Work threads(std::size_t n) { return {.n_threads = n, .progress = {}, .stop = {}}; }

inline Labels hard_labels(std::vector<std::uint32_t> classes, std::size_t n_classes) {
  return {.n_classes = n_classes, .classes = std::move(classes), .probabilities = {}};
}

/// N rows of d uniform values on [low, high).
inline std::vector<std::vector<float>> uniform_rows(std::size_t n, std::size_t d, double low,
                                                    double high, std::uint32_t index) {
  Stream stream(1, 0, Purpose::kTest, index);
  std::vector<std::vector<float>> rows(n, std::vector<float>(d));
  for (auto& row : rows) {
    for (float& t : row) t = static_cast<float>(low + (high - low) * stream.uniform());
  }
  return rows;
}

/// The naive twin of everything that counts: entropy in nats of whatever can be a map's key.
template <class Key>
double naive_entropy(const std::vector<Key>& keys) {
  std::map<Key, double> p;
  for (const Key& key : keys) p[key] += 1.0 / static_cast<double>(keys.size());
  double h = 0;
  for (const auto& [key, share] : p) h -= share * std::log(share);
  return h;
}

template <class A, class B>
std::vector<std::pair<A, B>> naive_pairs(const std::vector<A>& a, const std::vector<B>& b) {
  std::vector<std::pair<A, B>> out;
  for (std::size_t i = 0; i < a.size(); ++i) out.emplace_back(a[i], b[i]);
  return out;
}

template <class A, class B>
double naive_information(const std::vector<A>& a, const std::vector<B>& b) {
  return naive_entropy(a) + naive_entropy(b) - naive_entropy(naive_pairs(a, b));
}

}  // namespace infoplane
