// Patterns of names, matched label by label: "notgoogle.com" is not below "google.com".
#include <algorithm>

#include "base/text.h"
#include "mail/catalogue.h"

namespace mailready::catalogue {

/// One label against its pattern, in any case. Linear but for the retries of the last `*`, and labels are short.
static bool label_fits(std::string_view label, std::string_view pattern) {
  const auto same = [](char a, char b) { return equal_ignoring_case({&a, 1}, {&b, 1}); };
  constexpr std::size_t none = std::string_view::npos;
  if (pattern.find('*') == none) return equal_ignoring_case(label, pattern);
  std::size_t at = 0, in_pattern = 0, star = none, star_end = 0;
  while (at < label.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_end = ++at;  // a generated part has an octet at least
    } else if (in_pattern < pattern.size() && same(pattern[in_pattern], label[at])) {
      ++in_pattern;
      ++at;
    } else if (star != none) {
      in_pattern = star + 1;
      at = ++star_end;
    } else {
      return false;
    }
  }
  return in_pattern == pattern.size();
}

/// Takes the last label off `text`, with the dot in front of it.
static std::string_view take_last(std::string_view& text) {
  const std::size_t dot = text.rfind('.');
  const std::string_view label = dot == text.npos ? text : text.substr(dot + 1);
  text = dot == text.npos ? std::string_view() : text.substr(0, dot);
  return label;
}

/// Whether `text` ends in labels that fit those of `pattern`.
static bool tail_fits(std::string_view text, std::string_view pattern) {
  do {
    if (text.empty() || !label_fits(take_last(text), take_last(pattern))) return false;
  } while (!pattern.empty());
  return true;
}

static bool same_size(std::string_view text, std::string_view pattern) {
  return std::ranges::count(text, '.') == std::ranges::count(pattern, '.');
}

bool matches_suffix(const dns::Name& name, std::string_view pattern) { return tail_fits(name.to_string(), pattern); }

bool matches_exactly(const dns::Name& name, std::string_view pattern) {
  // A text without escapes is as long as the name on the wire, but for the length of its first label and of the root.
  const bool literal = pattern.find_first_of("*\\") == pattern.npos;
  if (literal && pattern.size() + 2 != name.wire_size()) return false;
  const std::string text = name.to_string();
  const bool any_size = pattern.substr(0, pattern.find('.')) == "*";
  return (any_size || same_size(text, pattern)) && tail_fits(text, pattern);
}

bool matches_label(std::string_view label, std::string_view pattern) {
  return same_size(label, pattern) && tail_fits(label, pattern);
}

}  // namespace mailready::catalogue
