#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace infoplane {

/// Name and text of a file that the program carries with it, as it was when the program was built.
using EmbeddedFile = std::pair<std::string_view, std::string_view>;
using EmbeddedFiles = std::span<const EmbeddedFile>;

}  // namespace infoplane
