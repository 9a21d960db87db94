#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace infoplane {

/// What was once asked for, a line each, as a folder's asked.txt keeps it in its order. None where
/// there is no such file. Throws DataError if it cannot be read.
std::vector<std::string> asked_lines(const std::filesystem::path& folder);

/// Writes the lines that are new after those. Throws WorkError.
void ask_lines(const std::filesystem::path& folder, const std::vector<std::string>& lines);

}  // namespace infoplane
