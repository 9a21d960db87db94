#pragma once

#include <string>
#include <string_view>

namespace infoplane {

/// What keeps `text` from being well-formed XML (elements nest and close, attributes are quoted and
/// occur once, & begins an entity, one root), or "" if nothing does. Knows elements, attributes and
/// text: no comments, CDATA or declarations.
std::string xml_error(std::string_view text);

/// How often `part` occurs.
std::size_t count_of(std::string_view text, std::string_view part);

}  // namespace infoplane
