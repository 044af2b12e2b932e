#include "mail/dmarc/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/tag_list.h"

namespace mailready::dmarc {

constexpr std::string_view spaces = " \t\r\n";

std::string_view policy_text(Policy policy) {
  switch (policy) {
    case Policy::none:
      return "none";
    case Policy::quarantine:
      return "quarantine";
    case Policy::reject:
      return "reject";
  }
  return {};
}

/// Values are keywords in any case (RFC 9989, section 4.8).
static std::optional<Policy> parse_policy(std::string_view value) {
  for (const Policy policy : {Policy::none, Policy::quarantine, Policy::reject})
    if (equal_ignoring_case(value, policy_text(policy))) return policy;
  return std::nullopt;
}

/// The part of a text in front of its first ";".
static std::string_view first_part(std::string_view text) { return text.substr(0, text.find(';')); }

static std::string without_spaces(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char octet) { return spaces.find(octet) == spaces.npos; });
  return out;
}

/// A part "NAME = …" of a tag-list.
static bool is_tag_named(std::string_view part, std::string_view name) {
  const std::size_t equals = part.find('=');
  return equals != part.npos && equal_ignoring_case(trimmed(part.substr(0, equals)), name);
}

bool has_version(std::string_view text) {
  const std::string_view first = first_part(text);
  if (first.empty() || spaces.find(first.front()) != spaces.npos || !is_tag_named(first, "v")) return false;
  return trimmed(first.substr(first.find('=') + 1)) == "DMARC1";
}

bool is_meant_as_policy(std::string_view text) {
  const std::string version = to_lower(without_spaces(first_part(text)));
  if (version.starts_with("v=dmarc")) return true;
  if (version == "v=dkim1") return false;  // a key's p= is no policy, whatever wildcard brought it here
  const auto parts = split(text, ';');
  return std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return is_tag_named(part, "p"); });
}

/// The value of a hexadecimal digit.
static std::optional<unsigned> hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
  return std::nullopt;
}

/// Undoes percent-encoding; a "%" without two digits behind it stays (RFC 3986, section 2.1).
static std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_value(text[i + 2]) : std::nullopt;
    out += low ? static_cast<char>(*high * 16 + *low) : text[i];
    if (low) i += 2;
  }
  return out;
}

std::optional<dns::Name> report_domain(std::string_view uri) {
  constexpr std::string_view scheme = "mailto:";
  if (!equal_ignoring_case(uri.substr(0, scheme.size()), scheme)) return std::nullopt;
  const std::string_view address = uri.substr(scheme.size(), uri.find('?') - scheme.size());
  const std::size_t at = address.rfind('@');
  if (at == address.npos || at == 0 || address.find_first_of(spaces) != address.npos) return std::nullopt;
  const auto domain = dns::Name::parse(percent_decoded(address.substr(at + 1)));
  return domain && !domain->is_root() ? domain : std::nullopt;
}

/// The URIs of `rua=`. A size limit ("!10m"), which RFC 9989 took out of the grammar, is cut off.
static Result<std::vector<std::string>, ParseError> parse_reports(std::string_view value) {
  std::vector<std::string> uris;
  for (const std::string_view entry : split(value, ',')) {
    const std::string_view uri = trimmed(entry).substr(0, trimmed(entry).find('!'));
    if (!report_domain(uri))
      return ParseError{fmt::format("rua= holds \"{}\", which is no mailto: URI", printable(uri))};
    uris.emplace_back(uri);
  }
  return uris;
}

static Alignment parse_alignment(const std::string* value) {
  return value && equal_ignoring_case(*value, "s") ? Alignment::strict : Alignment::relaxed;
}

static PublicSuffix parse_public_suffix(const std::string* value) {
  if (value && equal_ignoring_case(*value, "y")) return PublicSuffix::yes;
  if (value && equal_ignoring_case(*value, "n")) return PublicSuffix::no;
  return PublicSuffix::unspecified;
}

/// What is wrong with the start of a text without a proper version.
static ParseError fault_of_version(std::string_view text) {
  const std::string_view first = first_part(text);
  if (!is_tag_named(first, "v")) return {"v=DMARC1 is not the first tag"};
  const std::string_view value = trimmed(first.substr(first.find('=') + 1));
  if (value == "DMARC1") return {"white space stands in front of v=DMARC1"};
  return {fmt::format("v= is \"{}\" and not DMARC1", printable(value))};
}

Result<Record, ParseError> parse(std::string_view text) {
  if (!has_version(text)) return fault_of_version(text);
  const auto tags = TagList::scan(text);
  if (!tags) return ParseError{tags.error()};
  Record record{.text = std::string(text)};
  if (const std::string* value = tags->find("p")) {
    record.policy = parse_policy(*value);
    if (!record.policy)
      return ParseError{fmt::format("p= is \"{}\" and not none, quarantine or reject", printable(*value))};
  }
  if (const std::string* value = tags->find("rua")) {
    auto reports = parse_reports(*value);
    if (!reports) return reports.error();
    record.aggregate_reports = *std::move(reports);
  }
  if (const std::string* value = tags->find("sp")) record.subdomain_policy = parse_policy(*value);
  if (const std::string* value = tags->find("np")) record.nonexistent_policy = parse_policy(*value);
  if (const std::string* value = tags->find("t")) record.testing = equal_ignoring_case(*value, "y");
  record.dkim_alignment = parse_alignment(tags->find("adkim"));
  record.spf_alignment = parse_alignment(tags->find("aspf"));
  record.public_suffix = parse_public_suffix(tags->find("psd"));
  return record;
}

}  // namespace mailready::dmarc
