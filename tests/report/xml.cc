#include "tests/report/xml.h"

#include <fmt/format.h>

#include <cctype>
#include <set>
#include <vector>

namespace infoplane {
namespace {

bool good_text(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    bool known = false;
    for (const std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;"}) {
      known = known || text.substr(at).starts_with(entity);
    }
    if (!known) return false;
  }
  return text.find('<') == std::string_view::npos;
}

bool name_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':';
}

std::string take_name(std::string_view& tag) {
  std::size_t n = 0;
  while (n < tag.size() && name_letter(tag[n])) ++n;
  std::string name(tag.substr(0, n));
  tag.remove_prefix(n);
  return name;
}

// what follows an element's name
std::string attribute_error(std::string_view tag) {
  std::set<std::string> names;
  while (!tag.empty()) {
    if (tag.front() != ' ') return "attributes are not separated";
    tag.remove_prefix(1);
    const std::string name = take_name(tag);
    if (name.empty() || !names.insert(name).second)
      return "attribute '" + name + "' twice or nameless";
    if (!tag.starts_with("=\"")) return "attribute '" + name + "' has no quoted value";
    tag.remove_prefix(2);
    const std::size_t end = tag.find('"');
    if (end == std::string_view::npos || !good_text(tag.substr(0, end))) {
      return "attribute '" + name + "' has a bad value";
    }
    tag.remove_prefix(end + 1);
  }
  return "";
}

}  // namespace

std::string xml_error(std::string_view text) {
  std::vector<std::string> open;
  std::size_t roots = 0;
  while (!text.empty()) {
    const std::size_t begin = text.find('<');
    const std::string_view before = text.substr(0, begin);
    if (!good_text(before)) return "bad text: " + std::string(before.substr(0, 60));
    if (open.empty() && before.find_first_not_of(" \n") != std::string_view::npos) {
      return "text outside of the root";
    }
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find('>', begin);
    if (end == std::string_view::npos) return "a tag does not end";
    std::string_view tag = text.substr(begin + 1, end - begin - 1);
    text.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1))
        return "unexpected </" + std::string(tag.substr(1));
      open.pop_back();
      continue;
    }
    const bool empty = tag.ends_with('/');
    if (empty) tag.remove_suffix(1);
    roots += open.empty() ? 1 : 0;
    const std::string name = take_name(tag);
    const std::string error = attribute_error(tag);
    if (name.empty() || !error.empty()) return fmt::format("<{}>: {}", name, error);
    if (!empty) open.push_back(name);
  }
  if (!open.empty()) return "<" + open.back() + "> is not closed";
  return roots == 1 ? "" : "not one root";
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++n;
  return n;
}

}  // namespace infoplane
