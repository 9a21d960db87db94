#include <fmt/format.h>

#include "infoplane/core/units.h"
#include "infoplane/report/information_report.h"

namespace infoplane {
namespace {

using Row = std::vector<std::string>;

const Row& information_columns() {
  static const Row columns{"replica",
                           "epoch",
                           "train_loss",
                           "train_accuracy",
                           "test_accuracy",
                           "gap",
                           "gaussian_information_bits",
                           "expected_loss",
                           "pac_bayes_bits",
                           "pac_bayes_code",
                           "pac_bayes_code_noise",
                           "pac_bayes_code_draw"};
  return columns;
}

Row information_row(const TrainingInformation& run, std::size_t r, std::size_t e) {
  const NetworkInformation& network = run.at(r, e);
  Row row{std::to_string(run.replicas[r]), std::to_string(run.epochs[e])};
  for (const std::optional<double>& value :
       {std::optional(network.train_loss), std::optional(network.train_accuracy),
        network.test_accuracy, network.gap(), std::optional(Bits(network.gaussian).value()),
        std::optional(network.expected_loss), std::optional(Bits(network.pac_bayes).value()),
        std::optional(network.code_mean), std::optional(network.code_noise),
        std::optional(network.code_draws.front())}) {
    row.push_back(csv_number(value));
  }
  return row;
}

void add_rows(const TrainingInformation& run, const std::string& label, CsvTable& table) {
  for (std::size_t r = 0; r < run.replicas.size(); ++r) {
    for (std::size_t e = 0; e < run.epochs.size(); ++e) {
      Row row = information_row(run, r, e);
      if (!label.empty()) row.insert(row.begin(), label);
      table.rows.push_back(std::move(row));
    }
  }
}

void add_tau(const GapTau& of, const std::string& where, std::size_t networks,
             const std::optional<KendallTau>& tau, CsvTable& table) {
  if (!tau) return;
  std::optional<double> low;
  std::optional<double> high;
  if (tau->interval) {
    low = tau->interval->low;
    high = tau->interval->high;
  }
  table.rows.push_back({std::string(measure_name(of.measure)), where, std::to_string(networks),
                        csv_number(tau->tau), csv_number(low), csv_number(high)});
}

}  // namespace

CsvTable information_table(const TrainingInformation& run) {
  CsvTable table{information_columns(), {}};
  add_rows(run, "", table);
  return table;
}

CsvTable compared_information_table(const InformationReport& report) {
  CsvTable table{information_columns(), {}};
  table.header.insert(table.header.begin(), "run");
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    add_rows(report.runs[i], report.labels[i], table);
  }
  return table;
}

CsvTable trajectory_table(const TrainingInformation& run) {
  CsvTable table{{"epoch", "bound_bits", "bound_ci_low_bits", "bound_ci_high_bits", "all_bits"},
                 {}};
  const TrajectoryInformation& found = run.trajectory;
  const auto bits = [](double nats) { return Bits(Nats(nats)).value(); };
  const auto bits_or_none = [&](const std::optional<double>& nats) -> std::optional<double> {
    if (!nats) return std::nullopt;
    return bits(*nats);
  };
  for (std::size_t e = 0; e < found.bounds.size(); ++e) {
    const MeanInterval& bound = found.bounds[e];
    table.rows.push_back({std::to_string(run.epochs[e]), csv_number(bits(bound.mean)),
                          csv_number(bits_or_none(bound.low)), csv_number(bits_or_none(bound.high)),
                          csv_number(bits(found.all_nats))});
  }
  return table;
}

CsvTable gap_table(const InformationReport& report) {
  CsvTable table{{"measure", "where", "networks", "tau", "tau_ci_low", "tau_ci_high"}, {}};
  for (const GapTau& of : report.taus) {
    const std::size_t n_replicas = report.runs.front().replicas.size();
    const std::size_t all = n_replicas * report.runs.size();
    if (report.runs.size() > 1) {
      add_tau(of, "pooled", all, of.pooled, table);
      add_tau(of, "between", all, of.between, table);
      add_tau(of, "within", all, of.within_mean, table);
    }
    for (std::size_t c = 0; c < of.within.size(); ++c) {
      add_tau(of, report.labels[c], n_replicas, of.within[c], table);
    }
  }
  return table;
}

}  // namespace infoplane
