#include "infoplane/data/named_pair.h"

#include <span>
#include <utility>

namespace infoplane {

NamedPair image(const std::string& prefix, NamedPair of, MapPair map) {
  const auto draw = [map = std::move(map), before = std::move(of.pair.draw)](
                        Stream& stream, std::span<double> x, std::span<double> y) {
    before(stream, x, y);
    map(x, y);
  };
  return {prefix + "-" + of.name, of.dx, of.dy, {draw, of.pair.truth}};
}

std::vector<PairTask> number_tasks(TaskGroup group, std::uint32_t first,
                                   std::vector<NamedPair> named) {
  std::vector<PairTask> tasks;
  for (NamedPair& one : named) {
    PairTask task;
    task.name = std::move(one.name);
    task.group = group;
    task.dx = one.dx;
    task.dy = one.dy;
    task.truth = one.pair.truth;
    task.stream = first + static_cast<std::uint32_t>(tasks.size());
    task.draw = std::move(one.pair.draw);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace infoplane
