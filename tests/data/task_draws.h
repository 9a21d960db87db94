#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/data/tasks.h"

namespace infoplane {

using Columns = std::vector<std::vector<double>>;

inline const PairTask& find_task(const std::vector<PairTask>& tasks, const std::string& name) {
  const auto at = std::ranges::find(tasks, name, &PairTask::name);
  if (at == tasks.end()) throw InvalidArgument("no task " + name);
  return *at;
}
inline const PairTask& beyond_normal(const std::string& name) {
  return find_task(beyond_normal_tasks(), name);
}

// x and y side by side as the distribution draws them, before they are standardised
inline Columns draw_raw(const PairTask& task, std::size_t n, std::uint64_t seed) {
  Stream stream(seed, 0, Purpose::kTest);
  Columns columns(task.dx + task.dy, std::vector<double>(n));
  std::vector<double> x(task.dx);
  std::vector<double> y(task.dy);
  for (std::size_t i = 0; i < n; ++i) {
    task.draw(stream, x, y);
    for (std::size_t j = 0; j < task.dx; ++j) columns[j][i] = x[j];
    for (std::size_t j = 0; j < task.dy; ++j) columns[task.dx + j][i] = y[j];
  }
  return columns;
}

inline double mean_product(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / static_cast<double>(a.size());
}

inline double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> one(a.size(), 1.0);
  const auto covariance = [&](const auto& u, const auto& v) {
    return mean_product(u, v) - mean_product(u, one) * mean_product(v, one);
  };
  return covariance(a, b) / std::sqrt(covariance(a, a) * covariance(b, b));
}

inline std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> out(values.size());
  for (std::size_t r = 0; r < order.size(); ++r) out[order[r]] = static_cast<double>(r);
  return out;
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace infoplane
