#pragma once

#include <memory>

#include "infoplane/estimate/ksg.h"

namespace infoplane {

/// `rank-ksg:k=K|auto,variant=1|2|mixed,reference=gaussian,error=none`: `ksg` on the normal scores
/// of each column (see normal_scores.h), so that rising functions of single columns change nothing.
/// Discrete sides are not ranked, unless variant 1 or 2 takes them as numbers. Subsamples are
/// ranked among themselves. reference=gaussian, with k=auto: see referenced_ksg.h. What is
/// subtracted is of the whole sample; nothing is where a side is discrete. All else as make_ksg().
std::unique_ptr<const Estimator> make_rank_ksg(const KsgOptions& options);

}  // namespace infoplane
