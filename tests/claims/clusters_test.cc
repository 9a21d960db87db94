#include "infoplane/claims/clusters.h"

#include <gmock/gmock.h>

#include <optional>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Numbers = std::vector<double>;

// networks of two layers, of which the first is looked at: its I(X;T) in bits at each epoch
struct Networks {
  Plane plane;
  Clustering clustering;

  void add(const Numbers& i_xt_bits, const Numbers& ratios) {
    plane.estimator = "bins:30";
    plane.n_layers = 2;
    const auto replica = static_cast<std::uint32_t>(3 * plane.replicas.size());
    plane.replicas.push_back(replica);
    plane.epochs.clear();
    for (std::size_t e = 0; e < i_xt_bits.size(); ++e) {
      plane.epochs.push_back(10 * e);
      for (const double bits : {i_xt_bits[e], 1.0}) {
        LayerEstimate point;
        point.i_xt.value = Nats(Bits(bits));
        plane.points.push_back(point);
      }
      clustering.ratios.emplace_back(ratios[e]);
      clustering.ratios.emplace_back(std::nullopt);
    }
    clustering.replicas = plane.replicas;
    clustering.epochs = plane.epochs;
    clustering.n_layers = 2;
  }

  [[nodiscard]] Measurement measured(const std::string& layers = "1") const {
    return measure_clusters({Quantity::Kind::kClusters, layers}, plane, clustering);
  }
};

TEST(Clusters, CorrelatesFromThePeakOn) {
  Networks networks;
  // what comes before the peak, at 6 bits, would say the opposite
  networks.add({2, 4, 6, 5, 4, 3}, {1, 0.5, 0.4, 0.3, 0.2, 0.1});
  networks.add({2, 4, 6, 5, 4, 3}, {1, 0.5, 0.1, 0.2, 0.3, 0.4});
  // x = 3, 2, 1, 0 and y = 3, 1, 2, 0: sum dx dy = 4, both squares 5
  networks.add({0, 0, 6, 5, 4, 3}, {9, 9, 0.3, 0.1, 0.2, 0});
  const Measurement found = networks.measured();
  EXPECT_THAT(found.values,
              testing::ElementsAre(testing::DoubleNear(1, 1e-12), testing::DoubleNear(-1, 1e-12),
                                   testing::DoubleNear(0.8, 1e-12)));
  EXPECT_THAT(found.replicas, testing::ElementsAre(0, 3, 6));
  EXPECT_TRUE(found.excluded.empty());
}

TEST(Clusters, LeavesOutNetworksWithoutAChange) {
  Networks networks;
  networks.add({6, 5, 4, 3}, {0.4, 0.3, 0.2, 0.1});
  networks.add({3, 4, 5, 6}, {0.4, 0.3, 0.2, 0.1});  // never falls
  networks.add({6, 5, 4, 3}, {0, 0, 0, 0});
  const Measurement found = networks.measured();
  EXPECT_THAT(found.replicas, testing::ElementsAre(0));
  EXPECT_THAT(found.excluded, testing::ElementsAre(3, 6));
  // the second layer has no distances
  EXPECT_TRUE(networks.measured("1,2").values.empty());
}

TEST(Clusters, AreOfThePlanesNetworks) {
  Networks networks;
  networks.add({6, 5, 4, 3}, {0.4, 0.3, 0.2, 0.1});
  networks.clustering.epochs.back() = 7;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { static_cast<void>(networks.measured()); },
                                           "not of the plane's networks"));
}

}  // namespace
}  // namespace infoplane
