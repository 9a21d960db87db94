#include "infoplane/data/tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/data/task_draws.h"

namespace infoplane {
namespace {

// The truths that were published with the tasks (Czyz et al. 2023; nats, five digits).
TEST(BeyondNormal, HasThePublishedTasksWithTheirTruths) {
  const std::map<std::string, double> published = {
      {"1v1-normal-0.75", .41334},
      {"normal_cdf-1v1-normal-0.75", .41334},
      {"1v1-additive-0.1", 1.70944},
      {"1v1-additive-0.75", .33333},
      {"1v1-bimodal-0.75", .41334},
      {"wiggly-1v1-normal-0.75", .41334},
      {"half_cube-1v1-normal-0.75", .41334},
      {"student-identity-1-1-1", .22417},
      {"asinh-student-identity-1-1-1", .22417},
      {"swissroll_x-normal_cdf-1v1-normal-0.75", .41334},
      {"multinormal-dense-2-2-0.5", .29389},
      {"multinormal-dense-3-3-0.5", .41334},
      {"multinormal-dense-5-5-0.5", .59281},
      {"multinormal-dense-25-25-0.5", 1.29218},
      {"multinormal-dense-50-50-0.5", 1.62427},
      {"multinormal-sparse-2-2-2-2.0", 1.02165},
      {"multinormal-sparse-3-3-2-2.0", 1.02165},
      {"multinormal-sparse-5-5-2-2.0", 1.02165},
      {"multinormal-sparse-25-25-2-2.0", 1.02165},
      {"student-identity-2-2-1", .43195},
      {"student-identity-2-2-2", .19315},
      {"student-identity-3-3-2", .29092},
      {"student-identity-3-3-3", .17871},
      {"student-identity-5-5-2", .44815},
      {"student-identity-5-5-3", .29854},
      {"normal_cdf-multinormal-sparse-3-3-2-2.0", 1.02165},
      {"normal_cdf-multinormal-sparse-5-5-2-2.0", 1.02165},
      {"normal_cdf-multinormal-sparse-25-25-2-2.0", 1.02165},
      {"half_cube-multinormal-sparse-3-3-2-2.0", 1.02165},
      {"half_cube-multinormal-sparse-5-5-2-2.0", 1.02165},
      {"half_cube-multinormal-sparse-25-25-2-2.0", 1.02165},
      {"spiral-multinormal-sparse-3-3-2-2.0", 1.02165},
      {"spiral-multinormal-sparse-5-5-2-2.0", 1.02165},
      {"spiral-multinormal-sparse-25-25-2-2.0", 1.02165},
      {"spiral-normal_cdf-multinormal-sparse-3-3-2-2.0", 1.02165},
      {"spiral-normal_cdf-multinormal-sparse-5-5-2-2.0", 1.02165},
      {"spiral-normal_cdf-multinormal-sparse-25-25-2-2.0", 1.02165},
      {"asinh-student-identity-2-2-1", .43195},
      {"asinh-student-identity-3-3-2", .29092},
      {"asinh-student-identity-5-5-2", .44815}};
  ASSERT_EQ(published.size(), 40U);
  ASSERT_EQ(beyond_normal_tasks().size(), 40U);
  std::size_t n_small = 0;
  for (const PairTask& task : beyond_normal_tasks()) {
    ASSERT_TRUE(published.contains(task.name)) << task.name;
    // half a unit of the last digit
    EXPECT_NEAR(task.truth.value(), published.at(task.name), 0.51e-5) << task.name;
    EXPECT_EQ(task.truth_error.value(), 0) << task.name;
    if (task.dx <= 3 && task.dy <= 3) ++n_small;
  }
  EXPECT_EQ(n_small, 24U);
  EXPECT_EQ(beyond_normal("swissroll_x-normal_cdf-1v1-normal-0.75").dx, 2U);
  EXPECT_EQ(beyond_normal("swissroll_x-normal_cdf-1v1-normal-0.75").dy, 1U);
}

// int int p ln(p / p_x p_y) of the bivariate t density with one degree of freedom,
//   p(x, y) = 1/(2 pi) (1 + x^2 + y^2)^(-3/2),   p(x) = 1/(pi (1 + x^2)),
// over x = tan a, y = tan b, by the midpoint rule.
TEST(BeyondNormal, TheStudentTruthIsTheIntegralOfItsDensity) {
  constexpr int kSteps = 1200;
  constexpr double kPi = std::numbers::pi;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double x = std::tan((i + 0.5) / kSteps * kPi - kPi / 2);
    for (int j = 0; j < kSteps; ++j) {
      const double y = std::tan((j + 0.5) / kSteps * kPi - kPi / 2);
      const double joint = std::pow(1 + x * x + y * y, -1.5) / (2 * kPi);
      // dx = (1 + x^2) da, and p(x) dx = da / pi
      const double product = 1 / (kPi * kPi * (1 + x * x) * (1 + y * y));
      sum += joint / product * std::log(joint / product);
    }
  }
  EXPECT_NEAR(sum / (kSteps * kSteps), beyond_normal("student-identity-1-1-1").truth.value(), 2e-3);
}

TEST(BeyondNormal, EveryStreamAndNameIsItsOwn) {
  std::set<std::string> names;
  std::set<std::uint32_t> streams;
  std::size_t n = 0;
  for (const auto* tasks : {&beyond_normal_tasks(), &independent_tasks(), &mixture_tasks(),
                            &discrete_column_tasks(), &linear_gaussian_tasks()}) {
    for (const PairTask& task : *tasks) {
      names.insert(task.name);
      streams.insert(task.stream);
      ++n;
    }
  }
  EXPECT_EQ(names.size(), n);
  EXPECT_EQ(streams.size(), n);
}

TEST(PairTask, StandardisesEveryColumn) {
  constexpr std::size_t kN = 500;
  for (const auto* tasks : {&beyond_normal_tasks(), &independent_tasks(), &mixture_tasks(),
                            &discrete_column_tasks(), &linear_gaussian_tasks()}) {
    for (const PairTask& task : *tasks) {
      const PairDraw draw = task.sample(kN, 3);
      const std::size_t n = task.fixed_n().value_or(kN);
      ASSERT_EQ(draw.x.rows, n);
      ASSERT_EQ(draw.x.cols, task.dx) << task.name;
      ASSERT_EQ(draw.y.cols, task.dy) << task.name;
      for (const SampleBuffer* side : {&draw.x, &draw.y}) {
        const auto& values = std::get<std::vector<double>>(side->columns);
        for (std::size_t j = 0; j < side->cols; ++j) {
          const std::vector<double> column(
              values.begin() + static_cast<std::ptrdiff_t>(j * n),
              values.begin() + static_cast<std::ptrdiff_t>((j + 1) * n));
          EXPECT_NEAR(std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(n),
                      0, 1e-12)
              << task.name;
          EXPECT_NEAR(mean_product(column, column), 1, 1e-12) << task.name;
        }
      }
    }
  }
}

TEST(PairTask, TheSameSeedGivesTheSameSampleAndAnotherAnother) {
  const PairTask& task = beyond_normal("spiral-multinormal-sparse-3-3-2-2.0");
  EXPECT_EQ(task.sample(50, 1).x.columns, task.sample(50, 1).x.columns);
  EXPECT_NE(task.sample(50, 1).x.columns, task.sample(50, 2).x.columns);
  EXPECT_NE(task.sample(50, 1).x.columns,
            beyond_normal("spiral-multinormal-sparse-5-5-2-2.0").sample(50, 1).x.columns);
}

TEST(PairTask, OfOneSampleIsZeroAndOfNoneIsRefused) {
  const PairTask& task = beyond_normal("1v1-normal-0.75");
  EXPECT_EQ(std::get<std::vector<double>>(task.sample(1, 0).x.columns), std::vector<double>{0});
  EXPECT_THROW(static_cast<void>(task.sample(0, 0)), InvalidArgument);
}

// with N = 40,000 the correlation of independent columns has a standard deviation of 0.005
TEST(BeyondNormal, NormalTasksHaveTheirCovariances) {
  constexpr std::size_t kN = 40000;
  for (const char* name : {"1v1-normal-0.75", "multinormal-dense-3-3-0.5",
                           "multinormal-sparse-3-3-2-2.0", "multinormal-sparse-5-5-2-2.0"}) {
    const PairTask& task = beyond_normal(name);
    const bool is_dense = task.name.find("dense") != std::string::npos;
    const bool is_sparse = task.name.find("sparse") != std::string::npos;
    const Columns columns = draw_raw(task, kN, 1);
    for (std::size_t a = 0; a < columns.size(); ++a) {
      EXPECT_NEAR(mean_product(columns[a], columns[a]), 1, 0.035) << name;
      for (std::size_t b = a + 1; b < columns.size(); ++b) {
        double expected = is_dense ? 0.5 : 0;
        if (b == a + task.dx && a < 2) expected = is_sparse ? 0.8 : is_dense ? 0.5 : 0.75;
        EXPECT_NEAR(correlation(columns[a], columns[b]), expected, 0.025) << name << a << b;
      }
    }
  }
}

// E|X| of Student's t with 3 degrees of freedom is 2 sqrt(3) / pi; its median of |X| with 1 is 1,
// with 2 sqrt(2/3) (the 75% quantiles)
TEST(BeyondNormal, StudentTasksHaveTheirTailsAndShareThem) {
  constexpr std::size_t kN = 40000;
  const std::map<std::string, double> medians = {{"student-identity-1-1-1", 1.0},
                                                 {"student-identity-2-2-2", std::sqrt(2.0 / 3)},
                                                 {"student-identity-3-3-3", 0.76489}};
  for (const auto& [name, expected] : medians) {
    Columns columns = draw_raw(beyond_normal(name), kN, 1);
    for (auto& column : columns) {
      EXPECT_NEAR(median(column), 0, 0.03) << name;
      for (double& value : column) value = std::abs(value);
      EXPECT_NEAR(median(column), expected, 0.03) << name;
    }
    // no sign follows from the other side, but how far out it is does
    EXPECT_GT(correlation(ranks(columns.front()), ranks(columns.back())), 0.1) << name;
  }
  const Columns apart =
      draw_raw(find_task(independent_tasks(), "independent-student-2-2-2"), kN, 1);
  std::vector<double> x = apart.front();
  std::vector<double> y = apart.back();
  for (auto* column : {&x, &y}) {
    for (double& value : *column) value = std::abs(value);
  }
  EXPECT_NEAR(correlation(ranks(x), ranks(y)), 0, 0.025);
}

TEST(BeyondNormal, AdditiveTasksAddBoundedNoise) {
  const Columns columns = draw_raw(beyond_normal("1v1-additive-0.1"), 20000, 1);
  double most = 0;
  double square = 0;
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    const double noise = columns[1][i] - columns[0][i];
    most = std::max(most, std::abs(noise));
    square += noise * noise / 20000;
  }
  EXPECT_LE(most, 0.1);
  EXPECT_GT(most, 0.0999);
  EXPECT_NEAR(square, 0.01 / 3, 1e-4);
  EXPECT_GT(*std::ranges::min_element(columns[0]), 0);
  EXPECT_LT(*std::ranges::max_element(columns[0]), 1);
}

// an increasing function of each column leaves ranks as they are: so every image is one of the
// same normal pairs
TEST(BeyondNormal, MonotoneImagesKeepRanks) {
  const std::map<std::string, std::string> images = {
      {"normal_cdf-1v1-normal-0.75", "1v1-normal-0.75"},
      {"1v1-bimodal-0.75", "1v1-normal-0.75"},
      {"wiggly-1v1-normal-0.75", "1v1-normal-0.75"},
      {"half_cube-1v1-normal-0.75", "1v1-normal-0.75"},
      {"asinh-student-identity-3-3-2", "student-identity-3-3-2"},
      {"normal_cdf-multinormal-sparse-5-5-2-2.0", "multinormal-sparse-5-5-2-2.0"},
      {"half_cube-multinormal-sparse-3-3-2-2.0", "multinormal-sparse-3-3-2-2.0"}};
  for (const auto& [name, of] : images) {
    const Columns image = draw_raw(beyond_normal(name), 2000, 5);
    const Columns before = draw_raw(beyond_normal(of), 2000, 5);
    ASSERT_EQ(image.size(), before.size());
    for (std::size_t j = 0; j < image.size(); ++j) {
      EXPECT_NE(image[j], before[j]) << name;
      EXPECT_EQ(ranks(image[j]), ranks(before[j])) << name;
    }
  }
}

TEST(BeyondNormal, TheBimodalPairHasTheMomentsOfItsMixtures) {
  const Columns columns = draw_raw(beyond_normal("1v1-bimodal-0.75"), 40000, 1);
  const std::vector<double> one(40000, 1.0);
  // means .7 * 5 and (3 - 1)/2; variances 1 + .21 * 25 and 1 + .25 * 16
  EXPECT_NEAR(mean_product(columns[0], one), 3.5, 0.06);
  EXPECT_NEAR(mean_product(columns[1], one), 1, 0.06);
  EXPECT_NEAR(mean_product(columns[0], columns[0]) - 3.5 * 3.5, 6.25, 0.5);
  EXPECT_NEAR(mean_product(columns[1], columns[1]) - 1, 5, 0.2);
}

TEST(BeyondNormal, SpiralsKeepNormsAndWhatIsOutsideOfTheirPlane) {
  for (const char* name :
       {"multinormal-sparse-5-5-2-2.0", "normal_cdf-multinormal-sparse-5-5-2-2.0"}) {
    const Columns image = draw_raw(beyond_normal(std::string("spiral-") + name), 300, 5);
    const Columns before = draw_raw(beyond_normal(name), 300, 5);
    for (std::size_t i = 0; i < 300; ++i) {
      double square_x = 0;
      for (std::size_t j = 0; j < 5; ++j) square_x += before[j][i] * before[j][i];
      const double angle = square_x / 5;
      // counterclockwise in the plane (0, 1)
      EXPECT_NEAR(image[0][i], std::cos(angle) * before[0][i] - std::sin(angle) * before[1][i],
                  1e-12);
      EXPECT_NEAR(std::hypot(image[6][i], image[7][i]), std::hypot(before[6][i], before[7][i]),
                  1e-12);
      for (const std::size_t j : {2, 3, 4, 5, 8, 9}) EXPECT_EQ(image[j][i], before[j][i]);
    }
    EXPECT_NE(image[6], before[6]);
  }
}

TEST(BeyondNormal, TheSwissRollCanBeUnrolled) {
  const Columns roll = draw_raw(beyond_normal("swissroll_x-normal_cdf-1v1-normal-0.75"), 300, 5);
  const Columns flat = draw_raw(beyond_normal("normal_cdf-1v1-normal-0.75"), 300, 5);
  EXPECT_EQ(roll[2], flat[1]);
  for (std::size_t i = 0; i < 300; ++i) {
    const double t = 21 * std::hypot(roll[0][i], roll[1][i]);
    EXPECT_NEAR((t / (1.5 * std::numbers::pi) - 1) / 2, flat[0][i], 1e-12);
  }
}

}  // namespace
}  // namespace infoplane
