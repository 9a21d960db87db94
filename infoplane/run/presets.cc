#include "infoplane/run/presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {
namespace {

std::string summary_of(std::string_view toml) {
  const std::string_view line = toml.substr(0, toml.find('\n'));
  const std::size_t begin = std::min(line.find_first_not_of("# "), line.size());
  return std::string(line.substr(begin));
}

std::vector<Preset> read_presets() {
  std::vector<Preset> all;
  for (const auto& [file, toml] : embedded_presets()) {
    const std::string_view name = file.substr(0, file.rfind('.'));
    all.push_back({std::string(name), summary_of(toml), std::string(toml)});
  }
  std::ranges::sort(all, {}, &Preset::name);
  return all;
}

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> all = read_presets();
  return all;
}

const Preset& find_preset(std::string_view name) {
  const auto found = std::ranges::find(presets(), name, &Preset::name);
  if (found != presets().end()) return *found;
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  throw InvalidArgument(
      fmt::format("unknown preset '{}'; did you mean '{}'?", name, nearest_word(name, names)));
}

}  // namespace infoplane
