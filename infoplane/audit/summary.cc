#include "infoplane/audit/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace infoplane {
namespace {

constexpr std::size_t kFewDimensions = 3;

// a mean that may be of nothing
class Mean {
 public:
  void add(double value) {
    sum_ += value;
    ++n_;
  }
  void add(const std::optional<double>& value) {
    if (value) add(*value);
  }
  void add(const std::optional<Nats>& value) {
    if (value) add(value->value());
  }
  [[nodiscard]] std::optional<double> value() const {
    if (n_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(n_);
  }
  [[nodiscard]] std::optional<Nats> nats() const {
    if (n_ == 0) return std::nullopt;
    return Nats(*value());
  }

 private:
  double sum_ = 0;
  std::size_t n_ = 0;
};

using Estimates = std::vector<const AuditEstimate*>;

bool holds(const std::optional<Nats>& low, const std::optional<Nats>& high, Nats what) {
  return *low <= what && what <= *high;
}

// share of the 95% intervals that hold `what`
std::optional<double> coverage(const Estimates& estimates, Nats what) {
  Mean share;
  for (const AuditEstimate* one : estimates) {
    const auto& ci95 = one->estimate.ci95;
    if (ci95) share.add(holds(ci95->low, ci95->high, what) ? 1.0 : 0.0);
  }
  return share.value();
}

void add_values(AuditSummary& summary, const Estimates& estimates, Nats truth) {
  Mean mean;
  Mean absolute;
  Mean square;
  for (const AuditEstimate* one : estimates) {
    if (!one->estimate.value) continue;
    const double error = (*one->estimate.value - truth).value();
    mean.add(one->estimate.value->value());
    absolute.add(std::abs(error));
    square.add(error * error);
    ++summary.n_values;
  }
  if (summary.n_values == 0) return;
  summary.mean = mean.nats();
  summary.bias = *summary.mean - truth;
  summary.mean_absolute_error = absolute.nats();
  summary.rms_error = Nats(std::sqrt(*square.value()));
  if (summary.n_values < 2) return;
  double spread = 0;
  for (const AuditEstimate* one : estimates) {
    if (one->estimate.value) spread += std::pow((*one->estimate.value - *summary.mean).value(), 2);
  }
  summary.spread = Nats(std::sqrt(spread / static_cast<double>(summary.n_values - 1)));
}

AuditSummary summarise_one(const Estimates& estimates, const AuditQuestion& question) {
  AuditSummary summary;
  summary.estimator = estimates.front()->estimator;
  summary.question = estimates.front()->question;
  summary.n = estimates.front()->n;
  summary.n_asked = estimates.size();
  add_values(summary, estimates, question.truth);
  Mean std_error;
  Mean half_interval;
  Mean seconds;
  Mean brackets;
  Mean biased_low;
  for (const AuditEstimate* one : estimates) {
    if (!one->refused.empty()) {
      if (summary.refused.empty()) summary.refused = one->refused;
      continue;
    }
    std_error.add(one->estimate.std_error);
    seconds.add(one->seconds);
    biased_low.add(one->flags.contains(Flag::kBiasedLowPossible) ? 1.0 : 0.0);
    const Estimate& e = one->estimate;
    if (e.ci95) half_interval.add(0.5 * (e.ci95->high - e.ci95->low));
    if (e.lower && e.upper) brackets.add(holds(e.lower, e.upper, question.truth) ? 1.0 : 0.0);
    summary.flags.insert(one->flags.begin(), one->flags.end());
  }
  summary.std_error = std_error.nats();
  summary.half_interval = half_interval.nats();
  summary.seconds = seconds.value();
  summary.brackets_truth = brackets.value();
  summary.biased_low = biased_low.value();
  summary.covers_truth = coverage(estimates, question.truth);
  if (summary.n_values >= kSeedsForOwnMean) {
    summary.covers_own_mean = coverage(estimates, *summary.mean);
  }
  return summary;
}

// a set of questions by name
struct QuestionSet {
  std::string name;
  std::set<std::size_t> questions;
};

std::string set_name(const AuditQuestion& question) {
  const std::string_view group = group_name(question.group);
  if (question.quantity == Quantity::kXY) return std::string(group);
  return fmt::format("{} {}", group, quantity_name(question.quantity));
}

std::vector<QuestionSet> question_sets(const Audit& audit) {
  std::vector<QuestionSet> sets;
  const auto put = [&sets](const std::string& name, std::size_t question) {
    auto at = std::ranges::find(sets, name, &QuestionSet::name);
    if (at == sets.end()) at = sets.insert(sets.end(), {name, {}});
    at->questions.insert(question);
  };
  for (std::size_t q = 0; q < audit.questions.size(); ++q) {
    const AuditQuestion& question = audit.questions[q];
    put(set_name(question), q);
    if (question.group != TaskGroup::kBeyondNormal) continue;
    const bool few = question.dx <= kFewDimensions && question.dy <= kFewDimensions;
    put(fmt::format("beyond-normal {} {} dimensions", few ? "up to" : "above", kFewDimensions), q);
  }
  return sets;
}

// how often the intervals cover the truth, and whether a flag says so where they do not
void count_coverage(AuditAverage& out, const AuditSummary& one) {
  if (!one.covers_truth) return;
  ++out.n_intervals;
  if (*one.covers_truth >= kCovered) {
    ++out.n_truth_covered;
  } else if (one.biased_low.value_or(0) >= kFlagged) {
    ++out.n_missed_flagged;
  }
}

AuditAverage average_one(const QuestionSet& set, std::size_t estimator, std::size_t n,
                         const std::vector<AuditSummary>& summaries) {
  AuditAverage out;
  out.set = set.name;
  out.estimator = estimator;
  out.n = n;
  Mean error;
  Mean covers_truth;
  Mean covers_mean;
  Mean seconds;
  Mean biased_low;
  Mean half_interval;
  for (const AuditSummary& one : summaries) {
    if (one.estimator != estimator || one.n != n || !set.questions.contains(one.question)) continue;
    ++out.n_questions;
    if (one.n_values == 0) continue;
    ++out.n_answered;
    error.add(one.mean_absolute_error);
    covers_truth.add(one.covers_truth);
    covers_mean.add(one.covers_own_mean);
    seconds.add(one.seconds);
    biased_low.add(one.biased_low);
    half_interval.add(one.half_interval);
    count_coverage(out, one);
    if (!out.worst_bias || std::abs(one.bias->value()) > std::abs(out.worst_bias->value())) {
      out.worst_bias = one.bias;
    }
    if (one.covers_own_mean) {
      out.least_covers_own_mean =
          std::min(out.least_covers_own_mean.value_or(1.0), *one.covers_own_mean);
    }
  }
  out.mean_absolute_error = error.nats();
  out.covers_truth = covers_truth.value();
  out.covers_own_mean = covers_mean.value();
  out.seconds = seconds.value();
  out.biased_low = biased_low.value();
  out.half_interval = half_interval.nats();
  return out;
}

}  // namespace

std::vector<AuditSummary> summarise(const Audit& audit) {
  // estimates of the same question, sample size and estimator are gathered over the seeds
  std::vector<Estimates> gathered;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::size_t> where;
  for (const AuditEstimate& one : audit.estimates) {
    const auto [at, is_new] =
        where.try_emplace({one.question, one.n, one.estimator}, gathered.size());
    if (is_new) gathered.emplace_back();
    gathered[at->second].push_back(&one);
  }
  std::vector<AuditSummary> summaries;
  summaries.reserve(where.size());
  for (const auto& [key, index] : where) {
    summaries.push_back(
        summarise_one(gathered[index], audit.questions[gathered[index].front()->question]));
  }
  return summaries;
}

std::vector<AuditAverage> averages(const Audit& audit, const std::vector<AuditSummary>& summaries) {
  std::vector<AuditAverage> out;
  for (const QuestionSet& set : question_sets(audit)) {
    std::set<std::size_t> sizes;
    for (const AuditSummary& one : summaries) {
      if (set.questions.contains(one.question)) sizes.insert(one.n);
    }
    for (const std::size_t n : sizes) {
      for (std::size_t e = 0; e < audit.estimators.size(); ++e) {
        out.push_back(average_one(set, e, n, summaries));
      }
    }
  }
  return out;
}

}  // namespace infoplane
