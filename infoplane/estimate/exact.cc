#include "infoplane/estimate/exact.h"

#include <fmt/format.h>

#include <bit>
#include <cassert>
#include <utility>
#include <variant>

#include "infoplane/estimate/bins.h"

namespace infoplane {
namespace {

std::uint64_t key_of(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint64_t key_of(double value) { return std::bit_cast<std::uint64_t>(value); }

template <class T>
void sort_rows(const MatrixView<T>& values, CellSorter& sorter, Cells& out) {
  Cells part;
  Cells whole;
  for (std::size_t j = 0; j < values.cols; ++j) {
    const std::span<std::uint64_t> keys = sorter.keys(values.rows);
    const std::span<const T> column = values.column(j);
    // adding +0 turns -0 into +0 and leaves the rest
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = key_of(column[i] + T{0});
    if (j == 0) {
      sorter.sort(keys, 0, out);
    } else {
      sorter.sort(keys, 0, part);
      sorter.sort_pairs(out, part, whole);
      std::swap(out, whole);
    }
    // more units cannot separate what is separate
    if (out.n_cells() == values.rows) return;
  }
}

class Exact : public Discretiser {
 public:
  [[nodiscard]] std::string spec() const override { return "exact"; }
  Flags sort(const Columns& values, const LayerKnowledge&, CellSorter& sorter,
             Cells& out) const override {
    std::visit([&](const auto& m) { sort_rows(m, sorter, out); }, values.values());
    return {};
  }
};

class Quantised : public Discretiser {
 public:
  Quantised(std::size_t n_bits, std::unique_ptr<const Discretiser> levels)
      : n_bits_(n_bits), levels_(std::move(levels)) {}

  [[nodiscard]] std::string spec() const override { return fmt::format("exact:bits={}", n_bits_); }
  [[nodiscard]] std::unique_ptr<const Discretiser> fitted(
      const EachCheckpoint& all) const override {
    return std::make_unique<Quantised>(n_bits_, levels_->fitted(all));
  }
  Flags sort(const Columns& values, const LayerKnowledge& layer, CellSorter& sorter,
             Cells& out) const override {
    return levels_->sort(values, layer, sorter, out);
  }

 private:
  std::size_t n_bits_;
  std::unique_ptr<const Discretiser> levels_;
};

}  // namespace

std::unique_ptr<const Discretiser> make_exact() { return std::make_unique<Exact>(); }

std::unique_ptr<const Discretiser> make_quantised(std::size_t n_bits) {
  assert(n_bits >= 1 && n_bits <= 32);
  return std::make_unique<Quantised>(n_bits, make_bins({.n_bins = std::size_t{1} << n_bits}));
}

}  // namespace infoplane
