#include "report/page.h"

#include <algorithm>
#include <utility>

namespace mailready::report {

namespace {

constexpr int least_width = 40;

bool continues(char octet) { return (static_cast<unsigned char>(octet) & 0xC0) == 0x80; }

/// How many octets the first `count` code points of `text` take.
std::size_t octets_of(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    ++end;
    while (end < text.size() && continues(text[end])) ++end;
  }
  return end;
}

/// The SGR parameters of a tone (ECMA-48, section 8.3.117); the sixteen colours only, which every terminal's theme
/// keeps readable.
std::string_view sgr(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "1";
    case Tone::faint:
      return "2";
    case Tone::error:
      return "1;31";
    case Tone::warning:
      return "1;33";
    case Tone::note:
      return "1;34";
    case Tone::good:
      return "1;32";
    case Tone::unknown:
      return "1;35";
    case Tone::added:
      return "32";
    case Tone::removed:
      return "31";
  }
  return "";
}

}  // namespace

Margin hanging(std::string text, Tone tone) {
  std::string rest(width_of(text), ' ');
  return {{std::move(text), tone}, {std::move(rest)}};
}

std::size_t width_of(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

std::string shortened(std::string_view text, std::size_t width) {
  const std::size_t whole = width_of(text);
  if (whole <= width || width == 0) return std::string(text);
  const std::size_t tail = (width - 1) / 2;
  const std::string_view head = text.substr(0, octets_of(text, width - 1 - tail));
  return std::string(head) + "…" + std::string(text.substr(octets_of(text, whole - tail)));
}

std::string excerpt(std::string_view text, std::size_t first, std::size_t count) {
  if (count == 0) return "";
  const bool cut_front = first > 0, cut_back = first + count < width_of(text);
  text.remove_prefix(octets_of(text, first + (cut_front ? 1 : 0)));
  const std::size_t marks = (cut_front ? 1U : 0U) + (cut_back ? 1U : 0U);
  const std::string_view middle = text.substr(0, octets_of(text, count - std::min(count, marks)));
  return (cut_front ? "…" : "") + std::string(middle) + (cut_back ? "…" : "");
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(width - std::min(width, width_of(text)), ' ');
  return out;
}

Page::Page(std::ostream& out, int width, bool colour)
    : out_(out), width_(static_cast<std::size_t>(std::max(width, least_width))), colour_(colour) {}

std::size_t Page::Word::width() const {
  std::size_t width = 0;
  for (const Span& piece : pieces) width += width_of(piece.text);
  return width;
}

std::vector<Page::Word> Page::words_of(const std::vector<Span>& spans) {
  std::vector<Word> words;
  bool inside = false;
  std::size_t gap = 0;
  for (const Span& span : spans) {
    for (std::size_t at = 0; at < span.text.size();) {
      const bool space = span.text[at] == ' ';
      const std::size_t end = space ? span.text.find_first_not_of(' ', at) : span.text.find(' ', at);
      std::string run = span.text.substr(at, end - at);
      at = std::min(end, span.text.size());
      if (space) {
        gap += run.size();
      } else {
        if (!inside || gap > 0) words.push_back({{}, std::exchange(gap, 0)});
        words.back().pieces.push_back({std::move(run), span.tone});
      }
      inside = !words.empty();
    }
  }
  return words;
}

/// `word` in parts of at most `room` columns.
std::vector<Page::Word> Page::cut(Word word, std::size_t room) const {
  std::vector<Word> parts{{{}, word.gap}};
  std::size_t left = room;
  for (const Span& piece : word.pieces) {
    std::string_view text = piece.text;
    while (!text.empty()) {
      if (left == 0) {
        parts.push_back({{}, 0});
        left = room;
      }
      const std::string_view taken = text.substr(0, octets_of(text, left));
      parts.back().pieces.push_back({std::string(taken), piece.tone});
      left -= width_of(taken);
      text.remove_prefix(taken.size());
    }
  }
  return parts;
}

std::size_t Page::room_behind(const Span& margin) const {
  return std::max<std::size_t>(width_ - std::min(width_, width_of(margin.text)), least_width / 4);
}

void Page::paragraph(const Margin& margin, const std::vector<Span>& spans) {
  const std::size_t rest = room_behind(margin.rest);
  std::size_t room = room_behind(margin.first);
  std::vector<Span> line{margin.first};
  std::size_t used = 0;
  bool empty = true;
  for (Word& whole : words_of(spans)) {
    for (Word& word : cut(std::move(whole), std::min(room, rest))) {
      const std::size_t needed = word.width();
      if (!empty && used + word.gap + needed > room) {
        write(line);
        line = {margin.rest};
        used = 0;
        room = rest;
        empty = true;
      }
      const std::size_t gap = empty ? 0 : word.gap;
      if (gap > 0) line.push_back({std::string(gap, ' ')});
      line.insert(line.end(), word.pieces.begin(), word.pieces.end());
      used += gap + needed;
      empty = false;
    }
  }
  write(line);
}

void Page::line(const std::vector<Span>& spans) { write(spans); }

void Page::blank() { out_ << '\n'; }

void Page::write(const Span& span) {
  const std::string_view codes = colour_ ? sgr(span.tone) : "";
  if (codes.empty() || span.text.find_first_not_of(' ') == std::string::npos)
    out_ << span.text;
  else
    out_ << "\x1b[" << codes << 'm' << span.text << "\x1b[0m";
}

/// Writes a line; neighbours of one tone, and the spaces between them, are written as one.
void Page::write(const std::vector<Span>& line) {
  std::vector<Span> merged;
  std::string spaces;
  for (const Span& span : line) {
    const std::size_t end = span.text.find_last_not_of(' ');
    const std::string_view text = std::string_view(span.text).substr(0, end == std::string::npos ? 0 : end + 1);
    if (!text.empty()) {
      if (!merged.empty() && merged.back().tone == span.tone)
        merged.back().text += spaces;
      else if (!spaces.empty())
        merged.push_back({spaces});
      spaces.clear();
      if (!merged.empty() && merged.back().tone == span.tone)
        merged.back().text += text;
      else
        merged.push_back({std::string(text), span.tone});
    }
    spaces.append(span.text.size() - text.size(), ' ');
  }
  for (const Span& span : merged) write(span);
  out_ << '\n';
}

}  // namespace mailready::report
