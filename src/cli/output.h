// Where reports go: slow readers are waited for, and nothing half-written is left behind.
#pragma once
#include <cstddef>
#include <cstdio>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>

#include "dns/async.h"

namespace mailready::cli {

/// The reader of an output went away: no fault of ours, and nothing more to say.
struct ClosedPipe {};

/// Standard output, a device or a pipe, written directly; or a file, written whole beside its place and moved there
/// by `commit`. What goes into `stream` is collected, and written when it is asked for: by `drain` while the event loop
/// goes on, or by `commit`. Every failure to write is a UsageError; a reader that went away a ClosedPipe.
class Output {
 public:
  /// When a reader of standard output, a device or a pipe sees what is written: as results are complete, or all at once
  /// by `commit`. Until then a temporary file keeps it. What is appended goes behind what a file holds, all at once.
  enum class Release { as_it_comes, when_whole, appended };

  /// "-" is standard output.
  explicit Output(std::string path, Release release = Release::as_it_comes);
  /// A descriptor that stays open; `name` is for messages.
  Output(int descriptor, std::string name);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() { return collected_; }
  int descriptor() const { return descriptor_; }

  /// Writes what its reader takes at once, or what he is to see later to the file that keeps it; whether that was
  /// everything.
  bool write_ready();
  /// Writes everything. A reader that takes its time holds up nobody else.
  dns::Task<> drain();
  /// Writes everything and ends the output well. Without it a file keeps what it held before.
  void commit();

 private:
  void open();
  void open_end();
  void hold();
  void write_all();
  void release();
  [[noreturn]] void fail(int error) const;

  std::string path_;       ///< or what stands for it in messages
  std::string temporary_;  ///< beside `path_`; empty where it is written directly
  int descriptor_ = -1;
  bool owned_ = true;  ///< the descriptor is ours to close
  bool may_wait_ = false;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> held_{nullptr, std::fclose};  ///< when_whole: what is written so far
  std::ostringstream collected_;
  std::size_t written_ = 0;  ///< octets of `collected_`
};

/// Writes `text` to standard output as the whole of what there is to say.
void write_standard_output(std::string_view text);

}  // namespace mailready::cli
