#pragma once

#include <cstddef>
#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

enum class KsgVariant {
  kAutomatic,  ///< KSG-1 for numbers, Ross 2014 where one side is discrete, mixed where both are
  kOne,        ///< Kraskov et al. 2004, first algorithm, whatever the sides are
  kTwo,        ///< Kraskov et al. 2004, second algorithm
  kMixed,      ///< Gao et al. 2017, for samples part discrete and part continuous
};

struct KsgOptions {
  /// Which nearest neighbour. In [1, N).
  std::size_t k = 3;
  KsgVariant variant = KsgVariant::kAutomatic;
  /// Whether to estimate the standard error too, which takes several times as long.
  bool std_error = true;
};

/// `ksg:k=K,variant=1|2|mixed,error=none`.
std::unique_ptr<const Estimator> make_ksg(const KsgOptions& options);

}  // namespace infoplane
