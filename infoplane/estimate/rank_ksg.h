#pragma once

#include <memory>

#include "infoplane/estimate/ksg.h"

namespace infoplane {

/// `rank-ksg:k=K,variant=1|2|mixed,error=none`.
std::unique_ptr<const Estimator> make_rank_ksg(const KsgOptions& options);

}  // namespace infoplane
