#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "infoplane/audit/layer_tasks.h"
#include "infoplane/data/tasks.h"

namespace infoplane {

/// Whatever has a known truth.
using AuditTask = std::variant<PairTask, LayerTask>;

const std::string& task_name(const AuditTask& task);
TaskGroup task_group(const AuditTask& task);

/// All there are, in the order of TaskGroup.
const std::vector<AuditTask>& all_audit_tasks();

/// The tasks in whose name, or in whose "group/name", the regular expression (ECMAScript) is found,
/// in the order above: "spiral", "^1v1", "^independent/". Throws InvalidArgument: no expression, or
/// no such task (with the nearest name).
std::vector<AuditTask> find_audit_tasks(std::string_view expression);

}  // namespace infoplane
