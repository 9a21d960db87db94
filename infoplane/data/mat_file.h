#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/data/table.h"

namespace infoplane {

/// The variables named in `wanted`, in that order, from the bytes of a MATLAB version 5 file (save
/// -v6 or -v7, compressed or not, either byte order). A variable must be a real, full matrix of two
/// dimensions: double, single, integer or logical. Other variables are passed over.
/// Format: "MAT-File Format", The MathWorks, chapter "Level 5 MAT-File Format".
/// `path` is what errors call it. Throws DataError: another format (version 7.3 is named), damaged
/// or cut off (the checksum of what is compressed is checked), variable missing or of another kind.
std::vector<Table> parse_mat(std::string_view bytes, const std::string& path,
                             const std::vector<std::string>& wanted);

}  // namespace infoplane
