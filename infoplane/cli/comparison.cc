#include "infoplane/cli/comparison.h"

#include <fmt/format.h>

#include "infoplane/core/csv.h"
#include "infoplane/core/file.h"
#include "infoplane/report/tables.h"

namespace infoplane {
namespace {

// phases.csv of every run, each row led by the run's label
CsvTable compared_phases(const Comparison& comparison) {
  CsvTable all;
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    CsvTable table = phases_table(comparison.runs[i].planes);
    if (i == 0) {
      all.header = table.header;
      all.header.insert(all.header.begin(), "run");
    }
    for (auto& row : table.rows) {
      row.insert(row.begin(), comparison.labels[i]);
      all.rows.push_back(std::move(row));
    }
  }
  return all;
}

}  // namespace

std::filesystem::path write_comparison(const std::string& name,
                                       const std::vector<std::string>& labels,
                                       const std::vector<RunResult>& results,
                                       const CommonOptions& options) {
  Comparison comparison{name, labels, {}};
  std::string listing;
  for (std::size_t i = 0; i < results.size(); ++i) {
    comparison.runs.push_back(results[i].report);
    listing += fmt::format("{}\t{}\n", results[i].directory.string(), labels[i]);
  }
  std::filesystem::path directory =
      options.output / fmt::format("{}-comparison-{}", name, sha256_hex(listing).substr(0, 8));
  make_directory(directory);
  const DirectoryLock lock(directory);
  remove_temporaries(directory);
  write_file(directory / "runs.txt", listing);
  write_file(directory / "phases.csv", format_csv(compared_phases(comparison)));
  write_file(directory / "planes.svg", comparison_svg(comparison));
  write_file(directory / "report.html", comparison_html(comparison));
  return directory;
}

}  // namespace infoplane
