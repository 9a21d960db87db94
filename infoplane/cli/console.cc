#include "infoplane/cli/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

constexpr double kBarRedrawSeconds = 0.1;
constexpr double kLineEverySeconds = 10;
// what takes less needs no line of its own
constexpr double kQuickSeconds = 1;
constexpr int kBarWidth = 30;

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3600)
    return fmt::format("{} min {:02} s", static_cast<int>(seconds) / 60,
                       static_cast<int>(seconds) % 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::stop_source& stop_source() {
  static std::stop_source source;
  return source;
}

// where the handler writes; a handler knows nothing but what is global
volatile std::sig_atomic_t signal_pipe = -1;

void pass_on(int) {
  const int error = errno;
  const char byte = 0;
  // nothing is lost if the pipe is full of signals
  [[maybe_unused]] const auto written = write(signal_pipe, &byte, 1);
  errno = error;
}

void await_signal(int from) {
  char byte = 0;
  while (read(from, &byte, 1) < 0 && errno == EINTR) continue;
}

}  // namespace

void print_error(const std::string& text) { std::fputs(text.c_str(), stderr); }

void say(const CommonOptions& options, const std::string& line) {
  if (!options.quiet) print_error(line + "\n");
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw WorkError(fmt::format("standard output cannot be written: {}", std::strerror(errno)));
  }
}

void open_standard_streams() {
  int descriptor = open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = dup(descriptor);
  if (descriptor > STDERR_FILENO) close(descriptor);
}

ProgressBar::ProgressBar(std::string stage, const CommonOptions& options)
    : stage_(std::move(stage)),
      options_(options),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      shown_(start_) {}

ProgressBar::~ProgressBar() {
  if (options_.quiet || last_share_ < 0) return;
  if (terminal_) print_error("\n");
}

Work ProgressBar::work() {
  return {options_.n_threads, [this](double done, double total) { show(done, total); },
          stop_token()};
}

void ProgressBar::show(double done, double total) {
  if (options_.quiet) return;
  const Clock::time_point now = Clock::now();
  const double share = total > 0 ? std::min(done / total, 1.0) : 1.0;
  const double since_s = std::chrono::duration<double>(now - shown_).count();
  const bool last = share >= 1 && last_share_ < 1;
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  if (terminal_) {
    if (!last && since_s < kBarRedrawSeconds) return;
    draw_bar(share, elapsed_s);
  } else {
    if (!last && since_s < kLineEverySeconds) return;
    if (last && elapsed_s < kQuickSeconds) return;
    print_error(fmt::format("{}: {:.0f}%, {}\n", stage_, 100 * share, duration(elapsed_s)));
  }
  shown_ = now;
  last_share_ = share;
}

void ProgressBar::draw_bar(double share, double elapsed_s) const {
  const int filled = static_cast<int>(share * kBarWidth);
  std::string left;
  if (share >= 1) {
    left = duration(elapsed_s);
  } else if (share > 0) {
    left = fmt::format("{} left", duration(elapsed_s * (1 - share) / share));
  }
  // erase to the end of the line, so that a longer text before leaves nothing behind
  print_error(fmt::format("\r{:<12} [{:#<{}}{:.<{}}] {:3.0f}%  {}\x1b[K", stage_, "", filled, "",
                          kBarWidth - filled, 100 * share, left));
  std::fflush(stderr);
}

void listen_for_signals() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw WorkError(fmt::format("there is no pipe: {}", std::strerror(errno)));
  }
  signal_pipe = ends[1];
  // Libraries have threads of their own from before main, with no signal blocked, so that whichever
  // thread gets one has to pass it on.
  struct sigaction action {};
  action.sa_handler = pass_on;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // writing past a file size limit or to a closed pipe is an error to report, not to die of
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  stop_source();
  std::thread([from = ends[0]] {
    await_signal(from);
    stop_source().request_stop();
    await_signal(from);
    _exit(130);
  }).detach();
}

std::stop_token stop_token() { return stop_source().get_token(); }

}  // namespace infoplane
