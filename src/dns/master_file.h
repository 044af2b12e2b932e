// Master files (RFC 1035, section 5.1) taken apart into entries: a record or a directive each, with its line.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailready::dns {

/// A word of a master file as it is written, escapes and all, or the inside of a quoted string. Points into the text.
struct Token {
  std::string_view text;
  bool quoted = false;
};

/// One record or directive; parentheses have joined its lines, comments are gone.
struct Entry {
  int line = 0;                 ///< where it begins, from 1
  bool owner_left_out = false;  ///< begins with a space: its owner is the last one
  std::vector<Token> tokens{};  ///< one at least
};

struct SyntaxError {
  int line = 0;
  std::string message;
};

class MasterFile {
 public:
  /// `text` must outlive the entries. A byte-order mark and CRLF line ends are fine.
  explicit MasterFile(std::string_view text);

  /// The next entry, or nothing at the end. After an error there is nothing more to read.
  Result<std::optional<Entry>, SyntaxError> next();

 private:
  using Failed = std::optional<SyntaxError>;

  bool at_end() const { return position_ == text_.size(); }
  char here() const { return text_[position_]; }
  bool escapes(std::size_t position) const;
  void skip_comment();
  Failed take_parenthesis();
  Failed take_quoted(Entry& entry);
  Failed take_word(Entry& entry);
  Failed take(Entry& entry);
  void add(Entry& entry, Token token) const;
  void end_line(Entry& entry);

  std::string_view text_;
  std::size_t position_ = 0;
  int line_ = 1;
  bool line_begins_ = true;
  std::vector<int> open_;  // the lines of the parentheses that are open
};

}  // namespace mailready::dns
