#include "infoplane/plane/plane_compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "infoplane/core/errors.h"
#include "infoplane/plane/replica_reader.h"

namespace infoplane {
namespace {

// an estimator at work on one replica
struct Job {
  std::size_t index = 0;
  const Estimator* estimator = nullptr;
  std::unique_ptr<const Estimator> fitted;
  ReplicaEstimates estimates;
};

class Computation {
 public:
  Computation(const ActivationSource& source,
              const std::vector<std::unique_ptr<const Estimator>>& estimators,
              const EstimateStore* store, const Work& work)
      : source_(source),
        estimators_(estimators),
        store_(store),
        work_(work),
        inner_{.n_threads = work.n_threads, .progress = {}, .stop = work.stop},
        results_(estimators.size()),
        total_(static_cast<double>(estimators.size() * source.replicas().size() *
                                   source.epochs().size())) {
    for (auto& of_estimator : results_) of_estimator.resize(source.replicas().size());
  }

  // fills results for the r-th replica
  void replica(std::size_t r) {
    const std::uint32_t number = source_.replicas()[r];
    std::vector<Job> jobs = missing(r);
    std::vector<const Estimator*> asked;
    asked.reserve(jobs.size());
    for (const Job& job : jobs) asked.push_back(job.estimator);
    ReplicaReader reader(source_, number, wanted_by(asked));
    for (Job& job : jobs) {
      naming_place(fmt::format("replica {}, {}", number, job.estimator->spec()), [&] {
        job.fitted = reader.fitted(*job.estimator);
        if (job.fitted) job.estimator = job.fitted.get();
      });
    }
    for (const std::size_t epoch : source_.epochs()) {
      if (jobs.empty()) break;
      if (work_.stop.stop_requested()) throw Interrupted();
      const NetworkSample& sample = reader.read(epoch);
      for (Job& job : jobs) {
        naming_place(fmt::format("replica {}, epoch {}, {}", number, epoch, job.estimator->spec()),
                     [&] { job.estimates.push_back(job.estimator->network(sample, inner_)); });
      }
      advance(jobs.size());
    }
    for (Job& job : jobs) {
      if (store_ != nullptr) {
        store_->save(estimators_[job.index]->spec(), number, source_.fingerprint(number),
                     job.estimates);
      }
      results_[job.index][r] = std::move(job.estimates);
    }
  }

  [[nodiscard]] Plane plane(std::size_t index) {
    Plane plane;
    plane.estimator = estimators_[index]->spec();
    plane.replicas = source_.replicas();
    plane.epochs = source_.epochs();
    plane.n_layers = source_.layers().size();
    if (!plane.replicas.empty()) plane.n_samples = source_.labels(plane.replicas[0]).size();
    for (ReplicaEstimates& of_replica : results_[index]) {
      for (NetworkEstimate& network : of_replica) {
        std::ranges::move(network.layers, std::back_inserter(plane.points));
        std::ranges::move(network.between, std::back_inserter(plane.between));
      }
    }
    return plane;
  }

 private:
  // takes from the store what is there; the rest is to do
  std::vector<Job> missing(std::size_t r) {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < estimators_.size(); ++i) {
      std::optional<ReplicaEstimates> stored;
      if (store_ != nullptr) {
        stored = store_->load(estimators_[i]->spec(), source_.replicas()[r],
                              source_.fingerprint(source_.replicas()[r]), source_.epochs().size(),
                              source_.layers().size());
      }
      if (stored) {
        results_[i][r] = std::move(*stored);
        advance(source_.epochs().size());
      } else {
        jobs.push_back({i, estimators_[i].get(), nullptr, {}});
      }
    }
    return jobs;
  }

  void advance(std::size_t n) {
    if (!work_.progress) return;
    const std::scoped_lock lock(mutex_);
    done_ += static_cast<double>(n);
    work_.progress(done_, total_);
  }

  const ActivationSource& source_;
  const std::vector<std::unique_ptr<const Estimator>>& estimators_;
  const EstimateStore* store_;
  const Work& work_;
  // of one estimate: what replicas leave idle
  Work inner_;
  // [estimator][replica]
  std::vector<std::vector<ReplicaEstimates>> results_;
  double total_;
  double done_ = 0;
  std::mutex mutex_;
};

}  // namespace

std::vector<Plane> compute_planes(const ActivationSource& source,
                                  const std::vector<std::unique_ptr<const Estimator>>& estimators,
                                  const EstimateStore* store, const Work& work) {
  check_suits(source, estimators);
  Computation computation(source, estimators, store, work);
  parallel_for(source.replicas().size(), work, [&](std::size_t r) { computation.replica(r); });
  std::vector<Plane> planes;
  for (std::size_t i = 0; i < estimators.size(); ++i) planes.push_back(computation.plane(i));
  return planes;
}

}  // namespace infoplane
