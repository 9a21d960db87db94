#include "infoplane/plane/class_distances.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "infoplane/core/errors.h"
#include "infoplane/plane/replica_reader.h"

namespace infoplane {
namespace {

// One class's rows.
struct ClassMoments {
  double n = 0;
  std::vector<double> mean;
  // sum over the units of the mean squared deviation
  double deviation = 0;
};

std::vector<ClassMoments> class_moments(const Samples& t, const Labels& labels) {
  std::vector<ClassMoments> classes(labels.n_classes);
  for (const std::uint32_t c : labels.classes) ++classes[c].n;
  for (ClassMoments& one : classes) one.mean.resize(n_cols(t), 0.0);
  std::visit(
      [&](const auto& values) {
        for (std::size_t k = 0; k < values.cols; ++k) {
          for (std::size_t i = 0; i < values.rows; ++i) {
            ClassMoments& one = classes[labels.classes[i]];
            one.mean[k] += values(i, k) / one.n;
          }
          for (std::size_t i = 0; i < values.rows; ++i) {
            ClassMoments& one = classes[labels.classes[i]];
            const double u = values(i, k) - one.mean[k];
            one.deviation += u * u / one.n;
          }
        }
      },
      t);
  return classes;
}

}  // namespace

std::optional<ClassDistances> class_distances(const Samples& t, const Labels& labels) {
  if (n_rows(t) != labels.size()) {
    throw InvalidArgument(
        fmt::format("class distances: {} rows, but {} labels", n_rows(t), labels.size()));
  }
  const std::vector<ClassMoments> classes = class_moments(t, labels);
  double n_within = 0;
  double n_between = 0;
  ClassDistances sums;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const ClassMoments& one = classes[c];
    n_within += one.n * (one.n - 1);
    sums.within += 2 * one.n * one.n * one.deviation;
    for (std::size_t other_class = c + 1; other_class < classes.size(); ++other_class) {
      const ClassMoments& other = classes[other_class];
      double apart = 0;
      for (std::size_t k = 0; k < one.mean.size(); ++k) {
        apart += (one.mean[k] - other.mean[k]) * (one.mean[k] - other.mean[k]);
      }
      n_between += one.n * other.n;
      sums.between += one.n * other.n * (one.deviation + other.deviation + apart);
    }
  }
  if (n_within == 0 || n_between == 0) return std::nullopt;
  return ClassDistances{sums.within / n_within, sums.between / n_between};
}

Clustering compute_clustering(const ActivationSource& source, const Work& work) {
  Clustering out{source.replicas(), source.epochs(), source.layers().size(), {}};
  out.ratios.resize(out.replicas.size() * out.epochs.size() * out.n_layers);
  parallel_for(out.replicas.size(), work, [&](std::size_t r) {
    ReplicaReader reader(source, out.replicas[r], {});
    for (std::size_t e = 0; e < out.epochs.size(); ++e) {
      if (work.stop.stop_requested()) throw Interrupted();
      const NetworkSample& sample = reader.read(out.epochs[e]);
      for (std::size_t l = 0; l < out.n_layers; ++l) {
        const auto found = class_distances(sample.layers[l].t, *sample.labels);
        if (!found || found->between == 0) continue;
        out.ratios[(r * out.epochs.size() + e) * out.n_layers + l] = found->within / found->between;
      }
    }
  });
  return out;
}

}  // namespace infoplane
