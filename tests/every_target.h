#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace infoplane {

/// Calls `body` once for each instruction set that was compiled and that this machine has.
template <class Body>
void at_every_target(const Body& body) {
  hwy::SetSupportedTargetsForTest(0);
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace infoplane
