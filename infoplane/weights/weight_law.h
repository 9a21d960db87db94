#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/run/task.h"

namespace infoplane {

/// The numbers that make a network: ParameterLayout's order, and batch norm's running statistics.
struct NetworkWeights {
  std::vector<float> parameters;
  std::vector<float> statistics;
};

/// A law of the weights W of a network: at each of its epochs R equally likely weight vectors
/// that do not depend on the inputs. docs/methods.md section 18 says what each law stands for.
/// Immutable and thread-safe once made.
class WeightLaw {
 public:
  virtual ~WeightLaw() = default;

  /// The canonical specification: "inits", "gaussian:sd=0.1,vectors=50,replica=0".
  [[nodiscard]] virtual std::string spec() const = 0;
  /// Whether the hidden units of every vector are to be matched to those of the first one.
  [[nodiscard]] virtual bool aligned() const { return false; }
  /// R, the same at all epochs; at least 2.
  [[nodiscard]] virtual std::size_t n_vectors() const = 0;
  /// Blocks of consecutive vectors that can be taken for independent: R where each vector is a draw
  /// of its own, fewer where they follow each other in a chain.
  [[nodiscard]] virtual std::size_t n_blocks() const { return n_vectors(); }
  /// The epochs at which there are vectors, increasing.
  [[nodiscard]] virtual const std::vector<std::size_t>& epochs() const = 0;
  /// The rows of the data that are the inputs, the same under every vector.
  [[nodiscard]] virtual std::vector<std::uint32_t> rows() const = 0;
  /// The R vectors at one of the epochs: the same each time. Throws DataError where what they are
  /// made from is damaged.
  [[nodiscard]] virtual std::vector<NetworkWeights> vectors(std::size_t epoch) const = 0;
  /// What the vectors are made from, as a short text: where it is the same, so are they.
  [[nodiscard]] virtual std::string fingerprint() const = 0;
};

/// Throws InvalidArgument for a network with noise on its units: with W known, its layers are no
/// function of the input.
void check_law_of_network(const Task& task);

}  // namespace infoplane
