#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "infoplane/data/mixture_distributions.h"
#include "infoplane/data/named_pair.h"
#include "infoplane/data/task_maps.h"

namespace infoplane {
namespace {

// streams of the samples and of the matrices; part of what a seed means, so they stay as they are
constexpr std::uint32_t kStream = 700;
constexpr std::uint32_t kMatrixStream = 1300;

NamedPair square(const char* name, std::size_t d, double parameter, PairDistribution pair) {
  return {fmt::format("{0}-{1}-{1}-{2}", name, d, parameter), d, d, std::move(pair)};
}

void half_cube_all(std::span<double> values) {
  for (double& value : values) value = half_cube(value);
}

// each side times a rotation of its own
NamedPair rotated(NamedPair of, std::uint32_t stream) {
  const auto map = [a = random_rotation(of.dx, stream), b = random_rotation(of.dy, stream + 1)](
                       std::span<double> x, std::span<double> y) {
    mix(a, x);
    mix(b, y);
  };
  return image("rotated", std::move(of), map);
}

// each side times a matrix of its own, which stretches too
NamedPair mixed(NamedPair of, std::uint32_t stream) {
  const auto map = [a = random_matrix(of.dx, stream), b = random_matrix(of.dy, stream + 1)](
                       std::span<double> x, std::span<double> y) {
    mix(a, x);
    mix(b, y);
  };
  return image("mixed", std::move(of), map);
}

NamedPair half_cubed(NamedPair of) {
  return image("half_cube", std::move(of), [](std::span<double> x, std::span<double> y) {
    half_cube_all(x);
    half_cube_all(y);
  });
}

std::vector<NamedPair> mixtures() {
  std::vector<NamedPair> out = {square("cross", 1, 0.9, crossed_normals(1, 0.9)),
                                square("cross", 2, 0.8, crossed_normals(2, 0.8)),
                                square("cross", 3, 0.8, crossed_normals(3, 0.8)),
                                square("clusters", 2, 1.5, two_clusters(1.5)),
                                square("clusters", 3, 3, two_clusters(3)),
                                square("scales", 1, 5, two_scales(1, 5)),
                                square("scales", 3, 3, two_scales(3, 3)),
                                square("circle", 1, 0.1, noisy_circle(0.1)),
                                {"angle-2-1-0.3", 2, 1, noisy_angle(0.3)},
                                {"sine-1-1-2-0.3", 1, 1, noisy_sine(2, 0.3)},
                                {"gamma-1-1-1-1", 1, 1, gamma_channel(2, 2)},
                                {"gamma-1-1-3-0.5", 1, 1, gamma_channel(6, 1)},
                                square("parabola", 1, 0.5, noisy_parabola(0.5))};
  out.push_back(rotated(square("parabola", 5, 0.5, noisy_parabola(0.5)), kMatrixStream));
  out.push_back(
      rotated(half_cubed({"student-identity-3-3-5", 3, 3, student(3, 3, 5)}), kMatrixStream + 2));
  out.push_back(
      rotated(half_cubed({"normal-3-3-2-0.8", 3, 3, paired_normal(2, 0.8)}), kMatrixStream + 4));
  out.push_back(mixed({"normal-10-10-3-0.7", 10, 10, paired_normal(3, 0.7)}, kMatrixStream + 6));
  const NamedPair among_many{"parabola-50-5-0.5", 50, 5, noisy_parabola(0.5)};
  out.push_back(among_many);
  out.push_back(rotated(among_many, kMatrixStream + 8));
  return out;
}

}  // namespace

const std::vector<PairTask>& mixture_tasks() {
  static const std::vector<PairTask> tasks =
      number_tasks(TaskGroup::kMixtures, kStream, mixtures());
  return tasks;
}

}  // namespace infoplane
