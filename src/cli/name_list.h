// The names of `--domains FILE`: read a line at a time as the run has room for more, never as a whole.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/readiness.h"
#include "dns/async.h"

namespace mailready::cli {

/// The lines of a text file or of standard input that hold something: without the byte order mark, `#` comments,
/// blanks around them and line ends (LF or CRLF).
class NameList {
 public:
  /// Opens `path`; "-" is standard input. Throws UsageError where it cannot be read.
  NameList(dns::Loop& loop, const std::string& path);
  /// The lines of a text that is there already.
  explicit NameList(const std::vector<std::string>& lines);
  ~NameList();
  NameList(const NameList&) = delete;
  NameList& operator=(const NameList&) = delete;

  /// The next line that holds something; nothing at the end. Waits without holding up the event loop. A line longer
  /// than any name is cut, but stays too long to be one. Throws UsageError where reading fails.
  dns::Task<std::optional<std::string>> next();

  /// How much of a regular file has been given out, from 0 to 1; nothing for a pipe, whose end nobody knows.
  std::optional<double> share_read() const;

  /// For messages.
  const std::string& name() const { return path_; }

 private:
  dns::Task<bool> fill();
  bool take_line();

  std::string path_;
  int descriptor_ = -1;                 ///< below 0: `buffer_` holds all of it
  std::optional<Readiness> readiness_;  ///< where reading may have to wait
  bool started_ = false;
  bool ended_ = false;
  std::string buffer_;
  std::size_t position_ = 0;  ///< in `buffer_`, where the unread part begins
  std::string line_;          ///< the line under way
};

}  // namespace mailready::cli
