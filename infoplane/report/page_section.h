#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/run/activation_source.h"

namespace infoplane {

/// A section of a page under its heading; `id` is unique in the page, `title` and `body` are HTML.
/// Empty where there is no body, so that sections can be strung together.
std::string html_section(std::string_view id, std::string_view title, const std::string& body);

/// Appends an entry of a page's list of facts (<dl class="facts">); nothing if the value is empty.
/// Plain text.
void add_fact(std::string& out, std::string_view name, const std::string& value);

/// "10-7-5-4-3-2 tanh": widths, and the activation of the first layer.
std::string network_text(const std::vector<LayerInfo>& layers);

}  // namespace infoplane
