#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <numbers>
#include <stop_token>
#include <string>

#include "infoplane/core/work.h"

namespace infoplane {

/// The unit of the informations that a command prints; files are always in bits.
struct Unit {
  std::string name = "bits";
  /// How many of them a bit is.
  [[nodiscard]] double per_bit() const { return name == "nats" ? std::numbers::ln2 : 1; }
};

/// Options that every command has.
struct CommonOptions {
  /// Where run directories are.
  std::filesystem::path output = "runs";
  /// 0: all cores.
  std::size_t n_threads = 0;
  bool quiet = false;
  /// One JSON document on standard output and nothing else there.
  bool json = false;
};

/// Exit codes: docs/formats.md.
inline constexpr int kExitDone = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitData = 3;
inline constexpr int kExitWork = 4;
inline constexpr int kExitInterrupted = 130;

/// Prints text on standard error as it is. A standard error that cannot be written (closed, full, a
/// pipe that nobody reads) is no reason to stop working.
void print_error(const std::string& text);
/// Prints a line on standard error unless quiet.
void say(const CommonOptions& options, const std::string& line);
/// The last thing before leaving: throws WorkError if what was printed on standard output was lost.
void flush_output();
/// Opens the null device where standard input, output or error are closed, so that no file of ours
/// gets their numbers and their output. Call first in main.
void open_standard_streams();

/// The progress of one stage on standard error: on a terminal a bar with the time left, redrawn in
/// place; otherwise a line now and then. Silent when quiet. Ends its line when destroyed.
class ProgressBar {
 public:
  ProgressBar(std::string stage, const CommonOptions& options);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// What to hand to the work; `this` must outlive it.
  [[nodiscard]] Work work();

 private:
  using Clock = std::chrono::steady_clock;
  void show(double done, double total);
  void draw_bar(double share, double elapsed_s) const;

  std::string stage_;
  const CommonOptions& options_;
  bool terminal_;
  Clock::time_point start_;
  Clock::time_point shown_;
  double last_share_ = -1;
};

/// Makes SIGINT and SIGTERM ask the work to stop; a second one ends the program at once. Call first
/// in main, before any thread begins.
void listen_for_signals();
/// Asked to stop by a signal.
std::stop_token stop_token();

}  // namespace infoplane
