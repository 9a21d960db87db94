#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/report/findings.h"
#include "infoplane/report/report.h"

namespace infoplane {

/// The phases of every layer as an HTML table: peak, final, drop, rise, I(T;Y) with the labels
/// shuffled, verdict. Empty where nothing was estimated.
std::string html_phases(const PlaneResult& result);

/// Which flags the layers' points carry and how often, with what each means, as an HTML table; a
/// sentence where there is none.
std::string html_flags(const PlaneResult& result);

/// What a flag means for a reader, in plain words.
std::string_view flag_meaning(Flag flag);

/// What one or more estimators say: a single one's headline is the page's; of several, the page's
/// says whether they agree and each has its own below. `estimators` and `findings` are paired.
/// `disagree`: the headline, plain text, where theirs differ.
std::string html_findings(const std::vector<std::string>& estimators,
                          const std::vector<Findings>& findings,
                          std::string_view disagree = "The verdict depends on the estimator");

/// A mean and its interval as a table's cell, in HTML.
std::string html_interval(const MeanInterval& interval, int decimals);

}  // namespace infoplane
