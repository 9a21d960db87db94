#include "infoplane/weights/gap_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "infoplane/core/correlation_interval.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// numbers of networks: [condition][replica]
using Table = std::vector<std::vector<double>>;

double mean_of(const std::vector<double>& values, const std::vector<std::size_t>& which) {
  double sum = 0;
  for (const std::size_t i : which) sum += values[i];
  return sum / static_cast<double>(which.size());
}

std::optional<double> plain_tau(const std::vector<double>& x, const std::vector<double>& y) {
  // one group: there is no interval to be had, and none is needed
  const auto tau = kendall_tau(x, y, std::vector<std::uint32_t>(x.size(), 0));
  if (!tau) return std::nullopt;
  return tau->tau;
}

// a tau of all replicas with the jackknife's interval, from that of some of them
std::optional<KendallTau> over_replicas(std::size_t n, const CorrelationOfRows& tau_of) {
  std::vector<std::uint32_t> groups(n);
  std::iota(groups.begin(), groups.end(), 0U);
  const std::optional<double> tau = tau_of({groups.begin(), groups.end()});
  if (!tau) return std::nullopt;
  // atanh knows no interval around a perfect order
  if (std::abs(*tau) == 1) return KendallTau{*tau, std::nullopt};
  return KendallTau{*tau, correlation_interval(*tau, groups, tau_of)};
}

std::optional<KendallTau> pooled_tau(const Table& x, const Table& gaps) {
  std::vector<double> all_x;
  std::vector<double> all_gaps;
  std::vector<std::uint32_t> groups;
  for (std::size_t c = 0; c < x.size(); ++c) {
    for (std::size_t r = 0; r < x[c].size(); ++r) {
      all_x.push_back(x[c][r]);
      all_gaps.push_back(gaps[c][r]);
      groups.push_back(static_cast<std::uint32_t>(r));
    }
  }
  return kendall_tau(all_x, all_gaps, groups);
}

// x_of(c, replicas): a condition's number from some of the replicas
template <class OfReplicas>
std::optional<KendallTau> between_tau(const Table& gaps, const OfReplicas& x_of) {
  if (gaps.size() < 2) return std::nullopt;
  const auto tau_of = [&](const std::vector<std::size_t>& replicas) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t c = 0; c < gaps.size(); ++c) {
      x.push_back(x_of(c, replicas));
      y.push_back(mean_of(gaps[c], replicas));
    }
    return plain_tau(x, y);
  };
  return over_replicas(gaps.front().size(), tau_of);
}

// mean over conditions of the tau within them, of some of the replicas; empty if none has one
std::optional<double> mean_within(const Table& x, const Table& gaps,
                                  const std::vector<std::size_t>& replicas) {
  double sum = 0;
  double n = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    std::vector<double> some_x;
    std::vector<double> some_gaps;
    for (const std::size_t r : replicas) {
      some_x.push_back(x[c][r]);
      some_gaps.push_back(gaps[c][r]);
    }
    const std::optional<double> tau = plain_tau(some_x, some_gaps);
    sum += tau.value_or(0);
    n += tau ? 1 : 0;
  }
  if (n == 0) return std::nullopt;
  return sum / n;
}

Table gaps_of(const std::vector<TrainingInformation>& conditions) {
  Table gaps;
  for (const TrainingInformation& condition : conditions) {
    if (condition.replicas != conditions.front().replicas) {
      throw InvalidArgument(
          "information: runs can be compared where they have the same replicas, but these differ");
    }
    std::vector<double>& out = gaps.emplace_back();
    for (std::size_t r = 0; r < condition.replicas.size(); ++r) {
      const std::optional<double> gap = condition.last(r).gap();
      if (!gap) {
        throw InvalidArgument(
            "information: there is no generalisation gap without test samples "
            "(data.train_fraction is 1)");
      }
      out.push_back(*gap);
    }
  }
  return gaps;
}

GapTau tau_of_networks(const std::vector<TrainingInformation>& conditions, const Table& gaps,
                       WeightMeasure measure) {
  Table x;
  GapTau out;
  out.measure = measure;
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    std::vector<double>& values = x.emplace_back();
    for (std::size_t r = 0; r < conditions[c].replicas.size(); ++r) {
      values.push_back(measure_of(conditions[c].last(r), measure));
    }
    out.within.push_back(kendall_tau(values, gaps[c]));
  }
  out.pooled = pooled_tau(x, gaps);
  out.between = between_tau(gaps, [&x](std::size_t c, const std::vector<std::size_t>& replicas) {
    return mean_of(x[c], replicas);
  });
  out.within_mean = over_replicas(
      gaps.front().size(),
      [&](const std::vector<std::size_t>& replicas) { return mean_within(x, gaps, replicas); });
  return out;
}

// the bound is a mean over replicas as it is; without one of them it is last_left_out
GapTau tau_of_bounds(const std::vector<TrainingInformation>& conditions, const Table& gaps) {
  const std::size_t n_replicas = gaps.front().size();
  GapTau out;
  out.measure = WeightMeasure::kTrajectoryBound;
  out.within.resize(conditions.size());
  out.between =
      between_tau(gaps, [&](std::size_t c, const std::vector<std::size_t>& replicas) -> double {
        const TrajectoryInformation& found = conditions[c].trajectory;
        if (replicas.size() == n_replicas) return found.bounds.back().mean;
        // the one that is not there
        std::size_t missing = 0;
        while (missing < replicas.size() && replicas[missing] == missing) ++missing;
        return found.last_left_out[missing];
      });
  return out;
}

}  // namespace

std::string_view measure_name(WeightMeasure measure) {
  static constexpr std::array<std::string_view, 6> kNames{"gaussian",       "pac-bayes",
                                                          "pac-bayes-code", "pac-bayes-code-draw",
                                                          "train-loss",     "trajectory-bound"};
  return kNames[static_cast<std::size_t>(measure)];
}

const std::vector<WeightMeasure>& network_measures() {
  static const std::vector<WeightMeasure> all{
      WeightMeasure::kGaussian, WeightMeasure::kPacBayes, WeightMeasure::kPacBayesCode,
      WeightMeasure::kPacBayesDraw, WeightMeasure::kTrainLoss};
  return all;
}

double measure_of(const NetworkInformation& network, WeightMeasure measure) {
  switch (measure) {
    case WeightMeasure::kGaussian:
      return network.gaussian.value();
    case WeightMeasure::kPacBayes:
      return network.pac_bayes.value();
    case WeightMeasure::kPacBayesCode:
      return network.code_mean;
    case WeightMeasure::kPacBayesDraw:
      return network.code_draws.front();
    case WeightMeasure::kTrainLoss:
      return network.train_loss;
    case WeightMeasure::kTrajectoryBound:
      break;
  }
  throw InvalidArgument("information: the trajectory bound is of a run and not of a network");
}

std::vector<GapTau> compare_with_gap(const std::vector<TrainingInformation>& conditions) {
  if (conditions.empty()) throw InvalidArgument("information: there are no runs to compare");
  const Table gaps = gaps_of(conditions);
  std::vector<GapTau> out;
  for (const WeightMeasure measure : network_measures()) {
    out.push_back(tau_of_networks(conditions, gaps, measure));
  }
  const auto has_bound = [](const TrainingInformation& run) {
    return run.trajectory.absent.empty();
  };
  if (std::ranges::all_of(conditions, has_bound)) out.push_back(tau_of_bounds(conditions, gaps));
  return out;
}

}  // namespace infoplane
