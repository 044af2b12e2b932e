// Questions and what came of them as lines of text, which read back as they were. See docs/recordings.md.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dns/answer.h"

namespace mailready::dns {

/// A line of a text, without what ends it.
struct NumberedLine {
  std::size_t number = 0;  ///< from 1
  std::string_view text;

  bool indented() const { return text.starts_with("  "); }
};

/// Takes a text apart. Empty lines and those that begin with "#" are passed over.
class NumberedLines {
 public:
  /// `text` outlives it, and the lines.
  explicit NumberedLines(std::string_view text) : rest_(text) {}

  /// The next line, left where it is; nothing at the end.
  std::optional<NumberedLine> peek();
  std::optional<NumberedLine> next();

 private:
  void skip();

  std::string_view rest_;
  std::size_t number_ = 0;  ///< of the lines that have been taken
};

/// What a text is not as it should be.
struct LineFault {
  std::size_t line = 0;
  std::string what;  ///< a clause, printable
};

/// Takes the word in front of `text`, and the spaces behind it.
std::string_view take_word(std::string_view& text);

/// Behind `out`: a line with the word `heading` and the question, and indented below it the reply.
void write_asked(std::string& out, std::string_view heading, const Asked& asked);

/// The question that `NAME TYPE` writes; nothing where `text` is none.
std::optional<Question> parse_question(std::string_view text);
/// Reads what stands below the line that asks `question`.
Result<Asked, LineFault> read_asked(Question question, NumberedLines& lines);

}  // namespace mailready::dns
