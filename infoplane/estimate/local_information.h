#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace infoplane {

/// An information that is a mean of a term for each of N pairs, so that two of them can be compared
/// pair by pair.
struct LocalInformation {
  /// The mean of the terms.
  double nats = 0;
  std::vector<double> terms;

  [[nodiscard]] std::size_t n() const { return terms.size(); }
  /// Adds the same to every term.
  void shift(double nats_more);
};

/// The terms, one at least, with their mean.
LocalInformation local_information(std::vector<double> terms);

/// How far one information is above another of the same pairs.
struct PairedDifference {
  double mean = 0;
  /// kSpreadOfTerms times the standard deviation of the terms' differences by sqrt N.
  double std_error = 0;
};

/// Terms of neighbouring pairs depend on each other and on what was fitted: estimates over fresh
/// samples spread by this factor more than independent terms would. Measured, docs/methods.md
/// section 26.
inline constexpr double kSpreadOfTerms = 1.3;

/// a less b. a.n() = b.n() >= 2.
PairedDifference difference(const LocalInformation& a, const LocalInformation& b);

/// The standard error of the mean of terms, likewise. information.n() >= 2.
double std_error(const LocalInformation& information);

}  // namespace infoplane
