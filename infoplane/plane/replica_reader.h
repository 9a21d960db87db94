#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "infoplane/estimate/estimator.h"
#include "infoplane/run/activation_source.h"

namespace infoplane {

/// Reads one replica's checkpoints as estimators see them.
class ReplicaReader {
 public:
  /// `source` must outlive this.
  ReplicaReader(const ActivationSource& source, std::uint32_t replica, const Wanted& wanted)
      : source_(source), replica_(replica), wanted_(wanted) {}

  /// Valid until the next call.
  const NetworkSample& read(std::size_t epoch);

  /// An estimator that has seen all checkpoints, or null if it does not need to.
  std::unique_ptr<const Estimator> fitted(const Estimator& estimator);

 private:
  const ActivationSource& source_;
  std::uint32_t replica_;
  Wanted wanted_;
  Activations activations_;
  NetworkSample sample_;
};

/// What all of the estimators together want to have read.
Wanted wanted_by(const std::vector<const Estimator*>& estimators);

/// Calls `estimate`; if the sample does not suit the estimator (InvalidArgument), says where that
/// was.
void naming_place(const std::string& where, const std::function<void()>& estimate);

/// Throws InvalidArgument if an estimator needs what the source does not have.
void check_suits(const ActivationSource& source,
                 const std::vector<std::unique_ptr<const Estimator>>& estimators);

}  // namespace infoplane
