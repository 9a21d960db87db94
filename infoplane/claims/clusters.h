#pragma once

#include "infoplane/claims/verdict.h"
#include "infoplane/plane/class_distances.h"

namespace infoplane {

/// kClusters of every replica: Pearson's correlation, over the recorded epochs from the peak of
/// I(X;T) on, of I(X;T) with the ratio of the squared distances within and between classes; the
/// mean over the layers. A replica has no value, and is excluded, where one of the layers has fewer
/// than 4 such epochs or one of the two does not change in them.
/// Throws InvalidArgument as measure(), and if the clustering is of other networks.
Measurement measure_clusters(const Quantity& quantity, const Plane& plane,
                             const Clustering& clustering);

}  // namespace infoplane
