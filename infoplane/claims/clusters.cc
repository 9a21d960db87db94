#include "infoplane/claims/clusters.h"

#include <optional>
#include <vector>

#include "infoplane/claims/correlation.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// of one network's layer
std::optional<double> correlation_after_peak(const Plane& plane, const Clustering& clustering,
                                             std::size_t r, std::size_t l) {
  const auto information = [&](std::size_t e) {
    return Bits(*plane.at(r, e, l).i_xt.value).value();
  };
  std::size_t peak = 0;
  for (std::size_t e = 1; e < plane.epochs.size(); ++e) {
    if (information(e) > information(peak)) peak = e;
  }
  std::vector<double> informations;
  std::vector<double> ratios;
  for (std::size_t e = peak; e < plane.epochs.size(); ++e) {
    const std::optional<double>& ratio = clustering.at(r, e, l);
    if (!ratio) continue;
    informations.push_back(information(e));
    ratios.push_back(*ratio);
  }
  const Correlation found = correlation(informations, ratios);
  if (!found.value) return std::nullopt;
  return found.value->mean;
}

}  // namespace

Measurement measure_clusters(const Quantity& quantity, const Plane& plane,
                             const Clustering& clustering) {
  Quantity drop = quantity;
  drop.kind = Quantity::Kind::kDrop;
  const Measurement drops = measure(drop, plane);
  if (clustering.replicas != plane.replicas || clustering.epochs != plane.epochs ||
      clustering.n_layers != plane.n_layers) {
    throw InvalidArgument("claim: the classes' distances are not of the plane's networks");
  }
  const std::vector<std::size_t> layers = chosen_layers(quantity, plane.n_layers);
  Measurement out{drops.run, drops.estimator, drops.n_samples, {}, {}};
  out.excluded_as = "without a change to correlate";
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    double sum = 0;
    bool all = true;
    for (const std::size_t l : layers) {
      const auto one = correlation_after_peak(plane, clustering, r, l);
      all = all && one.has_value();
      sum += one.value_or(0);
    }
    if (!all) {
      out.excluded.push_back(plane.replicas[r]);
      continue;
    }
    out.replicas.push_back(plane.replicas[r]);
    out.values.push_back(sum / static_cast<double>(layers.size()));
  }
  return out;
}

}  // namespace infoplane
