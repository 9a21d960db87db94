#pragma once

#include <string>
#include <vector>

#include "infoplane/report/weights_report.h"

namespace infoplane {

/// A law's layers as an HTML table: the informations at the last epoch, H(T|X) against log2 R,
/// rise, fall and label loss with intervals, verdict, flags.
std::string html_law(const LawResult& law);

/// What matching the hidden units changes, at the last epoch: a table for each law that is there
/// aligned and as trained. Empty where none is.
std::string html_alignment(const std::vector<LawResult>& laws);

/// Which flags the laws' points carry, with what each means, as an HTML table; a sentence where
/// there is none.
std::string html_law_flags(const std::vector<LawResult>& laws);

/// The laws there are, as they are written and what each stands for, as an HTML table.
std::string html_known_laws();

}  // namespace infoplane
