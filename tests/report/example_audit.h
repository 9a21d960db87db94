#pragma once

#include "infoplane/report/audit_report.h"

namespace infoplane {

/// Answers of two made-up estimators, "good" and "bad<&", to three questions: a pair of N = 100 and
/// of N = 1000 and both informations of a layer at N = 4096, three seeds each. The second refuses
/// the layer.
AuditReport example_audit();

}  // namespace infoplane
