#include "infoplane/estimate/nested_noise.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/kernels/gaussian_sums.h"
#include "infoplane/estimate/point_blocks.h"

namespace infoplane {
namespace {

// Pairs of draws at a time.
constexpr std::size_t kPairs = 16;
// Rows of an input that noise is added to.
constexpr std::size_t kCentres = 2;

// The rows of each input, inputs in the order in which they first come.
std::vector<std::vector<std::uint32_t>> group_rows(std::span<const std::uint32_t> ids) {
  std::unordered_map<std::uint32_t, std::size_t> group_of;
  std::vector<std::vector<std::uint32_t>> groups;
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    const auto [at, is_new] = group_of.try_emplace(ids[row], groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(row);
  }
  return groups;
}

// How many of each input's rows stand for it beside others.
std::vector<std::size_t> counts_of_others(const std::vector<std::vector<std::uint32_t>>& groups) {
  const auto smaller = [](const auto& a, const auto& b) { return a.size() < b.size(); };
  const std::size_t least = std::ranges::min_element(groups, smaller)->size();
  const auto share =
      static_cast<double>(std::min(least, kRowsOfOthers)) / static_cast<double>(least);
  std::vector<std::size_t> counts;
  counts.reserve(groups.size());
  for (const auto& group : groups) {
    counts.push_back(
        static_cast<std::size_t>(std::lround(share * static_cast<double>(group.size()))));
  }
  return counts;
}

// Rows of `columns` as doubles, one after another.
std::vector<double> rows_of(const Columns& columns) {
  const std::size_t n = columns.n_rows();
  const std::size_t d = columns.n_units();
  std::vector<double> out(n * d);
  std::visit(
      [&](const auto& values) {
        for (std::size_t k = 0; k < d; ++k) {
          for (std::size_t i = 0; i < n; ++i) out[i * d + k] = values(i, k);
        }
      },
      columns.values());
  return out;
}

// One input's mean over its centres, of all passes and of half of them; and its own variance.
struct InputMean {
  double value = 0;
  double half = 0;
  double variance = 0;
};

template <class T>
class Nested {
 public:
  Nested(const Columns& others, const std::vector<double>& rows, std::size_t d, double sigma)
      : sides_{&others},
        coordinates_(choose_coordinates(sides_, sigma * sigma)),
        plan_(plan_blocks(others.n_rows(), nullptr)),
        points_(sides_, coordinates_, plan_),
        rows_(rows),
        d_(d),
        sigma_(sigma),
        n_others_(static_cast<double>(others.n_rows())) {}

  // of input `group`, n_own of whose rows are among the others
  [[nodiscard]] InputMean input(const std::vector<std::uint32_t>& group, std::size_t n_own,
                                std::size_t n_rows, std::size_t n_pairs) const {
    const std::size_t n_centres = std::min(kCentres, group.size());
    std::array<double, kCentres> values{};
    InputMean out;
    for (std::size_t c = 0; c < n_centres; ++c) {
      // centres and the halves that they are in
      const std::size_t half = group.size() / n_centres;
      const Centre centre{
          group, c * half, c * half,
          half,  n_own,    static_cast<double>(group.size()) / static_cast<double>(n_rows)};
      const auto [value, at_half] = mean_at(centre, n_pairs);
      values[c] = value;
      out.value += value / static_cast<double>(n_centres);
      out.half += at_half / static_cast<double>(n_centres);
    }
    if (n_centres == kCentres) {
      out.variance = (values[0] - values[1]) * (values[0] - values[1]) / 4;
    }
    return out;
  }

 private:
  struct Centre {
    const std::vector<std::uint32_t>& group;
    // where in the group it is, and its half of it
    std::size_t at;
    std::size_t half_first;
    std::size_t half_size;
    std::size_t n_own;
    double probability;
  };

  // the kernels of a group's rows at a point
  struct OwnSums {
    double all = 0;
    double half = 0;
    double among_others = 0;
  };

  [[nodiscard]] std::pair<double, double> mean_at(const Centre& centre, std::size_t n_pairs) const {
    const std::uint32_t row = centre.group[centre.at];
    // index 0 is taken by subsamples
    Stream stream(0, 0, Purpose::kEstimate, row + 1);
    double value = 0;
    double half = 0;
    for (std::size_t done = 0; done < n_pairs; done += kPairs) {
      const std::size_t n = std::min(kPairs, n_pairs - done);
      std::vector<double> z(n * d_);
      for (double& number : z) number = sigma_ * stream.normal();
      std::array<double, 2 * kPairs> sums{};
      add_others(row, z, n, sums);
      for (std::size_t s = 0; s < 2 * n; ++s) {
        const OwnSums own = own_sums(centre, z.data() + s / 2 * d_, s % 2 == 0 ? 1 : -1);
        const double other = std::max(sums[s] - own.among_others, 0.0) / n_others_;
        const auto term = [&](double sum, std::size_t count) {
          return -std::log(centre.probability + other * static_cast<double>(count) / sum);
        };
        value += term(own.all, centre.group.size());
        half += term(own.half, centre.half_size);
      }
    }
    const auto n_draws = static_cast<double>(2 * n_pairs);
    return {value / n_draws, half / n_draws};
  }

  // adds the sums over all others at row + z_p and row - z_p
  void add_others(std::uint32_t row, const std::vector<double>& z, std::size_t n,
                  std::array<double, 2 * kPairs>& sums) const {
    std::vector<T> centre(d_);
    for (std::size_t k = 0; k < d_; ++k) {
      centre[k] =
          static_cast<T>((rows_[row * d_ + k] - coordinates_.centres[k]) * coordinates_.scale);
    }
    std::vector<T> scaled(z.size());
    std::ranges::transform(z, scaled.begin(),
                           [&](double v) { return static_cast<T>(v * coordinates_.scale); });
    std::array<float, (1 + kPairs) * kernels::kMaxBlockPoints> x;
    for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
      draw_exponents(centre.data(), scaled.data(), n, points_[b], coordinates_.bits_per_square / 2,
                     x.data());
      kernels::draw_sums(x.data(), n, points_[b].count, points_[b].width, sums.data());
    }
  }

  [[nodiscard]] OwnSums own_sums(const Centre& centre, const double* z, double sign) const {
    const double* s = rows_.data() + centre.group[centre.at] * d_;
    OwnSums out;
    for (std::size_t m = 0; m < centre.group.size(); ++m) {
      const double* other = rows_.data() + centre.group[m] * d_;
      // |u + z|^2 - |z|^2 with u = s - s'
      double exponent = 0;
      for (std::size_t k = 0; k < d_; ++k) {
        const double u = s[k] - other[k];
        exponent += u * (u + 2 * sign * z[k]);
      }
      const double kernel = std::exp(-exponent / (2 * sigma_ * sigma_));
      out.all += kernel;
      if (m >= centre.half_first && m < centre.half_first + centre.half_size) out.half += kernel;
      if (m < centre.n_own) out.among_others += kernel;
    }
    return out;
  }

  std::array<const Columns*, 1> sides_;
  Coordinates coordinates_;
  BlockPlan plan_;
  PackedPoints<T> points_;
  const std::vector<double>& rows_;
  std::size_t d_;
  double sigma_;
  double n_others_;
};

template <class T>
NestedInformation information(const Nested<T>& nested,
                              const std::vector<std::vector<std::uint32_t>>& groups,
                              std::size_t n_rows, std::size_t n_pairs, const Work& work) {
  const std::vector<std::size_t> counts = counts_of_others(groups);
  std::vector<InputMean> means(groups.size());
  parallel_for(groups.size(), work, [&](std::size_t g) {
    means[g] = nested.input(groups[g], counts[g], n_rows, n_pairs);
  });
  NestedInformation out;
  double half = 0;
  bool several = true;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double p = static_cast<double>(groups[g].size()) / static_cast<double>(n_rows);
    out.value_nats += p * means[g].value;
    half += p * means[g].half;
    several = several && groups[g].size() >= kCentres;
  }
  // within inputs; over all of them, an upper limit, where one of them has a single row
  double variance = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double p = static_cast<double>(groups[g].size()) / static_cast<double>(n_rows);
    const double deviation = means[g].value - out.value_nats;
    variance += p * p * (several ? means[g].variance : deviation * deviation);
  }
  out.std_error_nats = std::sqrt(variance);
  if (several) out.half_passes_nats = half;
  return out;
}

}  // namespace

SampleBuffer chosen_rows(const Columns& columns, std::span<const std::uint32_t> rows) {
  return std::visit(
      [&](const auto& values) -> SampleBuffer {
        using Value = std::remove_const_t<std::remove_pointer_t<decltype(values.data)>>;
        std::vector<Value> chosen;
        chosen.reserve(rows.size() * values.cols);
        for (std::size_t k = 0; k < values.cols; ++k) {
          for (const std::uint32_t row : rows) chosen.push_back(values(row, k));
        }
        return {rows.size(), columns.n_units(), std::move(chosen)};
      },
      columns.values());
}

std::vector<std::uint32_t> rows_of_others(std::span<const std::uint32_t> ids) {
  const auto groups = group_rows(ids);
  const std::vector<std::size_t> counts = counts_of_others(groups);
  std::vector<std::uint32_t> rows;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    rows.insert(rows.end(), groups[g].begin(),
                groups[g].begin() + static_cast<std::ptrdiff_t>(counts[g]));
  }
  std::ranges::sort(rows);
  return rows;
}

NestedInformation nested_information(const Columns& s, std::span<const std::uint32_t> ids,
                                     double sigma, std::size_t n_pairs, const Work& work) {
  assert(ids.size() == s.n_rows());
  const auto groups = group_rows(ids);
  const std::size_t d = s.n_units();
  const std::vector<double> rows = rows_of(s);
  const SampleBuffer chosen = chosen_rows(s, rows_of_others(ids));
  Columns others;
  others.load(chosen.view(), "noiseless activations");
  const std::array<const Columns*, 1> sides{&others};
  return choose_coordinates(sides, sigma * sigma).number == Number::kFloat
             ? information(Nested<float>(others, rows, d, sigma), groups, ids.size(), n_pairs, work)
             : information(Nested<double>(others, rows, d, sigma), groups, ids.size(), n_pairs,
                           work);
}

}  // namespace infoplane
