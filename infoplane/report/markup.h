#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace infoplane {

/// Text as it stands between tags or in a quoted attribute of XML or HTML: & < > " are escaped,
/// control characters that XML forbids are left out.
std::string escape_markup(std::string_view text);

/// Escaped text in which the I of I(X;T) and the H of H(Y) stand between `open` and `close`, the
/// marks of italics.
std::string italic_formulas(std::string_view text, std::string_view open, std::string_view close);

/// A number with a fixed count of decimals; what rounds to zero has no sign. Not finite: empty.
std::string fixed(double value, int decimals);

/// "a", "a and b", "a, b and c".
std::string join_words(const std::vector<std::string>& words);

/// Numbers as people list them, runs of three or more as a range: "1", "1 and 2", "1, 2 and 5 to
/// 7". `numbers` increase.
std::string join_numbers(const std::vector<std::size_t>& numbers);

/// "1 replica", "2 replicas".
std::string counted(std::size_t n, std::string_view noun);

}  // namespace infoplane
