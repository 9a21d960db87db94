#pragma once

#include <string>
#include <vector>

#include "infoplane/claims/verdict.h"
#include "infoplane/report/information_unit.h"

namespace infoplane {

/// Claims with what came out of them.
struct ClaimsReport {
  std::vector<ClaimResult> results;
  /// The command that makes it again, and how long it took with nothing there before; 0 if that is
  /// not known, as some networks were there.
  std::string command;
  double seconds = 0;
};

/// A line: the claim, who made it, what was measured with its 95% interval, and the verdict.
std::string claim_line(const ClaimResult& result, InformationUnit unit);

/// An array, an object for each claim: docs/formats.md, "Claims". The same results give the same
/// bytes.
std::string claims_json(const ClaimsReport& report, InformationUnit unit);

/// A page of documentation: a table of the verdicts, then every claim with its variants, in bits.
std::string claims_markdown(const ClaimsReport& report);

/// What a claim's variants have: a row each, with its networks as small dots, their mean and its
/// 95% interval, in bits, and what the rule compares them with.
std::string claim_svg(const ClaimResult& result);

/// One self-contained page with the table and the pictures, in bits. It loads nothing.
std::string claims_html(const ClaimsReport& report);

}  // namespace infoplane
