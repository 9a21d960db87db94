#include "tests/report/example_audit.h"

#include <vector>

namespace infoplane {
namespace {

AuditEstimate answer(std::size_t estimator, std::size_t question, std::size_t n,
                     std::uint64_t seed) {
  AuditEstimate one;
  one.estimator = estimator;
  one.question = question;
  one.n = n;
  one.seed = seed;
  if (estimator == 1 && question > 0) {
    one.refused = "bad<&: adds no \"noise\"";
    return one;
  }
  // a little above the truth of 0.5, and the other far from it
  const double value = (estimator == 0 ? 0.51 : 4.5) + 0.01 * static_cast<double>(seed);
  one.estimate.value = Nats(value);
  one.estimate.std_error = Nats(0.01);
  one.estimate.ci95 = Interval{Nats(value - 0.02), Nats(value + 0.02)};
  one.seconds = 0.014;
  one.flags = {Flag::kTies};
  return one;
}

}  // namespace

AuditReport example_audit() {
  Audit audit;
  audit.estimators = {"good", "bad<&"};
  audit.n_seeds = 3;
  audit.questions = {
      {"1v1-normal-0.75", TaskGroup::kBeyondNormal, Quantity::kXY, 1, 1, Nats(0.5)},
      {"noisy-tanh-3-0.1", TaskGroup::kNoisyLayer, Quantity::kXT, 12, 3, Nats(0.5), Nats(0.001)},
      {"noisy-tanh-3-0.1", TaskGroup::kNoisyLayer, Quantity::kTY, 3, 1, Nats(0.5), Nats(0.001)}};
  for (const std::size_t n : {100, 1000, 4096}) {
    for (std::uint64_t seed = 0; seed < audit.n_seeds; ++seed) {
      for (std::size_t e = 0; e < 2; ++e) {
        for (const std::size_t q :
             n == 4096 ? std::vector<std::size_t>{1, 2} : std::vector<std::size_t>{0}) {
          audit.estimates.push_back(answer(e, q, n, seed));
        }
      }
    }
  }
  return make_audit_report(std::move(audit));
}

}  // namespace infoplane
