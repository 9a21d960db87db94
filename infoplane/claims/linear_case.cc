#include "infoplane/claims/linear_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/spec_keys.h"
#include "infoplane/run/schedule.h"

namespace infoplane {
namespace {

constexpr std::string_view kName = "linear-student";
constexpr std::size_t kMostUnits = 10000;
constexpr std::size_t kMostEpochs = 10000000;

template <class T>
T needed(const std::optional<T>& value, const SpecKeys& keys, std::string_view key) {
  if (!value) throw InvalidArgument(fmt::format("{} is not given", keys.what(key)));
  return *value;
}

// "50-50": two hidden layers
std::vector<std::size_t> read_hidden(const SpecKeys& keys) {
  const std::string* text = keys.find("hidden");
  if (text == nullptr) throw InvalidArgument(fmt::format("{} is not given", keys.what("hidden")));
  std::vector<std::size_t> units;
  for (const std::string& part : split(*text, '-')) {
    units.push_back(parse_count(part, keys.what("hidden"), 1));
    if (units.back() > kMostUnits) {
      throw InvalidArgument(fmt::format("{} is {}, but must be at most {} units",
                                        keys.what("hidden"), units.back(), kMostUnits));
    }
  }
  return units;
}

LinearStudent read_student(const SpecKeys& keys) {
  LinearStudent student;
  student.hidden = read_hidden(keys);
  student.n_inputs = keys.count("inputs", kMostUnits).value_or(student.n_inputs);
  student.n_relevant = keys.count("relevant", student.n_inputs).value_or(student.n_inputs);
  student.n_examples = keys.count("examples", kMostUnits).value_or(student.n_examples);
  const std::string* batch = keys.find("batch");
  if (batch != nullptr && *batch != "full") student.batch = keys.count("batch", student.n_examples);
  student.snr = keys.positive("snr").value_or(student.snr);
  student.init = keys.positive("init").value_or(student.init);
  student.learning_rate = needed(keys.positive("rate"), keys, "rate");
  student.epochs = needed(keys.count("epochs", kMostEpochs), keys, "epochs");
  const std::string* record = keys.find("record");
  if (record != nullptr) student.record = *record;
  recorded_epochs(student.record, student.epochs);
  return student;
}

InputRange read_part(const SpecKeys& keys, const LinearStudent& student) {
  const std::string* text = keys.find("of");
  const InputRange irrelevant{student.n_relevant, student.n_inputs - student.n_relevant};
  if (text == nullptr || *text == "all") return {0, student.n_inputs};
  if (*text == "relevant") return {0, student.n_relevant};
  if (*text == "irrelevant" && irrelevant.count > 0) return irrelevant;
  throw InvalidArgument(fmt::format(
      "{} is '{}', but must be all, relevant, or irrelevant where relevant=N leaves any",
      keys.what("of"), *text));
}

// One replica: layer after layer of each epoch, and its generalisation error.
struct StudentRecord {
  std::vector<LayerEstimate> points;
  std::vector<double> errors;
};

void add_epoch(StudentRecord& record, const LinearCase& linear, const LinearTask& task,
               const LinearWeights& weights) {
  Eigen::MatrixXd map;
  for (const Eigen::MatrixXd& w : weights) {
    map = map.size() == 0 ? w : Eigen::MatrixXd(w * map);
    LayerEstimate point;
    point.i_xt.value = linear_information(map, linear.part, linear.noise);
    point.i_ty.value = target_information(map, task.teacher, linear.noise);
    record.points.push_back(point);
  }
  record.errors.push_back(generalisation_error(map.transpose(), task.teacher));
}

// from its best epoch on nothing changes
void stop_at_best(StudentRecord& record, std::size_t n_layers) {
  const auto best =
      static_cast<std::size_t>(std::ranges::min_element(record.errors) - record.errors.begin());
  for (std::size_t e = best + 1; e < record.errors.size(); ++e) {
    record.errors[e] = record.errors[best];
    for (std::size_t l = 0; l < n_layers; ++l) {
      record.points[e * n_layers + l] = record.points[best * n_layers + l];
    }
  }
}

// half the logarithm of how often smaller the generalisation error has become: what a normal
// distribution around the prediction has come to say of y
double error_fall_bits(const std::vector<double>& errors) {
  return std::log2(errors.front() / errors.back()) / 2;
}

}  // namespace

LinearCase parse_linear_case(std::string_view spec) {
  const std::size_t colon = std::min(spec.find(':'), spec.size());
  if (spec.substr(0, colon) != kName) {
    throw InvalidArgument(
        fmt::format("unknown case '{}' of networks, expected {}", spec.substr(0, colon), kName));
  }
  const SpecKeys keys(std::string(kName), spec.substr(std::min(colon + 1, spec.size())),
                      {{"hidden", "inputs", "relevant", "examples", "batch", "snr", "init", "rate",
                        "epochs", "record", "of", "noise", "until"},
                       {}});
  LinearCase linear;
  linear.student = read_student(keys);
  linear.part = read_part(keys, linear.student);
  linear.noise = keys.positive("noise").value_or(linear.noise);
  linear.until_best = !keys.is("until", "end", "best");
  return linear;
}

LinearRecord record_students(const LinearCase& linear, std::size_t n_replicas, const Work& work) {
  const LinearStudent& student = linear.student;
  LinearRecord out;
  out.plane.epochs = recorded_epochs(student.record, student.epochs);
  out.plane.n_layers = student.hidden.size() + 1;
  std::vector<StudentRecord> records(n_replicas);
  parallel_for(n_replicas, work, [&](std::size_t r) {
    const auto replica = static_cast<std::uint32_t>(r);
    const LinearTask task = linear_task(student, replica);
    train_student(student, task, replica, [&](std::size_t, const LinearWeights& weights) {
      add_epoch(records[r], linear, task, weights);
    });
    if (linear.until_best) stop_at_best(records[r], out.plane.n_layers);
  });
  for (std::size_t r = 0; r < n_replicas; ++r) {
    out.plane.replicas.push_back(static_cast<std::uint32_t>(r));
    std::ranges::move(records[r].points, std::back_inserter(out.plane.points));
    out.errors.push_back(std::move(records[r].errors));
  }
  return out;
}

Measurement measure_student(const Quantity& quantity, std::string_view spec, std::size_t n_replicas,
                            const Work& work) {
  LinearRecord record = record_students(parse_linear_case(spec), n_replicas, work);
  record.plane.estimator = spec;
  if (quantity.kind != Quantity::Kind::kGeneralises) return measure(quantity, record.plane);
  Measurement out{"", record.plane.estimator, 0, record.plane.replicas, {}};
  for (const std::vector<double>& errors : record.errors) {
    out.values.push_back(error_fall_bits(errors));
  }
  return out;
}

}  // namespace infoplane
