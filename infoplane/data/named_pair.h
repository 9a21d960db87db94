#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "infoplane/data/tasks.h"

namespace infoplane {

/// A task's name and the pair it draws.
struct NamedPair {
  std::string name;
  std::size_t dx = 0;
  std::size_t dy = 0;
  PairDistribution pair;
};

/// Changes the x and y that were drawn.
using MapPair = std::function<void(std::span<double> x, std::span<double> y)>;

/// The same pairs after a map of each side alone that can be undone, which keeps the information;
/// named PREFIX-NAME.
NamedPair image(const std::string& prefix, NamedPair of, MapPair map);

/// Tasks of a group, with streams from `first` on.
std::vector<PairTask> number_tasks(TaskGroup group, std::uint32_t first,
                                   std::vector<NamedPair> named);

}  // namespace infoplane
