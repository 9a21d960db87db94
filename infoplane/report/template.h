#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infoplane {

/// Puts values in place of {{name}} in a page. What a value holds is not looked at again. Throws
/// InvalidArgument for a name without a value or a {{ without }}.
std::string fill_template(std::string_view page,
                          const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace infoplane
