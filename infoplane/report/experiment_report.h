#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/report/series_panel.h"

namespace infoplane {

/// What is shown of an experiment about the information in weights that needs no run: a table of
/// numbers, informations in bits.
struct ExperimentTable {
  struct Column {
    /// "i_xz_bits"; informations end in _bits. A column may be followed by the ends of its 95%
    /// interval, "i_xz_ci_low_bits" and "i_xz_ci_high_bits".
    std::string name;
    bool information = false;
  };
  /// "wide", which says what pictures there are.
  std::string name{};
  /// The canonical specification, every key: "wide:activation=erf,hidden=1,...".
  std::string spec{};
  std::string title{};
  std::vector<Column> columns{};
  /// An empty number is one that there is not.
  std::vector<std::vector<std::optional<double>>> rows{};
  /// What is the most that there can be, in bits: "I(X;Y)", "log₂ N".
  std::vector<ReferenceLine> limits{};
  /// Sentences that say what is known of the numbers.
  std::vector<std::string> notes{};

  /// The number of that column; empty without the one or the other.
  [[nodiscard]] std::optional<double> at(std::size_t row, std::string_view column) const;
  /// Whether the two columns after this one are the ends of its interval.
  [[nodiscard]] bool has_interval(std::size_t column) const;
};

/// experiment.csv: the table's columns, as they are named.
CsvTable experiment_csv(const ExperimentTable& table);

/// Infinitely wide ensembles: I(Z;Y) against I(X;Z), coloured by tau, with the bounds as bars and
/// with the 95% intervals over data sets. Empty for any other experiment.
std::string wide_plane_svg(const ExperimentTable& table);

/// The numbers as curves: of infinitely wide ensembles and of finite ones against tau, of the
/// estimation of a mean against the step. Empty for an experiment that is one row.
std::string experiment_curves_svg(const ExperimentTable& table);

/// One self-contained page: the pictures, the table, what is known of the numbers. It loads
/// nothing.
std::string experiment_html(const ExperimentTable& table);

}  // namespace infoplane
