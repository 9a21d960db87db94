#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"
#include "infoplane/core/range.h"

namespace infoplane {

/// What is known of a recorded layer.
struct LayerInfo {
  std::size_t width = 0;
  /// The activation function's name, "" if unknown.
  std::string activation;
  /// The activation's own range; empty if unbounded or unknown.
  std::optional<Range> activation_range;
  /// Standard deviation of the layer's own noise, which is in its activations.
  double noise = 0;
};

/// All layers at one checkpoint, over the same N samples.
struct Activations {
  /// t[l]: (N, d_l).
  std::vector<SampleBuffer> t;
  /// Likewise what enters the activation; empty if not asked for.
  std::vector<SampleBuffer> preactivations;
  /// Likewise the activations without the layer's own noise (but with what the noise of the layers
  /// below makes of them); empty if not asked for.
  std::vector<SampleBuffer> noiseless;
  /// The inputs, (N, d_x); empty if not asked for or not recorded.
  std::optional<SampleBuffer> inputs;
};

/// What to read besides the activations.
struct Wanted {
  bool preactivations = false;
  bool noiseless = false;
  bool inputs = false;
};

/// Recorded activations of one or more replicas of a network, from wherever: a run's checkpoints, a
/// trace of another program. All that the plane knows of networks.
class ActivationSource {
 public:
  virtual ~ActivationSource() = default;

  /// From the first hidden layer to the output.
  [[nodiscard]] virtual const std::vector<LayerInfo>& layers() const = 0;
  /// Numbers of the replicas that are there, increasing.
  [[nodiscard]] virtual const std::vector<std::uint32_t>& replicas() const = 0;
  /// The recorded epochs, increasing; the same for every replica.
  [[nodiscard]] virtual const std::vector<std::size_t>& epochs() const = 0;
  /// Labels of the samples of a replica, in the order of the rows that read() gives.
  [[nodiscard]] virtual const Labels& labels(std::uint32_t replica) const = 0;
  /// Which input each of those rows is: equal numbers, equal inputs. Of a network with noise there
  /// are several rows of each.
  [[nodiscard]] virtual std::span<const std::uint32_t> input_ids(std::uint32_t replica) const = 0;
  [[nodiscard]] virtual bool has_preactivations() const = 0;
  /// What the activations of a replica are made from, as a short text: where it is the same, so are
  /// they. Tells whether estimates that were kept are still those of this source.
  [[nodiscard]] virtual std::string fingerprint(std::uint32_t replica) const = 0;

  /// Fills `out`, reusing its memory. Thread-safe for different `out`. Throws DataError if the
  /// record is damaged, InvalidArgument if it is not there.
  virtual void read(std::uint32_t replica, std::size_t epoch, const Wanted& wanted,
                    Activations& out) const = 0;
};

}  // namespace infoplane
