// The fields "NAME=VALUE" behind the version of an MTA-STS or TLSRPT record (RFC 8461, section 3.1; RFC 8460,
// section 3): the two grammars are one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailready {

struct Field {
  std::string name;   ///< as written; names are case-sensitive
  std::string value;  ///< without white space around it, never empty
  bool operator==(const Field&) const = default;
};

/// Whether `text` begins with "VERSION;": senders pass over any other record.
bool counts_as(std::string_view text, std::string_view version);
/// Whether it was meant to: in another case, with white space, or without a field behind the version.
bool is_meant_as(std::string_view text, std::string_view version);

/// The fields of a record behind its version. The value of the field `own` has a grammar of its own; that of any other
/// is visible ASCII without "=". The error is a clause for people that names the first fault.
Result<std::vector<Field>, std::string> parse_fields(std::string_view text, std::string_view version,
                                                     std::string_view own);

/// The value of the first field of that name, which is the one that counts; null where there is none.
const std::string* find(const std::vector<Field>& fields, std::string_view name);

/// Whether `name` may be the name of a field: a letter or digit, and up to 31 of letters, digits, "_", "-" and ".".
bool is_field_name(std::string_view name);

}  // namespace mailready
