// Lays text out for a terminal: wraps at the page's width, hangs later lines under the first, and colours where colour
// is wanted. Widths are counted in code points.
#pragma once
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace mailready::report {

enum class Tone { plain, strong, faint, error, warning, note, good, unknown, added, removed };

/// A stretch of text in one tone. Spaces in it are places to break at.
struct Span {
  std::string text;
  Tone tone = Tone::plain;
};

/// What stands in front of a paragraph's lines.
struct Margin {
  Span first;  ///< of its first line
  Span rest;   ///< of the others
};
/// `text` in front of the first line, and as many spaces in front of the others.
Margin hanging(std::string text, Tone tone = Tone::plain);

/// The code points of a UTF-8 text.
std::size_t width_of(std::string_view text);
/// `text` with its middle left out where it is wider than `width`: "abcdefghij…w123456".
std::string shortened(std::string_view text, std::size_t width);
/// The `count` columns of `text` from column `first` on, with "…" in the place of what is left out beside them.
std::string excerpt(std::string_view text, std::size_t first, std::size_t count);
/// `text` filled up with spaces to `width`.
std::string padded(std::string_view text, std::size_t width);

class Page {
 public:
  /// Widths under 40 columns are taken as 40. `out` outlives the page.
  Page(std::ostream& out, int width, bool colour);

  /// Wraps `spans` at spaces; a word longer than a line is cut. No line ends in a space.
  void paragraph(const Margin& margin, const std::vector<Span>& spans);
  /// The columns that a paragraph's first line has behind its margin.
  std::size_t room(const Margin& margin) const { return room_behind(margin.first); }
  /// Writes `spans` as one line, as they are: a row of a table that was made to fit.
  void line(const std::vector<Span>& spans);
  /// An empty line.
  void blank();

 private:
  struct Word {
    std::vector<Span> pieces;  ///< without spaces
    std::size_t gap = 0;       ///< the spaces in front of it
    std::size_t width() const;
  };
  static std::vector<Word> words_of(const std::vector<Span>& spans);
  std::vector<Word> cut(Word word, std::size_t room) const;
  std::size_t room_behind(const Span& margin) const;
  void write(const Span& span);
  void write(const std::vector<Span>& line);

  std::ostream& out_;
  std::size_t width_;
  bool colour_;
};

}  // namespace mailready::report
