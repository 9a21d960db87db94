# Writes OUTPUT, a C++ source with the text of each of FILES (paths) as embedded_presets():
#   cmake "-DFILES=a.toml;b.toml" -DOUTPUT=x.cc -P embed_presets.cmake
set(entries "")
list(LENGTH FILES n_files)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"__toml(${text})__toml\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include <array>

#include \"infoplane/run/presets.h\"

namespace infoplane {

std::span<const std::pair<std::string_view, std::string_view>> embedded_presets() {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, ${n_files}> kPresets{{
${entries}  }};
  return kPresets;
}

}  // namespace infoplane
")
