# Writes OUTPUT, a C++ source with the text of each of FILES (paths) as embedded_page(name):
#   cmake "-DFILES=page.html;page.css" -DOUTPUT=x.cc -P embed_pages.cmake
set(branches "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  # brackets and semicolons are CMake's own marks in a list, but this is one string throughout
  file(READ "${file}" text)
  string(APPEND branches "  if (name == \"${name}\") return R\"__page(${text})__page\";\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"infoplane/report/embedded_page.h\"

namespace infoplane {

std::string_view embedded_page(std::string_view name) {
${branches}  return {};
}

}  // namespace infoplane
")
