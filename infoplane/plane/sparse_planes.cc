#include "infoplane/plane/sparse_planes.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <map>
#include <mutex>
#include <set>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"
#include "infoplane/plane/replica_reader.h"

namespace infoplane {
namespace {

// estimates of one replica by one estimator, by the index of the epoch
using Points = std::map<std::size_t, NetworkEstimate>;

double difference_bits(const Estimate& a, const Estimate& b) {
  return a.value && b.value ? Bits(*a.value - *b.value).value() : 0;
}

double distance_bits(const NetworkEstimate& a, const NetworkEstimate& b) {
  double farthest = 0;
  for (std::size_t l = 0; l < a.layers.size(); ++l) {
    farthest = std::max(farthest, std::hypot(difference_bits(a.layers[l].i_xt, b.layers[l].i_xt),
                                             difference_bits(a.layers[l].i_ty, b.layers[l].i_ty)));
  }
  return farthest;
}

// the middles of all gaps between epochs whose points are too far apart
std::vector<std::size_t> middles(const Points& points, double delta_bits) {
  std::vector<std::size_t> out;
  for (auto a = points.begin(), b = std::next(a); b != points.end(); ++a, ++b) {
    if (b->first - a->first < 2) continue;
    if (distance_bits(a->second, b->second) > delta_bits) {
      out.push_back(a->first + (b->first - a->first) / 2);
    }
  }
  return out;
}

class Bisection {
 public:
  Bisection(const ActivationSource& source,
            const std::vector<std::unique_ptr<const Estimator>>& estimators, const Work& work)
      : source_(source),
        estimators_(estimators),
        work_(work),
        inner_{.n_threads = work.n_threads, .progress = {}, .stop = work.stop},
        replicas_(source.replicas().size()) {
    for (const auto& estimator : estimators) seen_.push_back(estimator.get());
    parallel_for(replicas_.size(), work, [&](std::size_t r) { fit(r); });
  }

  void run(double delta_bits) {
    const std::size_t last = source_.epochs().size() - 1;
    std::vector<std::size_t> epochs = {0};
    if (last > 0) epochs.push_back(last);
    while (!epochs.empty()) {
      parallel_for(replicas_.size(), work_, [&](std::size_t r) { evaluate(r, epochs); });
      std::set<std::size_t> wanted;
      for (const Replica& replica : replicas_) {
        for (const Points& points : replica.points) {
          for (const std::size_t epoch : middles(points, delta_bits)) wanted.insert(epoch);
        }
      }
      epochs.assign(wanted.begin(), wanted.end());
    }
    if (work_.progress) work_.progress(1, 1);
  }

  [[nodiscard]] Plane plane(std::size_t i) const {
    Plane plane;
    plane.estimator = estimators_[i]->spec();
    plane.replicas = source_.replicas();
    plane.n_layers = source_.layers().size();
    if (replicas_.empty()) return plane;
    plane.n_samples = source_.labels(plane.replicas[0]).size();
    for (const auto& [epoch, network] : replicas_[0].points[i]) {
      plane.epochs.push_back(source_.epochs()[epoch]);
    }
    for (const Replica& replica : replicas_) {
      for (const auto& [epoch, network] : replica.points[i]) {
        plane.points.insert(plane.points.end(), network.layers.begin(), network.layers.end());
        plane.between.insert(plane.between.end(), network.between.begin(), network.between.end());
      }
    }
    return plane;
  }

 private:
  struct Replica {
    // one an estimator; null if it is itself
    std::vector<std::unique_ptr<const Estimator>> fitted;
    std::vector<Points> points;
  };

  void fit(std::size_t r) {
    const std::uint32_t number = source_.replicas()[r];
    ReplicaReader reader(source_, number, wanted_by(seen_));
    for (const Estimator* estimator : seen_) {
      naming_place(fmt::format("replica {}, {}", number, estimator->spec()),
                   [&] { replicas_[r].fitted.push_back(reader.fitted(*estimator)); });
    }
    replicas_[r].points.resize(seen_.size());
  }

  void evaluate(std::size_t r, const std::vector<std::size_t>& epochs) {
    const std::uint32_t number = source_.replicas()[r];
    ReplicaReader reader(source_, number, wanted_by(seen_));
    Replica& replica = replicas_[r];
    for (const std::size_t index : epochs) {
      if (work_.stop.stop_requested()) throw Interrupted();
      const std::size_t epoch = source_.epochs()[index];
      const NetworkSample& sample = reader.read(epoch);
      for (std::size_t i = 0; i < seen_.size(); ++i) {
        const Estimator& estimator = replica.fitted[i] ? *replica.fitted[i] : *seen_[i];
        naming_place(fmt::format("replica {}, epoch {}, {}", number, epoch, seen_[i]->spec()),
                     [&] { replica.points[i][index] = estimator.network(sample, inner_); });
      }
      advance();
    }
  }

  void advance() {
    if (!work_.progress) return;
    const std::scoped_lock lock(mutex_);
    // as if all were needed
    work_.progress(++n_done_, static_cast<double>(source_.epochs().size() * replicas_.size()));
  }

  const ActivationSource& source_;
  const std::vector<std::unique_ptr<const Estimator>>& estimators_;
  const Work& work_;
  Work inner_;
  std::vector<const Estimator*> seen_;
  std::vector<Replica> replicas_;
  double n_done_ = 0;
  std::mutex mutex_;
};

}  // namespace

std::vector<Plane> compute_sparse_planes(
    const ActivationSource& source, const std::vector<std::unique_ptr<const Estimator>>& estimators,
    double delta_bits, const Work& work) {
  if (!(delta_bits > 0)) {
    throw InvalidArgument(fmt::format("plane: delta is {} bits, but must be above 0", delta_bits));
  }
  check_suits(source, estimators);
  Bisection bisection(source, estimators, work);
  bisection.run(delta_bits);
  std::vector<Plane> planes;
  for (std::size_t i = 0; i < estimators.size(); ++i) planes.push_back(bisection.plane(i));
  return planes;
}

}  // namespace infoplane
