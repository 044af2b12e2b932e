// The names of `--domains FILE`: read a line at a time as the run has room for more, never as a whole.
#pragma once
#include <asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <optional>
#include <string>

#include "dns/async.h"

namespace mailready::cli {

/// The lines of a text file or of standard input that hold something: without the byte order mark, `#` comments,
/// blanks around them and line ends (LF or CRLF).
class NameList {
 public:
  /// Opens `path`; "-" is standard input. Throws UsageError where it cannot be read.
  /// `loop` outlives it.
  NameList(dns::Loop& loop, const std::string& path);

  /// The next line that holds something; nothing at the end. Waits without holding up the event loop. A line longer
  /// than any name is cut, but stays too long to be one. Throws UsageError where reading fails.
  dns::Task<std::optional<std::string>> next();

  /// For messages.
  const std::string& name() const { return path_; }

 private:
  dns::Task<bool> fill();
  bool take_line();

  std::string path_;
  asio::posix::stream_descriptor input_;
  bool waits_ = false;  ///< a pipe or terminal: reading may block
  bool started_ = false;
  bool ended_ = false;
  std::string buffer_;
  std::size_t position_ = 0;  ///< in `buffer_`, where the unread part begins
  std::string line_;          ///< the line under way
};

}  // namespace mailready::cli
