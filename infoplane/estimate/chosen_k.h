#pragma once

#include <cstddef>
#include <span>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// The k among which one is chosen, increasing, for so many columns on both sides together: 3, 5, 8
/// and 10 for two, 3, 5, 8, 13, 20 and 30 up to six, 3 and 5 for more.
std::span<const std::size_t> k_ladder(std::size_t n_columns);
/// The first of each of them.
inline constexpr std::size_t kFewestChosen = 3;

/// Lepski's rule: the last of several informations of the same pairs, each less noisy and more
/// biased than those before it, before the first that differs from one before it by more than
/// kLepskiErrors standard errors of their paired difference. docs/methods.md (Q1).
/// Returns its index. Throws InvalidArgument if there are none.
std::size_t lepski_choice(std::span<const LocalInformation> increasingly_biased);
inline constexpr double kLepskiErrors = 1.5;

/// KSG-1 with the k that was chosen.
struct ChosenK {
  std::size_t k = 0;
  LocalInformation information;
  /// Of the terms with the smallest k, local_information.h: as the choice has a spread of its own,
  /// that of the chosen ones is too small. docs/methods.md section 27.
  double std_error = 0;
  /// As has_repeated_pairs().
  bool repeated_pairs = false;
};

/// KSG-1 with the k of the ladder that Lepski's rule chooses. A larger k has less variance, and
/// more bias where the density changes within the cube that holds k neighbours.
/// Source: Lepski 1991, Theory Probab. Appl. 35:454; docs/methods.md section 27.
/// x, y: N paired points each. What of the ladder is N or more is left out. Returns nats.
/// Throws InvalidArgument: fewer than 4 samples, sides of different numbers of rows.
/// Cost: ksg_terms() of the whole ladder. The same bits for any number of threads, and for x and y
/// swapped.
ChosenK ksg_with_chosen_k(const Points& x, const Points& y, const Work& work);

}  // namespace infoplane
