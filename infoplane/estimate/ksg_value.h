#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/ksg.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Names of N samples: classes[i] < n_classes, equal or different but no nearer or further.
struct Names {
  std::size_t n_classes = 0;
  std::vector<std::uint32_t> classes;
};

/// One side of N pairs.
using Side = std::variant<Points, Names>;

std::size_t n_rows(const Side& side);
/// The given rows, in that order.
Side select_rows(const Side& side, std::span<const std::uint32_t> rows);

/// What a nearest-neighbour formula makes of N pairs.
struct KsgValue {
  /// In nats; empty where no sample has another one in reach.
  std::optional<double> nats{};
  /// Whether some k-th neighbour is at distance 0.
  bool zero_distances = false;
  /// Whether samples had to be left out that are alone with their name.
  bool left_out = false;
};

/// KSG-1, Kraskov et al. 2004, Eq. (8). All of the following: docs/methods.md section 11; sides of
/// the same N >= 2, 1 <= k < N.
KsgValue ksg_1(const Points& x, const Points& y, std::size_t k, const Work& work);
/// KSG-2, Kraskov et al. 2004, Eq. (9).
KsgValue ksg_2(const Points& x, const Points& y, std::size_t k, const Work& work);
/// The terms of `ross`, psi(N) + psi(k_i) - psi(N_c) - psi(m), whose mean it is, and which samples
/// they are of: all but those that are alone with their name, N of them. docs/methods.md (S3).
struct RossTerms {
  std::vector<std::uint32_t> rows;
  std::vector<double> terms;
  bool zero_distances = false;
};
RossTerms ross_terms(const Points& x, const Names& y, std::size_t k, const Work& work);
/// Ross 2014, for a side of numbers and a side of names.
KsgValue ross(const Points& x, const Names& y, std::size_t k, const Work& work);
/// Gao et al. 2017, Algorithm 1.
KsgValue mixed_ksg(const Points& x, const Points& y, std::size_t k, const Work& work);
/// The same where different names are infinitely far from each other.
KsgValue mixed_ksg(const Points& x, const Names& y, std::size_t k, const Work& work);
/// The same with names on both sides; any k gives the same.
KsgValue mixed_ksg(const Names& x, const Names& y);

/// The formula that the variant stands for, given what the sides are: kAutomatic, kOne and kTwo are
/// `ross` where one side has names; everything is `mixed_ksg` where both have.
KsgValue ksg_value(const Side& x, const Side& y, std::size_t k, KsgVariant variant,
                   const Work& work);

}  // namespace infoplane
