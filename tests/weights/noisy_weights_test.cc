#include "infoplane/weights/noisy_weights.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

#include "infoplane/data/sphere12.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {
namespace {

TEST(NoisyWeights, TableOfS) {
  const Dataset data = sphere12({}, 0);
  const NetworkSpec spec = make_network(12, parse_hidden_layers(getenv("HH") ? getenv("HH") : "10-7-5-4-3", Activation::kTanh), 2, Loss::kCrossEntropy, Initialiser::kTruncatedNormalFanIn);
  TrainSpec train; train.batch = 256; train.epochs = 300; const int ep = getenv("EP") ? atoi(getenv("EP")) : 300; train.learning_rate = 1e-3;
  std::vector<std::uint32_t> rows(4096); std::iota(rows.begin(), rows.end(), 0U);
  TrainData td{.x = row_major(data.x.data(), 4096, 12), .labels = data.labels.classes, .train_rows = rows, .test_rows = {}};
  auto trainer = make_trainer(spec, train, td, {});
  for (int e = 0; e < ep; ++e) trainer->run_epoch(false);
  printf("loss %g acc %g\n", trainer->metrics().train_loss, trainer->metrics().train_accuracy);
  // every eighth pattern
  const std::size_t n = getenv("NN") ? atoi(getenv("NN")) : 512; const std::size_t kk = getenv("KK") ? atoi(getenv("KK")) : 200; const double s1 = getenv("SS") ? atof(getenv("SS")) : 0.1; const std::uint64_t sd = getenv("SD") ? atoi(getenv("SD")) : 0;
  MatrixView<float> x = td.x; x.rows = n; x.row_stride *= 4096 / n;
  for (double s : {s1}) {
    auto t0 = std::chrono::steady_clock::now();
    const auto out = noisy_weights_information({spec, trainer->state().parameters, trainer->state().statistics, IsotropicNoise{s}}, x, {.n_draws = kk, .n_pairs = (size_t)(getenv("PP") ? atoi(getenv("PP")) : 8), .seed = sd, .bounds = true}, {});
    double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
    printf("s %g  %.2f s\n", s, t);
    for (const auto& l : out)
      printf("  layer %zu lin %.3f+-%.3f [%.3f %.3f] drawn %.3f+-%.3f [%.3f %.3f] gauss %.3f+-%.3f  dmean %.4f dcov %.4f dvar %.4f fails %d unres %d | diff %.4f+-%.4f rel %.4f gauss rel %.4f\n", l.layer, Bits(l.linearised.value).value(), Bits(l.linearised.std_error).value(), Bits(*l.linearised.lower).value(), Bits(*l.linearised.upper).value(),
        Bits(l.drawn->value).value(), Bits(l.drawn->std_error).value(), Bits(*l.drawn_lower).value(), Bits(*l.drawn_upper).value(), Bits(l.gaussian.value).value(), Bits(l.gaussian.std_error).value(), l.mean_difference, l.covariance_difference, l.variance_difference, l.linearisation_fails, l.unresolved, Bits(l.information_difference.value).value(), Bits(l.information_difference.std_error).value(), l.linearised.value.value()/l.drawn->value.value()-1, l.linearised.value.value()/l.gaussian.value.value()-1);
  }
}

}  // namespace
}  // namespace infoplane
