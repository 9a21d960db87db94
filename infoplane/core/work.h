#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace infoplane {

/// How a long piece of work is done and watched. Results never depend on any of it.
struct Work {
  /// Threads to use; 0 means all cores.
  std::size_t n_threads = 0;
  /// Called now and then with the work done and the work in all, in units of its own; may be called
  /// from any thread, never from two at once. May be empty.
  std::function<void(double done, double total)> progress;
  /// Asked to stop, the work throws Interrupted at the next safe point.
  std::stop_token stop;
};

/// Cores that `work` may use: work.n_threads, or all.
std::size_t thread_count(const Work& work);

/// Calls body(0) ... body(n - 1), each once, on up to thread_count(work) threads (oneTBB).
/// If calls throw, the exception of the lowest index among them is rethrown after all calls that
/// had begun are done; no new ones begin. Throws Interrupted if work.stop asked for it.
void parallel_for(std::size_t n, const Work& work, const std::function<void(std::size_t)>& body);

}  // namespace infoplane
