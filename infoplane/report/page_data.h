#pragma once

#include <string>

#include "infoplane/report/report.h"

namespace infoplane {

/// What the page's script draws, as compact JSON that can stand within a <script> element: numbers
/// rounded to 4 decimals (norms and losses to 4 significant digits), `</` escaped, what there is
/// not null. page.js says what it reads.
std::string page_data(const RunReport& run);

}  // namespace infoplane
