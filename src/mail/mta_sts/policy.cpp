#include "mail/mta_sts/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "mail/field_list.h"

namespace mailready::mta_sts {
namespace {

constexpr std::array modes{Mode::enforce, Mode::testing, Mode::none};
constexpr std::chrono::seconds longest_max_age{31'557'600};  // a year: RFC 8461, section 3.2
constexpr std::string_view wildcard = "*.";
constexpr std::string_view blanks = " \t";
constexpr std::size_t most_exchanges = 1000;  // a hostile policy; no domain has so many

/// A "Domain" of RFC 5321, section 4.1.2: letters, digits and inner hyphens, and so no final dot.
bool is_host(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (text.ends_with('.') || !dns::Name::parse(text)) return false;
  return std::ranges::all_of(split(text, '.'), [&](std::string_view label) {
    return !label.empty() && !label.starts_with('-') && !label.ends_with('-') &&
           to_lower(label).find_first_not_of(allowed) == std::string::npos;
  });
}

bool is_pattern(std::string_view text) {
  return is_host(text.starts_with(wildcard) ? text.substr(wildcard.size()) : text);
}

std::optional<Mode> parse_mode(std::string_view text) {
  for (const Mode mode : modes)
    if (text == mode_text(mode)) return mode;
  return std::nullopt;
}

std::optional<std::chrono::seconds> parse_max_age(std::string_view text) {
  constexpr std::size_t most_digits = 10;
  std::int64_t seconds = 0;
  if (text.empty() || text.size() > most_digits || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  const std::chrono::seconds age(seconds);
  return age <= longest_max_age ? std::optional(age) : std::nullopt;
}

/// A policy as far as it has been read. Of a field that stands twice the first counts, but for `mx`.
class Reader {
 public:
  /// Takes a line in. What is wrong with it, or "".
  std::string take(std::string_view line);
  Result<Policy, std::string> finish() const;

 private:
  std::string take_field(std::string_view name, std::string_view value);
  std::string take_mode(std::string_view value);
  std::string take_max_age(std::string_view value);
  std::string take_exchange(std::string_view value);

  bool has_version_ = false;
  std::optional<Mode> mode_;
  std::optional<std::chrono::seconds> max_age_;
  std::vector<std::string> exchanges_;
};

std::string Reader::take(std::string_view line) {
  // The grammar has no empty lines, but no sender is known to mind them.
  if (trimmed(line, blanks).empty()) return "";
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return "it is no field of the form NAME: VALUE";
  const std::string_view name = line.substr(0, colon);
  if (!is_field_name(name)) return fmt::format("\"{}\" is no name of a field", printable(name));
  return take_field(name, trimmed(line.substr(colon + 1), blanks));
}

std::string Reader::take_field(std::string_view name, std::string_view value) {
  if (name == "version" && !has_version_) {
    if (value != "STSv1") return fmt::format("the version is \"{}\" and not STSv1", printable(value));
    has_version_ = true;
  }
  if (name == "mode" && !mode_) return take_mode(value);
  if (name == "max_age" && !max_age_) return take_max_age(value);
  if (name == "mx") return take_exchange(value);
  return "";
}

std::string Reader::take_mode(std::string_view value) {
  mode_ = parse_mode(value);
  return mode_ ? "" : fmt::format("the mode is \"{}\" and not enforce, testing or none", printable(value));
}

std::string Reader::take_max_age(std::string_view value) {
  max_age_ = parse_max_age(value);
  return max_age_ ? ""
                  : fmt::format("max_age is \"{}\" and not a number of seconds from 0 to {}", printable(value),
                                longest_max_age.count());
}

std::string Reader::take_exchange(std::string_view value) {
  if (value.ends_with('.') && is_pattern(value.substr(0, value.size() - 1)))
    return fmt::format("the mx \"{}\" ends in a dot, which stands in DNS only", value);
  if (!is_pattern(value))
    return fmt::format("the mx \"{}\" is no host name, nor \"*.\" in front of one", printable(value));
  if (exchanges_.size() >= most_exchanges) return fmt::format("it has more than {} mx fields", most_exchanges);
  exchanges_.emplace_back(value);
  return "";
}

Result<Policy, std::string> Reader::finish() const {
  if (!has_version_) return std::string("it has no version");
  if (!mode_) return std::string("it has no mode");
  if (!max_age_) return std::string("it has no max_age");
  if (exchanges_.empty() && *mode_ != Mode::none)
    return fmt::format("it has no mx, and its mode is {}", mode_text(*mode_));
  return Policy{.mode = *mode_, .exchanges = exchanges_, .max_age = *max_age_};
}

}  // namespace

std::string_view mode_text(Mode mode) {
  switch (mode) {
    case Mode::enforce:
      return "enforce";
    case Mode::testing:
      return "testing";
    case Mode::none:
      return "none";
  }
  return "";
}

bool Policy::matches(const dns::Name& exchange) const {
  return std::ranges::any_of(exchanges, [&](const std::string& pattern) {
    if (!pattern.starts_with(wildcard)) return dns::Name::parse(pattern) == exchange;
    return !exchange.is_root() && dns::Name::parse(pattern.substr(wildcard.size())) == exchange.parent();
  });
}

Result<Policy, std::string> parse_policy(std::string_view text) {
  Reader reader;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (const std::string fault = reader.take(line); !fault.empty()) return fmt::format("line {}: {}", number, fault);
  }
  return reader.finish();
}

}  // namespace mailready::mta_sts
