#include "infoplane/run/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/run/config_value.h"

namespace infoplane {
namespace {

std::size_t parse_k(std::string_view text, std::string_view schedule, std::size_t least) {
  return parse_count(text, fmt::format("K in schedule '{}'", schedule), least);
}

[[noreturn]] void refuse_size(std::string_view schedule, std::size_t n) {
  throw InvalidArgument(fmt::format("schedule '{}' has {} epochs, but may have at most {}",
                                    schedule, n, kMaxCheckpoints));
}

// 0 and round(E^(k/(K-1)))
std::vector<std::size_t> log_epochs(std::string_view schedule, std::size_t n_points,
                                    std::size_t epochs) {
  if (n_points > kMaxCheckpoints) refuse_size(schedule, n_points);
  std::vector<std::size_t> recorded{0};
  for (std::size_t k = 0; k < n_points && epochs > 0; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(n_points - 1);
    const double epoch = std::round(std::pow(static_cast<double>(epochs), share));
    recorded.push_back(static_cast<std::size_t>(epoch));
  }
  return recorded;
}

std::vector<std::size_t> every_epochs(std::string_view schedule, std::size_t step,
                                      std::size_t epochs) {
  if (epochs / step >= kMaxCheckpoints) refuse_size(schedule, epochs / step + 1);
  std::vector<std::size_t> recorded;
  for (std::size_t i = 0; i <= epochs / step; ++i) recorded.push_back(i * step);
  recorded.push_back(epochs);
  return recorded;
}

std::vector<std::size_t> listed_epochs(std::string_view schedule, std::size_t epochs) {
  const ConfigValue value = parse_value(schedule);
  if (value.list()->empty()) {
    throw InvalidArgument(fmt::format("schedule '{}' has no epoch, but must have one", schedule));
  }
  std::vector<std::size_t> recorded;
  for (const ConfigValue& item : *value.list()) {
    const std::size_t epoch =
        parse_count(plain_value(item), fmt::format("an epoch in schedule '{}'", schedule), 0);
    if (epoch > epochs) {
      throw InvalidArgument(fmt::format(
          "schedule '{}' has epoch {}, but training ends after epoch {}", schedule, epoch, epochs));
    }
    recorded.push_back(epoch);
  }
  return recorded;
}

}  // namespace

std::vector<std::size_t> recorded_epochs(std::string_view schedule, std::size_t epochs) {
  constexpr std::string_view kLog = "log:";
  constexpr std::string_view kEvery = "every:";
  std::vector<std::size_t> recorded;
  if (schedule.starts_with(kLog)) {
    recorded = log_epochs(schedule, parse_k(schedule.substr(kLog.size()), schedule, 2), epochs);
  } else if (schedule.starts_with(kEvery)) {
    recorded = every_epochs(schedule, parse_k(schedule.substr(kEvery.size()), schedule, 1), epochs);
  } else if (schedule.starts_with('[') && schedule.ends_with(']')) {
    recorded = listed_epochs(schedule, epochs);
  } else {
    throw InvalidArgument(fmt::format(
        "schedule '{}' is unknown: expected log:K, every:K or a list [a,b,...]", schedule));
  }
  std::ranges::sort(recorded);
  recorded.erase(std::unique(recorded.begin(), recorded.end()), recorded.end());
  return recorded;
}

}  // namespace infoplane
