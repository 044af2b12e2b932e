#include "cli/aside.h"
#include "dns/async.h"

#include <fmt/format.h>

#include <utility>

#include "cli/diagnostics.h"
#include "cli/terminal.h"
#include "cli/usage_error.h"

namespace mailready::cli {

using Clock = std::chrono::steady_clock;

constexpr auto interval = std::chrono::milliseconds(100);

Aside::Aside(int descriptor, Measure measure) : output_(descriptor, "standard error"), measure_(std::move(measure)) {}

void Aside::say(std::string_view text) { lines_ += diagnostic(text); }

dns::Task<> Aside::pause() {
  paused_ = true;
  if (!std::exchange(drawn_, false)) co_return;
  co_await write("\r\x1b[K");
}

dns::Task<> Aside::resume() {
  if (!lines_.empty()) {
    co_await pause();
    co_await write(std::exchange(lines_, {}));
  }
  paused_ = false;
  co_await draw();
}

dns::Task<> Aside::draw() {
  const auto now = Clock::now();
  if (!measure_ || paused_ || now < due_) co_return;
  due_ = now + interval;
  drawn_ = true;
  const auto room = static_cast<std::size_t>(terminal_width(output_.descriptor()) - 1);  // the last column would wrap
  co_await write(fmt::format("\r{}\x1b[K", progress_line(measure_(), room)));
}

dns::Task<> Aside::run() {
  if (!measure_) co_return;
  while (true) {
    co_await dns::sleep_for{interval};
    co_await draw();
  }
}

dns::Task<> Aside::write(std::string text) {
  if (failed_) co_return;
  output_.stream() << text;
  try {
    co_await output_.drain();
  } catch (const ClosedPipe&) {
    failed_ = true;
  } catch (const UsageError&) {
    failed_ = true;
  }
}

}  // namespace mailready::cli
