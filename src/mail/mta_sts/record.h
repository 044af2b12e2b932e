// The TXT record that announces an MTA-STS policy (RFC 8461, section 3.1).
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace mailready::mta_sts {

struct Record {
  std::string id{};  ///< changes with each version of the policy: 1 to 32 letters and digits
  bool operator==(const Record&) const = default;
};

/// Whether a TXT text counts at all: it begins "v=STSv1;". Senders pass over any other.
bool is_record(std::string_view text);
/// Whether it was meant to count: "V=STSv1; id=1", "v=STSv1".
bool is_meant_as_record(std::string_view text);

/// Parses a text that counts, or was meant to. The error is a clause for people.
Result<Record, std::string> parse_record(std::string_view text);

}  // namespace mailready::mta_sts
