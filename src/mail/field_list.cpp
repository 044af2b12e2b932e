#include "mail/field_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mailready {
namespace {

constexpr std::string_view blanks = " \t";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// No control, space, "=" or ";".
bool is_value_octet(char c) { return c > ' ' && c <= '~' && c != '=' && c != ';'; }

Result<Field, std::string> parse_field(std::string_view part, std::string_view own) {
  const std::size_t equals = part.find('=');
  if (equals == part.npos) return fmt::format("\"{}\" is no field of the form NAME=VALUE", printable(part));
  const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
  if (!is_field_name(name)) return fmt::format("\"{}\" is no name of a field", printable(name));
  if (value.empty()) return fmt::format("{}= is empty", name);
  if (name != own && !std::ranges::all_of(value, is_value_octet))
    return fmt::format("{}= is \"{}\", which holds more than one plain word", name, printable(value));
  return Field{.name = std::string(name), .value = std::string(value)};
}

}  // namespace

bool counts_as(std::string_view text, std::string_view version) {
  return text.starts_with(version) && text.substr(version.size()).starts_with(';');
}

bool is_meant_as(std::string_view text, std::string_view version) {
  std::string begin;
  for (const char c : text.substr(0, text.find(';')))
    if (blanks.find(c) == blanks.npos) begin += c;
  return equal_ignoring_case(begin, version);
}

Result<std::vector<Field>, std::string> parse_fields(std::string_view text, std::string_view version,
                                                     std::string_view own) {
  if (!counts_as(text, version)) return fmt::format("it does not begin with {};", version);
  std::vector<Field> fields;
  const auto parts = split(text.substr(version.size() + 1), ';');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = trimmed(parts[i], blanks);
    if (part.empty() && i + 1 == parts.size()) break;  // a final delimiter
    if (part.empty()) return std::string("two \";\" stand together");
    auto field = parse_field(part, own);
    if (!field) return field.error();
    fields.push_back(*std::move(field));
  }
  return fields;
}

const std::string* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &found->value;
}

bool is_field_name(std::string_view name) {
  constexpr std::size_t longest = 32;
  return !name.empty() && name.size() <= longest && is_letter_or_digit(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
}

}  // namespace mailready
