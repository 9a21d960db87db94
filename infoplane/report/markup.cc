#include "infoplane/report/markup.h"

#include <fmt/format.h>

#include <cmath>

namespace infoplane {

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string italic_formulas(std::string_view text, std::string_view open, std::string_view close) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool word_begins = i == 0 || text[i - 1] == ' ' || text[i - 1] == '(';
    const bool letter = text[i] == 'I' || text[i] == 'H';
    if (word_begins && letter && i + 1 < text.size() && text[i + 1] == '(') {
      out += fmt::format("{}{}{}", open, text[i], close);
    } else {
      out += escape_markup(text.substr(i, 1));
    }
  }
  return out;
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "";
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string join_numbers(const std::vector<std::size_t>& numbers) {
  std::vector<std::string> words;
  for (std::size_t first = 0; first < numbers.size();) {
    std::size_t last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (last - first >= 2) {
      words.push_back(fmt::format("{} to {}", numbers[first], numbers[last]));
    } else {
      for (std::size_t i = first; i <= last; ++i) words.push_back(std::to_string(numbers[i]));
    }
    first = last + 1;
  }
  return join_words(words);
}

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace infoplane
