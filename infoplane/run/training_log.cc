#include "infoplane/run/training_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

std::vector<std::string> training_header(std::size_t n_layers) {
  std::vector<std::string> header{"replica", "epoch", "train_loss", "train_accuracy",
                                  "test_accuracy"};
  for (const std::string_view what : {"weight_norm", "gradient_mean_norm", "gradient_std_norm"}) {
    for (std::size_t l = 1; l <= n_layers; ++l) header.push_back(fmt::format("{}_{}", what, l));
  }
  return header;
}

// one field a layer; all empty where nothing was measured
void append_layers(std::vector<std::string>& fields, const std::vector<double>& values,
                   std::size_t n_layers) {
  if (!values.empty() && values.size() != n_layers) {
    throw InvalidArgument(fmt::format("training log: a row has values for {} layers, expected {}",
                                      values.size(), n_layers));
  }
  for (std::size_t l = 0; l < n_layers; ++l) {
    fields.push_back(values.empty() ? "" : csv_number(values[l]));
  }
}

}  // namespace

CsvTable training_table(const std::vector<TrainingRow>& rows, std::size_t n_layers) {
  std::vector<TrainingRow> sorted = rows;
  std::ranges::sort(sorted, {},
                    [](const TrainingRow& row) { return std::pair(row.replica, row.epoch); });
  CsvTable table{.header = training_header(n_layers), .rows = {}};
  for (const auto& [replica, epoch, metrics] : sorted) {
    std::vector<std::string> fields{
        fmt::format("{}", replica), fmt::format("{}", epoch), csv_number(metrics.train_loss),
        csv_number(metrics.train_accuracy), csv_number(metrics.test_accuracy)};
    append_layers(fields, metrics.weight_norm, n_layers);
    append_layers(fields, metrics.gradient_mean_norm, n_layers);
    append_layers(fields, metrics.gradient_std_norm, n_layers);
    table.rows.push_back(std::move(fields));
  }
  return table;
}

}  // namespace infoplane
