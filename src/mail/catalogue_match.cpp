// Patterns of names, matched label by label: "notgoogle.com" is not below "google.com".
#include "base/text.h"
#include "mail/catalogue.h"

namespace mailready::catalogue {

/// One label against its pattern, in any case. Linear but for the retries of the last `*`, and labels are short.
static bool label_fits(std::string_view label, std::string_view pattern) {
  const auto same = [](char a, char b) { return equal_ignoring_case({&a, 1}, {&b, 1}); };
  constexpr std::size_t none = std::string_view::npos;
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

/// Whether the last labels of `labels` fit all of `pattern`.
static bool tail_fits(const std::vector<std::string_view>& labels, const std::vector<std::string_view>& pattern) {
  if (labels.size() < pattern.size()) return false;
  const std::size_t skipped = labels.size() - pattern.size();
  for (std::size_t i = pattern.size(); i-- > 0;)
    if (!label_fits(labels[skipped + i], pattern[i])) return false;
  return true;
}

bool matches_suffix(const dns::Name& name, std::string_view pattern) {
  return tail_fits(name.labels(), split(pattern, '.'));
}

bool matches_exactly(const dns::Name& name, std::string_view pattern) {
  const auto labels = name.labels();
  const auto wanted = split(pattern, '.');
  return (labels.size() == wanted.size() || wanted.front() == "*") && tail_fits(labels, wanted);
}

bool matches_label(std::string_view label, std::string_view pattern) {
  const auto labels = split(label, '.');
  const auto wanted = split(pattern, '.');
  return labels.size() == wanted.size() && tail_fits(labels, wanted);
}

}  // namespace mailready::catalogue
