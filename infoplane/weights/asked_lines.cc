#include "infoplane/weights/asked_lines.h"

#include <algorithm>

#include "infoplane/core/file.h"
#include "infoplane/core/text.h"

namespace infoplane {
namespace {

constexpr const char* kFile = "asked.txt";

}  // namespace

std::vector<std::string> asked_lines(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / kFile)) return {};
  std::vector<std::string> lines = split(read_file(folder / kFile), '\n');
  std::erase(lines, "");
  return lines;
}

void ask_lines(const std::filesystem::path& folder, const std::vector<std::string>& lines) {
  std::vector<std::string> all = asked_lines(folder);
  for (const std::string& line : lines) {
    if (std::ranges::find(all, line) == all.end()) all.push_back(line);
  }
  std::string text;
  for (const std::string& line : all) text += line + "\n";
  make_directory(folder);
  write_file(folder / kFile, text);
}

}  // namespace infoplane
