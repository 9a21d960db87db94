#include "infoplane/cli/each_estimator.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"

namespace infoplane {

std::vector<std::string> for_each_estimator(
    std::span<const std::unique_ptr<const Estimator>> estimators, const CommonOptions& options,
    const std::function<void(const Estimator&, const Work&)>& estimate) {
  ProgressBar bar("estimates", options);
  const Work counted = bar.work();
  Work work = counted;
  work.progress = {};
  std::vector<std::string> refusals;
  std::size_t n_done = 0;
  const auto show = [&] {
    counted.progress(static_cast<double>(n_done), static_cast<double>(estimators.size()));
  };
  for (const auto& estimator : estimators) {
    show();
    try {
      estimate(*estimator, work);
    } catch (const InvalidArgument& refusal) {
      refusals.emplace_back(refusal.what());
    }
    ++n_done;
  }
  if (estimators.size() > 1) show();
  return refusals;
}

void throw_refusals(const std::vector<std::string>& refusals) {
  if (!refusals.empty()) throw InvalidArgument(fmt::format("{}", fmt::join(refusals, "; ")));
}

}  // namespace infoplane
