#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/work.h"

namespace infoplane {

/// Matrices that are added up together.
using MatrixSums = std::vector<Eigen::MatrixXd>;

/// Rows [first, first + count) of a view.
MatrixView<float> some_rows(MatrixView<float> x, std::size_t first, std::size_t count);

/// Rows a block may have so that `per_row` numbers a row stay in a cache: between 8 and 256.
std::size_t block_rows(std::size_t per_row);

/// Mean over n_rows rows of what `add` adds to the sums, which begin as `zeros`: add(first, count,
/// sums) for blocks of at most `block` rows. The rows are dealt out to at most 16 sums of their own
/// (fewer where the matrices are large) that are added up in order, so that the result has the same
/// bits for any number of threads. Throws InvalidArgument if a mean is not finite (`what` begins
/// the message): the network's values then overflow.
MatrixSums mean_over_rows(
    std::size_t n_rows, std::size_t block, const MatrixSums& zeros, const char* what,
    const Work& work,
    const std::function<void(std::size_t first, std::size_t count, MatrixSums& sums)>& add);

}  // namespace infoplane
