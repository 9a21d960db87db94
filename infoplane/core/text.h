#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace infoplane {

/// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours) to
/// `word`, the first of equals; empty if `candidates` is. For "unknown key X; did you mean Y?".
std::string nearest_word(std::string_view word, std::span<const std::string> candidates);

/// The parts of `text` between separators; "a,,b" has an empty one in the middle.
std::vector<std::string> split(std::string_view text, char separator);

/// A whole number of at least `least`; the full text must be it. Throws InvalidArgument:
/// "WHAT is 'x', but must be a whole number of at least LEAST".
std::size_t parse_count(std::string_view text, std::string_view what, std::size_t least);

/// A finite real number; the full text must be it. Throws InvalidArgument likewise.
double parse_real(std::string_view text, std::string_view what);

}  // namespace infoplane
