#include "infoplane/core/work.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>
#include <stop_token>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

Work with_threads(std::size_t n) {
  Work work;
  work.n_threads = n;
  return work;
}

TEST(ParallelFor, CallsEachIndexOnceOnAnyNumberOfThreads) {
  for (const std::size_t n_threads : {0, 1, 2, 7}) {
    for (const std::size_t n : {0, 1, 5, 1000}) {
      std::vector<std::atomic<int>> calls(n);
      parallel_for(n, with_threads(n_threads), [&](std::size_t i) { ++calls[i]; });
      for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(calls[i], 1) << n_threads << " threads, " << i;
    }
  }
}

TEST(ParallelFor, GivesTheSameResultsOnAnyNumberOfThreads) {
  const auto results = [](std::size_t n_threads) {
    std::vector<double> values(500);
    parallel_for(values.size(), with_threads(n_threads),
                 [&](std::size_t i) { values[i] = std::sin(static_cast<double>(i)); });
    return values;
  };
  EXPECT_EQ(results(2), results(1));
  EXPECT_EQ(results(7), results(1));
}

TEST(ParallelFor, OneThreadGoesInOrder) {
  std::vector<std::size_t> order;
  parallel_for(5, with_threads(1), [&](std::size_t i) { order.push_back(i); });
  EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(ParallelFor, RethrowsTheExceptionOfTheLowestIndex) {
  for (const std::size_t n_threads : {1, 2, 7}) {
    std::atomic<int> calls = 0;
    const auto body = [&](std::size_t i) {
      ++calls;
      if (i >= 3) throw WorkError("index " + std::to_string(i));
    };
    EXPECT_TRUE(throws_with<WorkError>([&] { parallel_for(1000, with_threads(n_threads), body); },
                                       "index 3"));
    EXPECT_LT(calls, 1000) << "no new calls begin after a failure";
  }
}

TEST(ParallelFor, IsInterruptedWhenAsked) {
  for (const std::size_t n_threads : {1, 2, 7}) {
    std::stop_source source;
    Work work = with_threads(n_threads);
    work.stop = source.get_token();
    std::atomic<int> calls = 0;
    const auto body = [&](std::size_t i) {
      ++calls;
      if (i == 5) source.request_stop();
    };
    EXPECT_THROW(parallel_for(100000, work, body), Interrupted);
    EXPECT_LT(calls, 100000);
    EXPECT_GE(calls, 6);
  }
}

TEST(ParallelFor, BeginsNothingWhenAlreadyAskedToStop) {
  std::stop_source source;
  source.request_stop();
  Work work = with_threads(2);
  work.stop = source.get_token();
  std::atomic<int> calls = 0;
  EXPECT_THROW(parallel_for(10, work, [&](std::size_t) { ++calls; }), Interrupted);
  EXPECT_EQ(calls, 0);
}

TEST(ParallelFor, WorksInsideItself) {
  std::atomic<int> calls = 0;
  parallel_for(4, with_threads(2), [&](std::size_t) {
    parallel_for(5, with_threads(2), [&](std::size_t) { ++calls; });
  });
  EXPECT_EQ(calls, 20);
}

TEST(ThreadCount, IsWhatWasAskedForOrAllCores) {
  EXPECT_EQ(thread_count(with_threads(3)), 3U);
  EXPECT_GE(thread_count(with_threads(0)), 1U);
}

}  // namespace
}  // namespace infoplane
