#include "dns/master_file.h"

#include <algorithm>

namespace mailready::dns {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view word_ends = " \t\r\n\f\v;()\"";

bool is_space(char c) { return std::string_view(" \t\r\f\v").find(c) != std::string_view::npos; }

}  // namespace

MasterFile::MasterFile(std::string_view text) : text_(text) {
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

Result<std::optional<Entry>, SyntaxError> MasterFile::next() {
  Entry entry;
  const auto is_whole = [&] { return line_begins_ && open_.empty() && !entry.tokens.empty(); };
  while (!at_end() && !is_whole())
    if (auto failed = take(entry)) return std::move(*failed);
  if (!open_.empty()) return SyntaxError{open_.back(), "a parenthesis is opened here and never closed"};
  if (entry.tokens.empty()) return std::optional<Entry>();
  return std::optional(std::move(entry));
}

/// Whether a backslash at `position` takes the next octet's meaning away. It has no power over a line's end.
bool MasterFile::escapes(std::size_t position) const {
  if (text_[position] != '\\' || position + 1 == text_.size()) return false;
  return text_[position + 1] != '\n' && text_[position + 1] != '\0';
}

/// Takes what stands at the position: a token, or what separates tokens.
MasterFile::Failed MasterFile::take(Entry& entry) {
  const char c = here();
  if (c == '\n') {
    end_line(entry);
    return {};
  }
  if (is_space(c)) {
    if (line_begins_ && entry.tokens.empty()) entry.owner_left_out = true;
    line_begins_ = false;
    ++position_;
    return {};
  }
  line_begins_ = false;
  if (c == '\0') return SyntaxError{line_, "a NUL octet: this is no text file, or one in UTF-16"};
  if (c == '(' || c == ')') return take_parenthesis();
  if (c == '"') return take_quoted(entry);
  if (c != ';') return take_word(entry);
  skip_comment();
  return {};
}

void MasterFile::end_line(Entry& entry) {
  ++position_;
  ++line_;
  line_begins_ = true;
  if (entry.tokens.empty() && open_.empty()) entry.owner_left_out = false;  // it was a blank line
}

void MasterFile::skip_comment() { position_ = std::min(text_.find('\n', position_), text_.size()); }

MasterFile::Failed MasterFile::take_parenthesis() {
  if (here() == '(') {
    open_.push_back(line_);
  } else {
    if (open_.empty()) return SyntaxError{line_, "a parenthesis is closed that was never opened"};
    open_.pop_back();
  }
  ++position_;
  return {};
}

MasterFile::Failed MasterFile::take_quoted(Entry& entry) {
  const std::size_t begin = position_ + 1;
  for (std::size_t end = begin; end < text_.size() && text_[end] != '\n' && text_[end] != '\0'; ++end) {
    if (text_[end] == '"') {
      position_ = end + 1;
      add(entry, {text_.substr(begin, end - begin), true});
      return {};
    }
    if (escapes(end)) ++end;
  }
  return SyntaxError{line_, "a quoted string is not closed on its line"};
}

MasterFile::Failed MasterFile::take_word(Entry& entry) {
  const std::size_t begin = position_;
  while (!at_end() && word_ends.find(here()) == std::string_view::npos && here() != '\0') {
    position_ += escapes(position_) ? 2 : 1;
  }
  add(entry, {text_.substr(begin, position_ - begin), false});
  return {};
}

void MasterFile::add(Entry& entry, Token token) const {
  if (entry.tokens.empty()) entry.line = line_;
  entry.tokens.push_back(token);
}

}  // namespace mailready::dns
