#include "infoplane/weights/swag.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

}  // namespace

SwagIterates::SwagIterates(std::size_t rank) : rank_(rank) {
  if (rank < 2) {
    throw InvalidArgument(fmt::format("swag: the rank is {}, but must be at least 2", rank));
  }
}

void SwagIterates::add(std::span<const float> weights) {
  const Vector w =
      Eigen::Map<const Eigen::VectorXf>(weights.data(), static_cast<Eigen::Index>(weights.size()))
          .cast<double>();
  if (!w.allFinite()) throw InvalidArgument("swag: an iterate is not finite");
  if (count_ == 0) {
    mean_ = Vector::Zero(w.size());
    squares_ = Vector::Zero(w.size());
  }
  if (w.size() != mean_.size()) {
    throw InvalidArgument(fmt::format("swag: an iterate has {} parameters, but must have {}",
                                      w.size(), mean_.size()));
  }
  ++count_;
  // Welford: squares grow by (w - old mean)(w - new mean), which is never negative
  const Vector before = w - mean_;
  mean_ += before / static_cast<double>(count_);
  Vector after = w - mean_;
  squares_ += before.cwiseProduct(after);
  deviations_.push_back(std::move(after));
  if (deviations_.size() > rank_) deviations_.pop_front();
}

GaussianWeights SwagIterates::law() const {
  if (count_ < 2) {
    throw InvalidArgument(
        fmt::format("swag: the number of iterates is {}, but must be at least 2", count_));
  }
  const auto n_columns = static_cast<Eigen::Index>(deviations_.size());
  Matrix factor(mean_.size(), n_columns);
  for (Eigen::Index c = 0; c < n_columns; ++c) {
    factor.col(c) = deviations_[static_cast<std::size_t>(c)];
  }
  factor /= std::sqrt(2 * static_cast<double>(n_columns - 1));
  return GaussianWeights::low_rank(mean_, squares_ / (2 * static_cast<double>(count_)),
                                   std::move(factor));
}

}  // namespace infoplane
