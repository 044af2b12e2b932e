#include "mail/tls_rpt/record.h"

#include <fmt/format.h>

#include "base/text.h"
#include "mail/field_list.h"

namespace mailready::tls_rpt {
namespace {

constexpr std::string_view version = "v=TLSRPTv1";

/// Schemes are case-insensitive (RFC 3986, section 3.1).
bool has_scheme(std::string_view uri, std::string_view scheme) {
  return uri.size() > scheme.size() && equal_ignoring_case(uri.substr(0, scheme.size()), scheme);
}

/// "mailto:" with a mail address, or "https:" (RFC 8460, section 3).
bool is_report_uri(std::string_view uri) {
  constexpr std::string_view mail = "mailto:", web = "https://";
  if (uri.find_first_of(" \t!;") != uri.npos) return false;
  if (has_scheme(uri, web)) return true;
  const std::string_view address = has_scheme(uri, mail) ? uri.substr(mail.size()) : std::string_view();
  const std::size_t at = address.rfind('@');
  return at != address.npos && at > 0 && at + 1 < address.size();
}

}  // namespace

bool is_record(std::string_view text) { return counts_as(text, version); }

bool is_meant_as_record(std::string_view text) { return is_meant_as(text, version); }

Result<Record, std::string> parse(std::string_view text) {
  const auto fields = parse_fields(text, version, "rua");
  if (!fields) return fields.error();
  const std::string* value = find(*fields, "rua");
  if (!value) return std::string("it has no rua=");
  Record record;
  for (const std::string_view entry : split(*value, ',')) {
    const std::string_view uri = trimmed(entry);
    if (!is_report_uri(uri))
      return fmt::format("rua= holds \"{}\", which is neither a mailto: nor an https: URI", printable(uri));
    record.reports.emplace_back(uri);
  }
  return record;
}

}  // namespace mailready::tls_rpt
