// Writes JSON (RFC 8259) straight into a text, member by member: nothing is kept of what has been written.
#pragma once
#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dns/name.h"

namespace mailready::report {

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

/// The caller sees to the grammar: each `begin_` has its `end_`, and in an object each value stands behind a `key`.
class JsonWriter {
 public:
  /// Appends to `out`, which outlives it, with `indent` spaces a level; below zero, all on one line.
  explicit JsonWriter(std::string& out, int indent = -1) : out_(out), indent_(indent) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// The name of a member. What is written next is its value.
  JsonWriter& key(std::string_view name);

  void value(std::nullptr_t) { token("null"); }
  void value(std::same_as<bool> auto truth) { token(truth ? "true" : "false"); }
  void value(Number auto number);
  /// A text that is ours, or that went through `printable`. Whatever octets it holds, the output is valid and shows
  /// nothing that no report may show raw.
  void value(std::string_view text);
  void value(const dns::Name& name) { value(std::string_view(name.to_string())); }
  /// Null where there is nothing.
  template <class T>
  void value(const std::optional<T>& value);
  /// Octets from DNS, made printable.
  void octets(std::string_view octets);
  /// An array of plain values.
  template <class T>
  void values(const std::vector<T>& list);

  template <class T>
  void member(std::string_view name, const T& its_value) {
    key(name).value(its_value);
  }

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();
  void new_line();
  void token(std::string_view token);
  void quote(std::string_view text);

  std::string& out_;
  int indent_;
  std::size_t depth_ = 0;
  bool first_ = true;   ///< nothing stands in the innermost object or array yet
  bool keyed_ = false;  ///< a key waits for its value
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
  std::string text;
  JsonWriter json(text, indent);
  write(json);
  return text;
}

/// Nothing for an empty text, which is written as null.
inline std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void JsonWriter::value(Number auto number) {
  char digits[32];
  token({digits, std::to_chars(digits, std::end(digits), number).ptr});
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
