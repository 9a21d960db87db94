#include "infoplane/plane/plane_compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// what the estimators see of one checkpoint
NetworkSample network_sample(const ActivationSource& source, std::uint32_t replica,
                             const Activations& activations) {
  NetworkSample sample;
  sample.input_ids = source.input_ids(replica);
  sample.labels = &source.labels(replica);
  if (activations.inputs) sample.inputs = activations.inputs->view();
  for (std::size_t l = 0; l < activations.t.size(); ++l) {
    LayerSample layer;
    layer.t = activations.t[l].view();
    if (!activations.preactivations.empty()) {
      layer.preactivation = activations.preactivations[l].view();
    }
    layer.activation_range = source.layers()[l].activation_range;
    sample.layers.push_back(layer);
  }
  return sample;
}

// runs `estimate`; if the sample does not suit the estimator, says where that was
template <class Body>
void naming(const std::string& where, const Body& estimate) {
  try {
    estimate();
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(fmt::format("{}: {}", where, error.what()));
  }
}

// an estimator at work on one replica
struct Job {
  std::size_t index = 0;
  const Estimator* estimator = nullptr;
  std::unique_ptr<const Estimator> fitted;
  ReplicaEstimates estimates;
};

class ReplicaPlanes {
 public:
  ReplicaPlanes(const ActivationSource& source, std::uint32_t replica, const Wanted& wanted)
      : source_(source), replica_(replica), wanted_(wanted) {}

  void fit(Job& job) {
    job.fitted = job.estimator->fitted([this](const auto& visit) {
      for (const std::size_t epoch : source_.epochs()) visit(read(epoch));
    });
    if (job.fitted) job.estimator = job.fitted.get();
  }

  const NetworkSample& read(std::size_t epoch) {
    source_.read(replica_, epoch, wanted_, activations_);
    sample_ = network_sample(source_, replica_, activations_);
    return sample_;
  }

 private:
  const ActivationSource& source_;
  std::uint32_t replica_;
  Wanted wanted_;
  Activations activations_;
  NetworkSample sample_;
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
    Wanted wanted;
    for (const Job& job : jobs) {
      wanted.preactivations |= job.estimator->needs_preactivation();
      wanted.inputs |= job.estimator->uses_inputs();
    }
    ReplicaPlanes planes(source_, number, wanted);
    for (Job& job : jobs) {
      naming(fmt::format("replica {}, {}", number, job.estimator->spec()),
             [&] { planes.fit(job); });
    }
    for (const std::size_t epoch : source_.epochs()) {
      if (jobs.empty()) break;
      if (work_.stop.stop_requested()) throw Interrupted();
      const NetworkSample& sample = planes.read(epoch);
      for (Job& job : jobs) {
        naming(fmt::format("replica {}, epoch {}, {}", number, epoch, job.estimator->spec()),
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
  for (const auto& estimator : estimators) {
    if (estimator->needs_preactivation() && !source.has_preactivations()) {
      throw InvalidArgument(
          fmt::format("{}: needs pre-activations, which were not recorded", estimator->spec()));
    }
  }
  Computation computation(source, estimators, store, work);
  parallel_for(source.replicas().size(), work, [&](std::size_t r) { computation.replica(r); });
  std::vector<Plane> planes;
  for (std::size_t i = 0; i < estimators.size(); ++i) planes.push_back(computation.plane(i));
  return planes;
}

}  // namespace infoplane
