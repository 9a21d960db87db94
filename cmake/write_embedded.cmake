# Writes OUTPUT, a C++ source with the text of each of FILES (paths) as FUNCTION():
#   cmake "-DFILES=a.toml;b.toml" -DFUNCTION=embedded_presets -DOUTPUT=x.cc -P write_embedded.cmake
set(entries "")
list(LENGTH FILES n_files)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"__file(${text})__file\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include <array>

#include \"infoplane/core/embedded.h\"

namespace infoplane {

EmbeddedFiles ${FUNCTION}() {
  static constexpr std::array<EmbeddedFile, ${n_files}> kFiles{{
${entries}  }};
  return kFiles;
}

}  // namespace infoplane
")
