// Writes JSON (RFC 8259) straight into a text, member by member: nothing is kept of what has been written.
#pragma once
#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/ip.h"
#include "dns/name.h"

namespace mailready::report {

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

/// Whether `c` stands between quotes as it is: printable ASCII without what JSON escapes (RFC 8259, section 7).
constexpr bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

/// The name of a member, a literal of ours. One that would need an escape does not compile, so that none is looked for
/// when it is written.
class JsonKey {
 public:
  consteval JsonKey(const char* literal) : text_(literal) {
    if (!std::ranges::all_of(text_, is_plain)) throw "the name of a member needs an escape";
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// The caller sees to the grammar: each `begin_` has its `end_`, and in an object each value stands behind a `key`.
class JsonWriter {
 public:
  /// With `indent` spaces a level; below zero, all on one line.
  explicit JsonWriter(int indent = -1) : indent_(indent) {}

  /// What has been written since it was last taken away.
  std::string_view text() const { return {room_.data(), size_}; }
  /// Takes the text away and keeps its room. What is written next goes on where the text ended.
  void clear() { size_ = 0; }

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// The name of a member. What is written next is its value.
  JsonWriter& key(JsonKey name);
  /// The same for a name that is no literal, whatever it holds.
  JsonWriter& any_key(std::string_view name);

  void value(std::nullptr_t) { token("null"); }
  void value(std::same_as<bool> auto truth) { token(truth ? "true" : "false"); }
  void value(Number auto number);
  /// A text that is ours, or that went through `printable`. Whatever octets it holds, the output is valid and shows
  /// nothing that no report may show raw.
  void value(std::string_view text);
  void value(const dns::Name& name) { value(name.is_root() ? "." : name.text()); }
  void value(const IpAddress& address);
  void value(const Network& network);
  /// Null where there is nothing.
  template <class T>
  void value(const std::optional<T>& value);
  /// The same, whose lines stay lines: each "\n" is one of ours.
  void lines(std::string_view text);
  /// JSON that another writer wrote.
  void raw(std::string_view json) { token(json); }
  /// Octets from DNS, made printable.
  void octets(std::string_view octets);
  /// An array of plain values.
  template <class T>
  void values(const std::vector<T>& list);

  template <class T>
  void member(JsonKey name, const T& its_value) {
    key(name).value(its_value);
  }

 private:
  enum class Last { nothing, key, value };

  void begin(char bracket);
  void end(char bracket);
  void separate();
  void new_line();
  void token(std::string_view token);
  void quote_plain(std::string_view text);
  void quote(std::string_view text);
  void append_quoted(std::string_view safe);
  void end_key();
  void put(char c) { *room(1) = c; }
  void put(std::string_view text);
  char* room(std::size_t size);
  void grow(std::size_t size);
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - room_.data()); }
  bool is_laid_out() const { return indent_ >= 0; }

  std::string room_;  ///< the text, and what it may still grow into
  std::size_t size_ = 0;
  int indent_;
  std::size_t depth_ = 0;
  Last last_ = Last::nothing;  ///< what was written last in the innermost object or array
};

/// An array with each of `list` as `write` writes it.
template <std::ranges::range List, class Write>
void write_list(JsonWriter& json, const List& list, Write write) {
  json.begin_array();
  for (const auto& entry : list) write(json, entry);
  json.end_array();
}

/// The whole text of what `write` writes.
template <std::invocable<JsonWriter&> Write>
std::string json_text(Write write, int indent = -1) {
  JsonWriter json(indent);
  write(json);
  return std::string(json.text());
}

/// Nothing for an empty text, which is written as null.
inline std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// Where the next `size` octets go. They are part of the text from now on.
inline char* JsonWriter::room(std::size_t size) {
  if (room_.size() - size_ < size) grow(size);
  return room_.data() + std::exchange(size_, size_ + size);
}

void JsonWriter::value(Number auto number) {
  constexpr std::size_t longest = 32;
  separate();
  char* const digits = room(longest);
  end_at(std::to_chars(digits, digits + longest, number).ptr);
}

template <class T>
void JsonWriter::value(const std::optional<T>& maybe) {
  if (maybe)
    value(*maybe);
  else
    value(nullptr);
}

template <class T>
void JsonWriter::values(const std::vector<T>& list) {
  write_list(*this, list, [](JsonWriter& json, const T& entry) { json.value(entry); });
}

}  // namespace mailready::report
