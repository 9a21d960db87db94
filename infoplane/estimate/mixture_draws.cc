#include "infoplane/estimate/mixture_draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/estimate/kernels/gaussian_sums.h"

namespace infoplane {
namespace {

using kernels::kMaxBlockPoints;
using kernels::PointBlock;

// Components that meet a block together, while it is in the cache.
constexpr std::size_t kComponents = 16;
// Pairs of draws at a time.
constexpr std::size_t kPairs = 16;

// The classes of the mixture's components, in the order of the plan.
struct MixtureClasses {
  std::size_t n_classes = 0;
  bool soft = false;
  // ln n_c, or ln P_c
  std::vector<double> log_sizes;
  // soft: class after class, p(c|x_j) of the padded points; 0 for padding
  std::vector<float> weights;
};

MixtureClasses describe(const Labels* labels, const BlockPlan& plan) {
  MixtureClasses out;
  if (labels == nullptr) return out;
  out.n_classes = labels->n_classes;
  out.soft = labels->soft();
  std::vector<double> sizes(out.n_classes, 0.0);
  if (!out.soft) {
    for (const std::uint32_t c : labels->classes) ++sizes[c];
  } else {
    out.weights.assign(out.n_classes * plan.width, 0.0F);
    for (const Block& block : plan.blocks) {
      for (std::size_t j = 0; j < block.count; ++j) {
        const std::size_t row = plan.rows[block.first + j];
        for (std::size_t c = 0; c < out.n_classes; ++c) {
          const double p = labels->probabilities[row * out.n_classes + c];
          sizes[c] += p;
          out.weights[c * plan.width + block.offset + j] = static_cast<float>(p);
        }
      }
    }
  }
  for (const double size : sizes) out.log_sizes.push_back(std::log(size));
  return out;
}

// Sums over the mixture for the draws of one component: all, and of its class or of each class.
struct DrawSums {
  std::array<double, 2 * kPairs> all{};
  std::vector<double> in_class;
};

template <class T>
class Mixture {
 public:
  Mixture(const Columns& t, double sigma, const Labels* labels)
      : sides_{&t},
        labels_(labels),
        coordinates_(choose_coordinates(sides_, sigma * sigma)),
        plan_(plan_blocks(t.n_rows(), labels != nullptr && labels->soft() ? nullptr : labels)),
        classes_(describe(labels, plan_)),
        points_(sides_, coordinates_, plan_),
        dimension_(t.n_units()),
        log_n_(std::log(static_cast<double>(t.n_rows()))),
        factor_(coordinates_.bits_per_square / 2),
        unit_(sigma * coordinates_.scale) {}

  std::vector<DrawMoments> draw(std::size_t n_pairs, const Work& work) const {
    // components that are done together are of one block
    std::vector<Group> groups;
    for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
      for (std::size_t first = 0; first < plan_.blocks[b].count; first += kComponents) {
        groups.push_back({b, first, std::min(kComponents, plan_.blocks[b].count - first)});
      }
    }
    std::vector<DrawMoments> moments(plan_.rows.size());
    parallel_for(groups.size(), work,
                 [&](std::size_t g) { GroupDraws(*this, groups[g]).run(n_pairs, moments); });
    return moments;
  }

 private:
  // Components first ... first + count - 1 of a block.
  struct Group {
    std::size_t block = 0;
    std::size_t first = 0;
    std::size_t count = 0;
  };

  // What one task does.
  class GroupDraws {
   public:
    GroupDraws(const Mixture& mixture, const Group& group)
        : mixture_(mixture), group_(group), sums_(group.count), radii_(group.count) {
      const std::size_t dimension = mixture.dimension_;
      const PointBlock<T>& block = mixture.points_[group.block];
      for (std::size_t i = 0; i < group.count; ++i) {
        // index 0 is taken by subsamples
        streams_.emplace_back(0, 0, Purpose::kEstimate, row(i) + 1);
        for (std::size_t k = 0; k < dimension; ++k) {
          centres_.push_back(block.values[k * block.width + group.first + i]);
        }
      }
      x_.resize((1 + kPairs) * kMaxBlockPoints);
      draws_.resize(group.count * kPairs * dimension);
      if (mixture.classes_.soft) kernels_.resize(2 * kPairs * kMaxBlockPoints);
    }

    void run(std::size_t n_pairs, std::vector<DrawMoments>& moments) {
      for (std::size_t done = 0; done < n_pairs; done += kPairs) {
        n_ = std::min(kPairs, n_pairs - done);
        draw();
        for (std::size_t b = 0; b < mixture_.plan_.blocks.size(); ++b) add_block(b);
        if (mixture_.plan_.blocks[group_.block].class_index == BlockPlan::kPooled) {
          add_small_classes();
        }
        for (std::size_t i = 0; i < group_.count; ++i) {
          for (std::size_t p = 0; p < n_; ++p) add_pair(i, p, moments[row(i)]);
        }
      }
    }

   private:
    [[nodiscard]] std::uint32_t row(std::size_t i) const { return mixture_.plan_.rows[place(i)]; }
    [[nodiscard]] std::size_t place(std::size_t i) const {
      return mixture_.plan_.blocks[group_.block].first + group_.first + i;
    }

    // n_ new draws of each component, in the kernels' coordinates, and their r
    void draw() {
      const std::size_t dimension = mixture_.dimension_;
      for (std::size_t i = 0; i < group_.count; ++i) {
        T* z = draws_.data() + i * kPairs * dimension;
        for (std::size_t p = 0; p < n_; ++p) {
          double square = 0;
          for (std::size_t k = 0; k < dimension; ++k) {
            const double normal = streams_[i].normal();
            square += normal * normal;
            *z++ = static_cast<T>(normal * mixture_.unit_);
          }
          radii_[i][p] = (square - static_cast<double>(dimension)) / 2;
        }
        sums_[i].all = {};
        sums_[i].in_class.assign(
            mixture_.classes_.soft ? mixture_.classes_.n_classes * 2 * kPairs : 2 * kPairs, 0.0);
      }
    }

    void find_exponents(std::size_t i, const PointBlock<T>& block) {
      const std::size_t dimension = mixture_.dimension_;
      draw_exponents(centres_.data() + i * dimension, draws_.data() + i * kPairs * dimension, n_,
                     block, mixture_.factor_, x_.data());
    }

    void add_block(std::size_t b) {
      const Block& block = mixture_.plan_.blocks[b];
      const bool same_class = mixture_.plan_.same_class(group_.block, b);
      for (std::size_t i = 0; i < group_.count; ++i) {
        find_exponents(i, mixture_.points_[b]);
        std::array<double, 2 * kPairs> sums{};
        kernels::draw_sums(x_.data(), n_, block.count, block.width, sums.data());
        for (std::size_t s = 0; s < 2 * n_; ++s) sums_[i].all[s] += sums[s];
        if (mixture_.classes_.soft) {
          add_weighted(block, sums_[i].in_class);
        } else if (same_class) {
          for (std::size_t s = 0; s < 2 * n_; ++s) sums_[i].in_class[s] += sums[s];
        }
      }
    }

    void add_weighted(const Block& block, std::vector<double>& in_class) {
      kernels::draw_kernels(x_.data(), n_, block.width, kernels_.data());
      const std::array<float, 2 * kPairs> no_weights{};
      for (std::size_t c = 0; c < mixture_.classes_.n_classes; ++c) {
        kernels::weighted_sums(
            kernels_.data(), 2 * n_, block.width, no_weights.data(),
            mixture_.classes_.weights.data() + c * mixture_.plan_.width + block.offset,
            in_class.data() + c * 2 * kPairs, nullptr);
      }
    }

    // of components in pooled blocks: small classes follow one another there, as the rows do
    void add_small_classes() {
      const std::vector<Block>& classes = mixture_.plan_.small_classes;
      std::optional<std::size_t> packed_class;
      PointBlock<T> packed;
      for (std::size_t i = 0; i < group_.count; ++i) {
        const auto after = std::ranges::upper_bound(classes, place(i), {}, &Block::first);
        const auto index = static_cast<std::size_t>(after - classes.begin()) - 1;
        if (packed_class != index) {
          packed = pack_block(Sides(mixture_.sides_), mixture_.coordinates_, mixture_.plan_,
                              classes[index], small_class_);
          packed_class = index;
        }
        find_exponents(i, packed);
        kernels::draw_sums(x_.data(), n_, packed.count, packed.width, sums_[i].in_class.data());
      }
    }

    void add_pair(std::size_t i, std::size_t p, DrawMoments& moments) const {
      const DrawSums& sums = sums_[i];
      double g = 0;
      double f = 0;
      for (const std::size_t s : {2 * p, 2 * p + 1}) {
        const double log_all = std::log(sums.all[s]);
        g += log_all / 2;
        if (mixture_.labels_ != nullptr) {
          f += (class_term(i, s) - (log_all - mixture_.log_n_)) / 2;
        }
      }
      moments.add(g, f, radii_[i][p]);
    }

    // ln(1/n_c sum_(j in c) k_j), or sum_c p_ic ln(1/P_c sum_j p_jc k_j)
    [[nodiscard]] double class_term(std::size_t i, std::size_t s) const {
      const MixtureClasses& classes = mixture_.classes_;
      const Labels& labels = *mixture_.labels_;
      if (!classes.soft) {
        return std::log(sums_[i].in_class[s]) - classes.log_sizes[labels.classes[row(i)]];
      }
      double term = 0;
      for (std::size_t c = 0; c < classes.n_classes; ++c) {
        const double p = labels.probabilities[row(i) * classes.n_classes + c];
        if (p == 0) continue;
        // a row contributes p to its own sum, even where float holds no such number
        const double sum = std::max(sums_[i].in_class[c * 2 * kPairs + s], p);
        term += p * (std::log(sum) - classes.log_sizes[c]);
      }
      return term;
    }

    const Mixture& mixture_;
    const Group group_;
    std::size_t n_ = 0;
    std::vector<Stream> streams_;
    std::vector<T> centres_;
    std::vector<T> draws_;
    std::vector<DrawSums> sums_;
    std::vector<std::array<double, kPairs>> radii_;
    std::vector<float> x_;
    std::vector<float> kernels_;
    BlockMemory<T> small_class_;
  };

  std::array<const Columns*, 1> sides_;
  const Labels* labels_;
  Coordinates coordinates_;
  BlockPlan plan_;
  MixtureClasses classes_;
  PackedPoints<T> points_;
  std::size_t dimension_;
  double log_n_;
  double factor_;
  double unit_;
};

}  // namespace

// Welford's recurrences
void DrawMoments::add(double g_pair, double f_pair, double r_pair) {
  ++n_pairs;
  const auto n = static_cast<double>(n_pairs);
  const double dg = g_pair - g;
  const double df = f_pair - f;
  const double dr = r_pair - r;
  g += dg / n;
  f += df / n;
  r += dr / n;
  gg += dg * (g_pair - g);
  ff += df * (f_pair - f);
  rr += dr * (r_pair - r);
  gr += dg * (r_pair - r);
  fr += df * (r_pair - r);
}

std::vector<DrawMoments> draw_from_mixture(const Columns& t, double sigma, std::size_t n_pairs,
                                           const Labels* labels, const Work& work) {
  const std::array<const Columns*, 1> sides{&t};
  return choose_coordinates(sides, sigma * sigma).number == Number::kFloat
             ? Mixture<float>(t, sigma, labels).draw(n_pairs, work)
             : Mixture<double>(t, sigma, labels).draw(n_pairs, work);
}

}  // namespace infoplane
