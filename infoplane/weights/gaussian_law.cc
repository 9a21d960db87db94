#include "infoplane/weights/gaussian_law.h"

#include <algorithm>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/curvature_spectrum.h"
#include "infoplane/weights/stored_law.h"
#include "infoplane/weights/swag.h"
#include "infoplane/weights/training_law.h"

namespace infoplane {
namespace {

// columns of SWAG's low-rank part, and iterates that it is made of, at most
constexpr std::size_t kSwagRank = 20;
constexpr std::size_t kSwagIterates = 100;

CurvatureKind curvature_of(LawSpec::Covariance covariance) {
  switch (covariance) {
    case LawSpec::Covariance::kLaplaceDiagonal:
      return CurvatureKind::kGaussNewtonDiagonal;
    case LawSpec::Covariance::kLaplaceKronecker:
      return CurvatureKind::kKronecker;
    case LawSpec::Covariance::kLaplaceHessian:
      return CurvatureKind::kHessian;
    default:
      return CurvatureKind::kGaussNewton;
  }
}

Eigen::VectorXd as_vector(const std::vector<float>& values) {
  return Eigen::Map<const Eigen::VectorXf>(values.data(), static_cast<Eigen::Index>(values.size()))
      .cast<double>();
}

// what SWAG is made of: the window of steps before each checkpoint that has so many
std::unique_ptr<const WeightLaw> make_iterates(const LawSpec& spec, const Task& task,
                                               const RunDirectory& directory, const Work& work) {
  LawSpec window;
  window.kind = LawSpec::Kind::kWindow;
  window.n_steps = spec.n_steps;
  window.n_vectors = std::min(kSwagIterates, spec.n_steps);
  window.replica = spec.replica;
  return make_window_law(window, task, directory, work);
}

GaussianWeights swag_at(const WeightLaw& iterates, std::size_t epoch) {
  SwagIterates swag(kSwagRank);
  for (const NetworkWeights& w : iterates.vectors(epoch)) swag.add(w.parameters);
  return swag.law();
}

}  // namespace

GaussianWeights gaussian_law_at(const LawSpec& spec, const NetworkSpec& network,
                                const LabelledRows& training, const Checkpoint& checkpoint,
                                const Work& work) {
  if (spec.covariance == LawSpec::Covariance::kIsotropic) {
    return GaussianWeights::isotropic(as_vector(checkpoint.parameters), spec.deviation);
  }
  if (spec.covariance == LawSpec::Covariance::kSwag) {
    throw InvalidArgument(
        "gaussian: swag needs the iterates of a training, not a checkpoint alone");
  }
  const NetworkJacobian jacobian(network, checkpoint.parameters, checkpoint.statistics);
  return GaussianWeights::laplace(
      as_vector(checkpoint.parameters),
      curvature_spectrum(jacobian, training.view(), curvature_of(spec.covariance), work),
      training.size(), spec.temperature, spec.precision);
}

std::unique_ptr<const WeightLaw> make_gaussian_law(const LawSpec& spec, const Task& task,
                                                   const RunDirectory& directory,
                                                   const Work& work) {
  check_training(spec, task, directory);
  std::unique_ptr<const WeightLaw> iterates;
  if (spec.covariance == LawSpec::Covariance::kSwag) {
    iterates = make_iterates(spec, task, directory, work);
  }
  auto law = std::make_unique<StoredLaw>(
      spec, task, directory, iterates ? iterates->epochs() : task.epochs, spec.n_vectors);
  const LabelledRows training(task, task.split(spec.replica).train_rows);
  // epochs are what is done in parallel
  const Work alone{.n_threads = 1, .progress = {}, .stop = work.stop};
  law->fill(
      [&](std::size_t epoch) {
        const Checkpoint checkpoint = directory.read_checkpoint(task, spec.replica, epoch);
        const GaussianWeights normal =
            iterates ? swag_at(*iterates, epoch)
                     : gaussian_law_at(spec, task.network, training, checkpoint, alone);
        std::vector<NetworkWeights> vectors;
        for (std::uint32_t r = 0; r < spec.n_vectors; ++r) {
          Stream stream(task.config.seed, spec.replica, Purpose::kLawVectors, r);
          const Eigen::VectorXf w = normal.draw(stream).cast<float>();
          vectors.push_back({{w.data(), w.data() + w.size()}, checkpoint.statistics});
        }
        return vectors;
      },
      work);
  return law;
}

}  // namespace infoplane
