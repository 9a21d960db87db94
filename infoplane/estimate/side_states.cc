#include "infoplane/estimate/side_states.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace infoplane {
namespace {

constexpr std::size_t kRowsPerValue = 20;

// what a row's column is at: an atom by number, or none
constexpr std::uint32_t kFree = ~0U;

// A column's atoms.
struct Atoms {
  /// Increasing.
  std::vector<double> values;
  bool few_values = false;
  std::size_t n_repeated = 0;
};

Atoms atoms_of(std::span<const double> column) {
  const std::size_t n = column.size();
  std::vector<double> sorted(column.begin(), column.end());
  std::ranges::sort(sorted);
  const auto share = static_cast<std::size_t>(std::ceil(kAtomShare * static_cast<double>(n)));
  const std::size_t least = std::max(share, kFewestAtomRows);
  Atoms out;
  std::vector<double> distinct;
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && sorted[end] == sorted[first]) ++end;
    distinct.push_back(sorted[first]);
    if (end - first >= least) {
      out.values.push_back(sorted[first]);
    } else {
      out.n_repeated += end - first - 1;
    }
    first = end;
  }
  out.few_values =
      distinct.size() <= std::min(kFewValues, std::max<std::size_t>(n / kRowsPerValue, 1));
  if (out.few_values) {
    out.values = std::move(distinct);
    out.n_repeated = 0;
  }
  return out;
}

// equal rows of numbers (or of codes) as names, in the order in which they first come
template <class T>
Names names_of_rows(std::span<const T> columns, std::size_t n) {
  const std::size_t d = columns.size() / n;
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t j = 0; j < d; ++j) {
      const T left = columns[j * n + a];
      const T right = columns[j * n + b];
      if (left < right) return -1;
      if (right < left) return 1;
    }
    return 0;
  };
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const int sign = compare(a, b);
    return sign != 0 ? sign < 0 : a < b;
  });
  // the first row of each run names it, and runs are numbered by their first rows
  std::vector<std::uint32_t> first_row(n);
  std::uint32_t run = 0;
  for (std::size_t s = 0; s < n; ++s) {
    if (s == 0 || compare(order[s - 1], order[s]) != 0) run = order[s];
    first_row[order[s]] = run;
  }
  Names out;
  out.classes.resize(n);
  std::vector<std::uint32_t> number(n, kFree);
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t& mine = number[first_row[i]];
    if (mine == kFree) mine = static_cast<std::uint32_t>(out.n_classes++);
    out.classes[i] = mine;
  }
  return out;
}

double repeated_share(const Names& rows) {
  std::vector<std::size_t> counts(rows.n_classes);
  for (const std::uint32_t name : rows.classes) ++counts[name];
  std::size_t repeated = 0;
  for (const std::size_t count : counts) repeated += count > 1 ? count : 0;
  return static_cast<double>(repeated) / static_cast<double>(rows.classes.size());
}

}  // namespace

bool SideStates::is_discrete() const {
  return std::ranges::all_of(free, [](const auto& columns) { return columns.empty(); });
}

SideStates states_of(Names rows) {
  SideStates out;
  out.states = std::move(rows);
  out.free.resize(out.states.n_classes);
  return out;
}

std::size_t n_distinct_rows(const Points& side) {
  return names_of_rows(std::span<const double>(side.values), side.n).n_classes;
}

SideStates states_of(const Points& side) {
  const std::size_t n = side.n;
  Names rows = names_of_rows(std::span(side.values), n);
  if (repeated_share(rows) > kRepeatedShare) return states_of(std::move(rows));
  SideStates out;
  // codes[j][i]: the atom at which column j is in row i
  std::vector<std::uint32_t> codes(n * side.d, kFree);
  for (std::size_t j = 0; j < side.d; ++j) {
    const std::span<const double> column = side.column(j);
    const Atoms atoms = atoms_of(column);
    out.has_atoms |= !atoms.values.empty();
    out.has_few_values |= atoms.few_values;
    out.has_ties |= 100 * atoms.n_repeated > n;
    for (std::size_t i = 0; i < n && !atoms.values.empty(); ++i) {
      const auto at = std::ranges::lower_bound(atoms.values, column[i]);
      if (at == atoms.values.end() || *at != column[i]) continue;
      codes[j * n + i] = static_cast<std::uint32_t>(at - atoms.values.begin());
    }
  }
  out.states = names_of_rows(std::span<const std::uint32_t>(codes), n);
  out.free.resize(out.states.n_classes);
  std::vector<bool> seen(out.states.n_classes);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t state = out.states.classes[i];
    if (seen[state]) continue;
    seen[state] = true;
    for (std::size_t j = 0; j < side.d; ++j) {
      if (codes[j * n + i] == kFree) out.free[state].push_back(static_cast<std::uint32_t>(j));
    }
  }
  return out;
}

}  // namespace infoplane
