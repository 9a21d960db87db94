#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Parts of `auto` that suit certain families and can be left out.
struct ChoiceOptions {
  bool t_copula = true;
  bool radial = true;
};

/// One of the estimates that were made of two sides of numbers.
struct NumberEstimate {
  /// The estimator, as a specification.
  std::string spec;
  /// What it saw, in words; empty if that is the columns themselves.
  std::string seen{};
  LocalInformation information{};
  /// Of the estimate over fresh samples, nats.
  double std_error = 0;
  /// How far off, in nats, what was subtracted may be: a copula's penalty, KSG's Gaussian
  /// reference. It is in std_error too.
  double subtraction_error = 0;
  /// Canonical variables that it sees; 0 if it sees the columns.
  std::size_t n_variables = 0;
  /// Whether it is a parametric one, from which the choice starts.
  bool is_base = false;
};

/// The estimate that was chosen, and those that were not.
struct NumberChoice {
  std::vector<NumberEstimate> estimates;
  std::size_t chosen = 0;
  /// What linear canonical correlations beyond the chosen canonical variables amount to, nats, less
  /// their bias; 0 where something else was chosen.
  double left_over = 0;
  /// Why there may be more information than that, in words; empty if nothing says so.
  std::string more;

  [[nodiscard]] const NumberEstimate& best() const { return estimates[chosen]; }
};

/// Chooses an estimate of I(X;Y) for two sides that are numbers, by what the sample says alone:
///
/// - start from the Gaussian copula, on normal scores or, where that says clearly more, on the
///   columns as they are; or from the t copula where it is clearly likelier and says more;
/// - then visit KSG on all columns (up to seven of them) and on the r leading canonical variables
///   of nonlinear features, r = 1, 2, 3, and move to one that is above the estimate so far by more
///   than three standard errors of the paired differences if that is a copula, by more than two if
///   not.
///
/// As variables are fitted without the pairs they are used on, and what is subtracted from the
/// copulas keeps them lower bounds, what is chosen from reads low where it is wrong, but for KSG's
/// own error (.02 nats high on a circle in noise of .15): to move up only where that is clear is
/// not biased upward by chance. docs/methods.md section 29 has the rule with its figures. x, y: N
/// >= 2 paired rows, finite; equal values are put in random order where a density is assumed. A
/// side that is constant has information 0. Empty: a linear function of one side's columns, as they
/// are or as scores, that is one of the other's; no more than d_x + d_y samples. Cost: O(N (d_x +
/// d_y)^2 + 36 N d_x d_y + N F^2 + F^3) and a dozen searches for neighbours in up to seven
/// dimensions. Memory O(N (d_x + d_y) + F^2). The same bits for any number of threads, and for x
/// and y swapped.
std::optional<NumberChoice> choose_for_numbers(const Points& x, const Points& y,
                                               const ChoiceOptions& options, const Work& work);

}  // namespace infoplane
