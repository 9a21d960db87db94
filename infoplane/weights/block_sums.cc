#include "infoplane/weights/block_sums.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// numbers that all sums together may hold, 256 MiB
constexpr std::size_t kMostNumbers = std::size_t{1} << 25;
constexpr std::size_t kMostSums = 16;

std::size_t sum_count(std::size_t n_rows, std::size_t block, const MatrixSums& zeros) {
  std::size_t numbers = 1;
  for (const Eigen::MatrixXd& matrix : zeros) numbers += static_cast<std::size_t>(matrix.size());
  const std::size_t most = std::clamp<std::size_t>(kMostNumbers / numbers, 1, kMostSums);
  return std::clamp<std::size_t>(n_rows / (2 * block), 1, most);
}

}  // namespace

MatrixView<float> some_rows(MatrixView<float> x, std::size_t first, std::size_t count) {
  return {x.data + first * x.row_stride, count, x.cols, x.row_stride, x.column_stride};
}

std::size_t block_rows(std::size_t per_row) {
  constexpr std::size_t kCacheNumbers = std::size_t{1} << 16;
  return std::clamp<std::size_t>(kCacheNumbers / std::max<std::size_t>(per_row, 1), 8, 256);
}

MatrixSums mean_over_rows(
    std::size_t n_rows, std::size_t block, const MatrixSums& zeros, const char* what,
    const Work& work,
    const std::function<void(std::size_t first, std::size_t count, MatrixSums& sums)>& add) {
  const std::size_t n_sums = sum_count(n_rows, block, zeros);
  std::vector<MatrixSums> sums(n_sums, zeros);
  parallel_for(n_sums, work, [&](std::size_t s) {
    const std::size_t end = (s + 1) * n_rows / n_sums;
    for (std::size_t first = s * n_rows / n_sums; first < end; first += block) {
      add(first, std::min(block, end - first), sums[s]);
    }
  });
  MatrixSums mean = std::move(sums[0]);
  for (std::size_t m = 0; m < mean.size(); ++m) {
    for (std::size_t s = 1; s < n_sums; ++s) mean[m] += sums[s][m];
    mean[m] /= static_cast<double>(n_rows);
    if (!mean[m].allFinite()) {
      throw InvalidArgument(fmt::format("{}: the network's values overflow", what));
    }
  }
  return mean;
}

}  // namespace infoplane
