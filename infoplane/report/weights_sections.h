#pragma once

#include <string>

#include "infoplane/report/weights_report.h"

namespace infoplane {

/// Sections of the page of random weights, each whole HTML or empty where there is nothing to show.

/// The planes under the laws, and whether the counts have settled.
std::string planes_section(const WeightsReport& report);
/// The rule of the verdict and a table a law.
std::string verdicts_section(const WeightsReport& report);
/// The informations through training.
std::string curves_section(const WeightsReport& report);
/// Hidden units are exchangeable, and what matching them changes.
std::string alignment_section(const WeightsReport& report);
/// Where the information in the weights along training is shown.
std::string information_link(const WeightsReport& report);
/// What each law stands for.
std::string laws_section();
/// Flags, and what a count from R vectors cannot know.
std::string law_trust_section(const WeightsReport& report);
std::string configuration_section(const Config& config);

}  // namespace infoplane
