#include "infoplane/core/work.h"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <optional>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// One for each number of threads, for as long as the process lives: oneTBB keeps what belongs to an
// arena after its end and looks through all of it, so that a new one for every loop would take ever
// longer.
tbb::task_arena& arena_of(std::size_t n_threads) {
  static std::mutex mutex;
  static std::map<std::size_t, tbb::task_arena> arenas;
  const std::scoped_lock lock(mutex);
  return arenas.try_emplace(n_threads, static_cast<int>(n_threads)).first->second;
}

}  // namespace

std::size_t thread_count(const Work& work) {
  if (work.n_threads > 0) return work.n_threads;
  return static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
}

void parallel_for(std::size_t n, const Work& work, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t first_failure = n;
  std::exception_ptr failure;

  // indices are handed out in order, so that what is done first is what comes first
  const auto worker = [&](std::size_t) {
    while (!failed && !work.stop.stop_requested()) {
      const std::size_t i = next++;
      if (i >= n) return;
      try {
        body(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        failed = true;
        if (i < first_failure) {
          first_failure = i;
          failure = std::current_exception();
        }
      }
    }
  };
  const std::size_t n_workers = std::min(thread_count(work), n);
  if (n_workers == 1) worker(0);
  // oneTBB would quietly keep to the number of cores if more threads were asked for
  std::optional<tbb::global_control> more_than_cores;
  if (n_workers > static_cast<std::size_t>(tbb::info::default_concurrency())) {
    more_than_cores.emplace(tbb::global_control::max_allowed_parallelism, n_workers);
  }
  if (n_workers > 1) {
    arena_of(n_workers).execute(
        [&] { tbb::parallel_for(std::size_t{0}, n_workers, worker, tbb::simple_partitioner()); });
  }
  if (failure) std::rethrow_exception(failure);
  if (work.stop.stop_requested() && next < n) throw Interrupted();
}

}  // namespace infoplane
