#include "infoplane/audit/audit_tasks.h"

#include <fmt/format.h>

#include <regex>

#include "infoplane/audit/network_tasks.h"
#include "infoplane/audit/sample_tasks.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {

const std::string& task_name(const AuditTask& task) {
  return std::visit([](const auto& one) -> const std::string& { return one.name; }, task);
}

TaskGroup task_group(const AuditTask& task) {
  return std::visit([](const auto& one) { return one.group; }, task);
}

const std::vector<AuditTask>& all_audit_tasks() {
  static const std::vector<AuditTask> all = [] {
    std::vector<AuditTask> out;
    const auto add = [&out](const auto& tasks) {
      out.insert(out.end(), tasks.begin(), tasks.end());
    };
    add(beyond_normal_tasks());
    add(independent_tasks());
    add(mixture_tasks());
    add(discrete_column_tasks());
    add(pattern_column_tasks());
    add(linear_gaussian_tasks());
    add(noisy_network_tasks());
    add(noisy_sample_tasks());
    add(noisy_layer_tasks());
    add(quantised_layer_tasks());
    return out;
  }();
  return all;
}

std::vector<AuditTask> find_audit_tasks(std::string_view expression) {
  std::regex regex;
  try {
    regex.assign(expression.begin(), expression.end());
  } catch (const std::regex_error& error) {
    throw InvalidArgument(
        fmt::format("tasks: '{}' is no regular expression: {}", expression, error.what()));
  }
  std::vector<AuditTask> found;
  std::vector<std::string> names;
  for (const AuditTask& task : all_audit_tasks()) {
    names.push_back(task_name(task));
    const std::string full = fmt::format("{}/{}", group_name(task_group(task)), names.back());
    if (std::regex_search(names.back(), regex) || std::regex_search(full, regex)) {
      found.push_back(task);
    }
  }
  if (found.empty()) {
    throw InvalidArgument(fmt::format("tasks: no task matches '{}'; did you mean '{}'?", expression,
                                      nearest_word(expression, names)));
  }
  return found;
}

}  // namespace infoplane
