#include "infoplane/audit/pattern_layer.h"

#include <array>
#include <cmath>

#include "infoplane/core/random.h"

namespace infoplane {

std::vector<double> pattern_activations(const PatternLayer& layer) {
  Stream stream(0, 0, Purpose::kTask, layer.weights);
  std::vector<double> t(kPatterns * layer.width);
  for (std::size_t j = 0; j < layer.width; ++j) {
    std::array<double, kPatternBits> w{};
    for (double& weight : w) weight = stream.normal() / std::sqrt(3.0);
    const double bias = 0.5 * stream.normal();
    for (std::size_t pattern = 0; pattern < kPatterns; ++pattern) {
      double z = bias;
      for (std::size_t k = 0; k < kPatternBits; ++k) {
        if ((pattern >> (kPatternBits - 1 - k) & 1U) != 0) z += w[k];
      }
      t[j * kPatterns + pattern] = activate(layer.activation, z);
    }
  }
  return t;
}

}  // namespace infoplane
