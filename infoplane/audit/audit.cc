#include "infoplane/audit/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

// the key by which an estimator is told what noise to add; empty if it adds none
std::string noise_key(std::string_view name) {
  if (name == "noisy") return "sigma";
  if (name == "kde") return "var";
  return "";
}

// a specification taken apart
struct SpecParts {
  std::string name;
  /// "key=value" or bare values.
  std::vector<std::string> keys;
};

SpecParts take_apart(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  SpecParts parts{std::string(spec.substr(0, colon)), {}};
  if (colon != std::string_view::npos) parts.keys = split(spec.substr(colon + 1), ',');
  return parts;
}

// whether this says the noise: by its key, or as the bare first value
bool says_noise(const SpecParts& parts) {
  const std::string start = noise_key(parts.name) + "=";
  for (std::size_t i = 0; i < parts.keys.size(); ++i) {
    if (parts.keys[i].starts_with(start)) return true;
    if (i == 0 && parts.keys[i].find('=') == std::string::npos) return true;
  }
  return false;
}

// the same with the given noise
std::string with_noise(const SpecParts& parts, double sigma) {
  const std::string key = noise_key(parts.name);
  const double value = key == "var" ? sigma * sigma : sigma;
  std::string out = fmt::format("{}:{}={}", parts.name, key, value);
  for (std::size_t i = 0; i < parts.keys.size(); ++i) {
    const bool bare = i == 0 && parts.keys[i].find('=') == std::string::npos;
    if (!bare && !parts.keys[i].starts_with(key + "=")) out += "," + parts.keys[i];
  }
  return out;
}

template <class T>
void check_list(const std::vector<T>& values, std::string_view what) {
  if (values.empty()) throw InvalidArgument(fmt::format("audit: there are no {}", what));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) !=
        values.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw InvalidArgument(fmt::format("audit: {} is twice among the {}", values[i], what));
    }
  }
}

void check_plan(const AuditPlan& plan, const std::vector<std::string>& names) {
  check_list(names, "estimators");
  check_list(plan.n_samples, "sample sizes");
  std::vector<std::string> tasks;
  for (const AuditTask& task : plan.tasks) tasks.push_back(task_name(task));
  check_list(tasks, "tasks");
  if (plan.n_seeds == 0) throw InvalidArgument("audit: there are no seeds");
  if (std::ranges::find(plan.n_samples, std::size_t{0}) != plan.n_samples.end()) {
    throw InvalidArgument("audit: a sample size is 0, but must be at least 1");
  }
}

std::vector<AuditQuestion> questions_of(const PairTask& task) {
  return {{task.name, task.group, Quantity::kXY, task.dx, task.dy, task.truth, task.truth_error}};
}

std::vector<AuditQuestion> questions_of(const LayerTask& task) {
  const std::size_t d = task.layer.width;
  return {{task.name, task.group, Quantity::kXT, kPatternBits, d, task.i_xt, task.i_xt_error},
          {task.name, task.group, Quantity::kTY, d, 1, task.i_ty, task.i_ty_error}};
}

std::vector<std::size_t> sample_sizes(const AuditPlan& plan, const AuditTask& task) {
  const std::optional<std::size_t> fixed =
      std::visit([](const auto& one) { return one.fixed_n(); }, task);
  return fixed ? std::vector<std::size_t>{*fixed} : plan.n_samples;
}

// estimates made in all, to say how far the work is
std::size_t count_calls(const AuditPlan& plan) {
  std::size_t calls = 0;
  for (const AuditTask& task : plan.tasks) {
    calls += sample_sizes(plan, task).size() * plan.n_seeds * plan.estimators.size();
  }
  return calls;
}

// answers to a task's questions, in their order
using Answers = std::vector<AuditEstimate>;

Answers answer(const Estimator& estimator, const PairTask& task, const PairDraw& draw,
               const Work& work) {
  PairSample sample;
  sample.x = draw.x.view();
  sample.y = draw.y.view();
  sample.x_discrete = task.x_discrete;
  sample.y_discrete = task.y_discrete;
  const PairEstimate estimate = estimator.pair(sample, work);
  Answers answers(1);
  answers[0].estimate = estimate.information;
  answers[0].flags = estimate.flags;
  return answers;
}

Answers answer(const Estimator& estimator, const LayerTask& task, const LayerDraw& draw,
               const Work& work) {
  (void)task;
  const NetworkEstimate estimate = estimator.network(draw.view(), work);
  Answers answers(2);
  answers[0].estimate = estimate.layers.at(0).i_xt;
  answers[1].estimate = estimate.layers.at(0).i_ty;
  for (AuditEstimate& one : answers) one.flags = estimate.layers.at(0).flags;
  return answers;
}

std::optional<double> noise_of(const PairTask& task) {
  (void)task;
  return std::nullopt;
}
std::optional<double> noise_of(const LayerTask& task) { return task.sigma; }

// one estimator's answers on one sample, with their time, or why there are none
template <class Task, class Draw>
Answers examine(const std::string& spec, const Task& task, const Draw& draw,
                std::size_t n_questions, const Work& work) {
  using Clock = std::chrono::steady_clock;
  Answers answers(n_questions);
  try {
    const auto estimator = estimator_for(spec, noise_of(task));
    const Clock::time_point start = Clock::now();
    answers = answer(*estimator, task, draw, work);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    for (AuditEstimate& one : answers) one.seconds = seconds;
  } catch (const InvalidArgument& error) {
    for (AuditEstimate& one : answers) one.refused = error.what();
  }
  return answers;
}

}  // namespace

std::string_view quantity_name(Quantity quantity) {
  switch (quantity) {
    case Quantity::kXY:
      return "I(X;Y)";
    case Quantity::kXT:
      return "I(X;T)";
    case Quantity::kTY:
      return "I(T;Y)";
  }
  return "";
}

std::string audit_name(std::string_view spec) {
  const std::string canonical = make_estimator(spec)->spec();
  const SpecParts parts = take_apart(spec);
  return !noise_key(parts.name).empty() && !says_noise(parts) ? std::string(spec) : canonical;
}

std::unique_ptr<const Estimator> estimator_for(std::string_view spec, std::optional<double> sigma) {
  auto as_written = make_estimator(spec);
  if (!sigma) return as_written;
  const SpecParts parts = take_apart(spec);
  if (noise_key(parts.name).empty()) {
    throw InvalidArgument(
        fmt::format("{}: adds no noise, but the task asks for the information of activations with "
                    "Gaussian noise, which noisy and kde add",
                    as_written->spec()));
  }
  auto with_its_noise = make_estimator(with_noise(parts, *sigma));
  if (says_noise(parts) && as_written->spec() != with_its_noise->spec()) {
    throw InvalidArgument(fmt::format("{}: adds another noise than the task's, which has {}",
                                      as_written->spec(), with_its_noise->spec()));
  }
  return with_its_noise;
}

Audit run_audit(const AuditPlan& plan, const Work& work) {
  Audit audit;
  for (const std::string& spec : plan.estimators) audit.estimators.push_back(audit_name(spec));
  check_plan(plan, audit.estimators);
  audit.n_seeds = plan.n_seeds;
  const std::size_t n_calls = count_calls(plan);
  std::size_t n_done = 0;
  Work inner;
  inner.n_threads = work.n_threads;
  inner.stop = work.stop;

  const auto examine_all = [&](const auto& task, std::size_t first_question,
                               std::size_t n_questions, std::size_t n, std::uint64_t seed) {
    const auto draw = task.sample(n, seed);
    for (std::size_t e = 0; e < plan.estimators.size(); ++e) {
      if (work.stop.stop_requested()) throw Interrupted();
      Answers answers = examine(plan.estimators[e], task, draw, n_questions, inner);
      for (std::size_t q = 0; q < n_questions; ++q) {
        AuditEstimate& one = answers[q];
        one.estimator = e;
        one.question = first_question + q;
        one.n = n;
        one.seed = seed;
        audit.estimates.push_back(std::move(one));
      }
      if (work.progress) work.progress(static_cast<double>(++n_done), static_cast<double>(n_calls));
    }
  };
  for (const AuditTask& task : plan.tasks) {
    const std::vector<AuditQuestion> questions =
        std::visit([](const auto& one) { return questions_of(one); }, task);
    const std::size_t first = audit.questions.size();
    audit.questions.insert(audit.questions.end(), questions.begin(), questions.end());
    for (const std::size_t n : sample_sizes(plan, task)) {
      for (std::uint64_t seed = 0; seed < plan.n_seeds; ++seed) {
        std::visit([&](const auto& one) { examine_all(one, first, questions.size(), n, seed); },
                   task);
      }
    }
  }
  return audit;
}

}  // namespace infoplane
