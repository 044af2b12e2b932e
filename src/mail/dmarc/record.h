// A DMARC policy record (RFC 9989, section 4.7).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dns/name.h"

namespace mailready::dmarc {

enum class Policy { none, quarantine, reject };
enum class Alignment { relaxed, strict };
enum class PublicSuffix { unspecified, yes, no };  ///< psd=u, y, n

std::string_view policy_text(Policy policy);

struct Record {
  std::string text{};
  std::optional<Policy> policy{};                 ///< p=; absent means none
  std::optional<Policy> subdomain_policy{};       ///< sp=
  std::optional<Policy> nonexistent_policy{};     ///< np=
  Alignment dkim_alignment = Alignment::relaxed;  ///< adkim=
  Alignment spf_alignment = Alignment::relaxed;   ///< aspf=
  bool testing = false;                           ///< t=y: receivers apply one step less
  PublicSuffix public_suffix = PublicSuffix::unspecified;
  std::vector<std::string> aggregate_reports{};  ///< the URIs of rua=
  bool operator==(const Record&) const = default;
};

/// Whether a TXT text is meant as a policy: it begins with "v=dmarc" in any case or spacing, or holds a `p=` tag that
/// is not a DKIM key's. Anything else at the name is ignored.
bool is_meant_as_policy(std::string_view text);

/// Whether a text begins with the version "v=DMARC1", as a receiver demands before it reads on (RFC 9989, section 4.7).
bool has_version(std::string_view text);

/// The domain of the mail address of a report URI, percent-encoding undone (RFC 6068, section 2); nothing where the URI
/// is no `mailto:` one with an address.
std::optional<dns::Name> report_domain(std::string_view uri);

/// What is wrong, for people.
struct ParseError {
  std::string message;
  bool operator==(const ParseError&) const = default;
};

/// Parses a text that is meant as a policy. Malformed: `v=DMARC1` not first, an unknown `p=`, an `rua` that is no
/// `mailto:` URI, a tag that stands twice. Unknown tags and bad values of other tags are passed over; the default
/// holds.
Result<Record, ParseError> parse(std::string_view text);

}  // namespace mailready::dmarc
