// Standard error while a run goes on: lines that are said aside, and below them on a terminal how far the run is.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "cli/output.h"
#include "cli/progress.h"
#include "dns/async.h"

namespace mailready::cli {

/// Nobody waits for standard error but who delivers the reports; where it cannot be written, nothing more is said.
class Aside {
 public:
  using Measure = std::function<Progress()>;

  /// `descriptor` is that of standard error. Without `measure` no progress is shown.
  Aside(int descriptor, Measure measure);

  /// One line, "mailready: TEXT", with the next `resume`.
  void say(std::string_view text);
  /// Takes the line of progress away, until `resume`: something else is to be written to the terminal.
  dns::Task<> pause();
  dns::Task<> resume();
  /// Draws the progress anew, ten times a second, until it is cancelled.
  dns::Task<> run();

 private:
  dns::Task<> draw();
  dns::Task<> write(std::string text);

  Output output_;
  Measure measure_;
  std::string lines_;  ///< not written yet
  bool paused_ = false;
  bool drawn_ = false;  ///< the line of progress stands there
  bool failed_ = false;
  std::chrono::steady_clock::time_point due_{};  ///< when it may be drawn again
};

}  // namespace mailready::cli
