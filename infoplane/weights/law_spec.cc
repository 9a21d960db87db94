#include "infoplane/weights/law_spec.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/spec_keys.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostVectors = std::size_t{1} << 16;
constexpr std::size_t kMostSteps = std::size_t{1} << 40;
constexpr std::size_t kWindowSteps = 500;
constexpr std::size_t kChainSteps = 5000;
constexpr double kChainRate = 0.01;

// in the order of the enumeration, from the second on
constexpr std::array<const char*, 5> kCovariances{"laplace", "laplace-diagonal",
                                                  "laplace-kronecker", "laplace-hessian", "swag"};

// what laws about one training share
void read_training(const SpecKeys& keys, LawSpec& law) {
  law.n_vectors = keys.count("vectors", kMostVectors).value_or(law.n_vectors);
  if (law.n_vectors < 2) {
    throw InvalidArgument(fmt::format("{} is 1, but must be at least 2", keys.what("vectors")));
  }
  if (const std::string* replica = keys.find("replica")) {
    const std::size_t number = parse_count(*replica, keys.what("replica"), 0);
    if (number > std::numeric_limits<std::uint32_t>::max()) {
      throw InvalidArgument(fmt::format("{} is {}, too large", keys.what("replica"), number));
    }
    law.replica = static_cast<std::uint32_t>(number);
  }
}

void read_trainings(const SpecKeys& keys, LawSpec& law) {
  law.aligned = keys.is("aligned", "true", "false");
}

// "500" or "1000-2000"
void read_window(const SpecKeys& keys, LawSpec& law) {
  read_training(keys, law);
  const std::string* text = keys.find("steps");
  const std::vector<std::string> ends =
      split(text == nullptr ? std::to_string(kWindowSteps) : *text, '-');
  if (ends.size() > 2) {
    throw InvalidArgument(fmt::format("{} is '{}', but must be a number of steps or FIRST-LAST",
                                      keys.what("steps"), *text));
  }
  if (ends.size() == 2) {
    law.first_step = parse_count(ends[0], keys.what("first of the steps"), 1);
    law.last_step = parse_count(ends[1], keys.what("last of the steps"), law.first_step);
    law.n_steps = law.last_step - law.first_step + 1;
  } else {
    law.n_steps = parse_count(ends[0], keys.what("steps"), 1);
  }
  if (law.n_steps < law.n_vectors) {
    throw InvalidArgument(
        fmt::format("{}: a window of {} steps has no {} vectors; vectors={} is "
                    "all of them",
                    keys.what("steps"), law.n_steps, law.n_vectors, law.n_steps));
  }
}

void read_chain(const SpecKeys& keys, LawSpec& law) {
  read_training(keys, law);
  law.temperature = keys.positive("temperature").value_or(law.temperature);
  law.rate = keys.positive("rate").value_or(kChainRate);
  law.n_steps = keys.count("steps", kMostSteps).value_or(kChainSteps);
  if (law.n_steps < 2 * law.n_vectors) {
    throw InvalidArgument(
        fmt::format("{} is {}, but the second half of the chain must have {} vectors",
                    keys.what("steps"), law.n_steps, law.n_vectors));
  }
}

void read_gaussian(const SpecKeys& keys, LawSpec& law) {
  read_training(keys, law);
  for (std::size_t i = 0; i < kCovariances.size(); ++i) {
    if (!keys.is(kCovariances[i], "true", "false")) continue;
    if (law.covariance != LawSpec::Covariance::kIsotropic) {
      throw InvalidArgument("gaussian: has two covariances, but must have one");
    }
    law.covariance = static_cast<LawSpec::Covariance>(i + 1);
  }
  const bool isotropic = law.covariance == LawSpec::Covariance::kIsotropic;
  const bool laplace = !isotropic && law.covariance != LawSpec::Covariance::kSwag;
  const auto only = [&](const char* key, bool allowed, const char* where) {
    if (allowed || keys.find(key) == nullptr) return;
    throw InvalidArgument(fmt::format("{} goes with {}", keys.what(key), where));
  };
  only("sd", isotropic, "an isotropic covariance, gaussian:sd=S");
  only("temperature", laplace, "gaussian:laplace");
  only("precision", laplace, "gaussian:laplace");
  only("steps", law.covariance == LawSpec::Covariance::kSwag, "gaussian:swag");
  if (isotropic && keys.find("sd") == nullptr) {
    throw InvalidArgument(
        "gaussian: has no covariance, but must be gaussian:sd=S, gaussian:laplace, "
        "gaussian:laplace-diagonal, gaussian:laplace-kronecker, gaussian:laplace-hessian or "
        "gaussian:swag");
  }
  law.deviation = keys.positive("sd").value_or(0);
  law.temperature = keys.positive("temperature").value_or(law.temperature);
  law.precision = keys.positive("precision").value_or(law.precision);
  if (law.covariance == LawSpec::Covariance::kSwag) {
    law.n_steps = keys.count("steps", kMostSteps).value_or(kWindowSteps);
  }
}

struct Known {
  LawInfo info;
  KnownKeys keys;
  LawSpec::Kind kind;
  void (*read)(const SpecKeys& keys, LawSpec& law);
};

const std::vector<Known>& known() {
  static const std::vector<Known> all = {
      {{"inits", "inits[:aligned]",
        "the run's replicas: initial weights, splits and orders of the batches differ"},
       {{}, {"aligned"}},
       LawSpec::Kind::kInits,
       read_trainings},
      {{"sgd", "sgd[:aligned]",
        "trainings from the same initial weights and split: only the order of the batches differs"},
       {{}, {"aligned"}},
       LawSpec::Kind::kSgd,
       read_trainings},
      {{"window", "window:N or window:A-B[,vectors=R][,replica=K]",
        "iterates of one training: the N steps up to each recorded epoch (500), or steps A to B"},
       {{"steps", "vectors", "replica"}, {}},
       LawSpec::Kind::kWindow,
       read_window},
      {{"sgld", "sgld[:temperature=T][,rate=E][,steps=N][,vectors=R][,replica=K]",
        "a chain of Langevin dynamics from each checkpoint (T = 1, E = 0.01, N = 5000)"},
       {{"temperature", "rate", "steps", "vectors", "replica"}, {}},
       LawSpec::Kind::kSgld,
       read_chain},
      {{"gaussian",
        "gaussian:sd=S or "
        "gaussian:laplace|laplace-diagonal|laplace-kronecker|laplace-hessian[,temperature=T]"
        "[,precision=D] or gaussian:swag[,steps=N]; [,vectors=R][,replica=K]",
        "a normal law around each checkpoint: isotropic, by Laplace's approximation, or SWAG"},
       {{"sd", "temperature", "precision", "steps", "vectors", "replica"},
        {kCovariances.begin(), kCovariances.end()}},
       LawSpec::Kind::kGaussian,
       read_gaussian},
  };
  return all;
}

}  // namespace

LawSpec parse_law(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string name(text.substr(0, colon));
  std::vector<std::string> names;
  for (const Known& law : known()) {
    names.push_back(law.info.name);
    if (law.info.name != name) continue;
    const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    if (colon != std::string_view::npos && rest.empty()) {
      throw InvalidArgument(fmt::format("law '{}' ends in a colon, but nothing follows", text));
    }
    LawSpec spec;
    spec.kind = law.kind;
    law.read(SpecKeys(name, rest, law.keys), spec);
    return spec;
  }
  throw InvalidArgument(fmt::format("unknown law of the weights '{}'; did you mean '{}'?", name,
                                    nearest_word(name, names)));
}

std::string format_law(const LawSpec& law) {
  const std::string training = fmt::format(",vectors={},replica={}", law.n_vectors, law.replica);
  switch (law.kind) {
    case LawSpec::Kind::kInits:
      return law.aligned ? "inits:aligned" : "inits";
    case LawSpec::Kind::kSgd:
      return law.aligned ? "sgd:aligned" : "sgd";
    case LawSpec::Kind::kWindow:
      if (law.first_step == 0) return fmt::format("window:{}{}", law.n_steps, training);
      return fmt::format("window:{}-{}{}", law.first_step, law.last_step, training);
    case LawSpec::Kind::kSgld:
      return fmt::format("sgld:temperature={},rate={},steps={}{}", law.temperature, law.rate,
                         law.n_steps, training);
    case LawSpec::Kind::kGaussian:
      break;
  }
  switch (law.covariance) {
    case LawSpec::Covariance::kIsotropic:
      return fmt::format("gaussian:sd={}{}", law.deviation, training);
    case LawSpec::Covariance::kSwag:
      return fmt::format("gaussian:swag,steps={}{}", law.n_steps, training);
    default:
      return fmt::format("gaussian:{},temperature={},precision={}{}",
                         kCovariances[static_cast<std::size_t>(law.covariance) - 1],
                         law.temperature, law.precision, training);
  }
}

const std::vector<LawInfo>& known_laws() {
  static const std::vector<LawInfo> infos = [] {
    std::vector<LawInfo> out;
    for (const Known& law : known()) out.push_back(law.info);
    return out;
  }();
  return infos;
}

}  // namespace infoplane
