// The TXT record that says where reports about TLS failures go (RFC 8460, section 3).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailready::tls_rpt {

struct Record {
  std::vector<std::string> reports{};  ///< the URIs of rua=, as written
  bool operator==(const Record&) const = default;
};

/// Whether a TXT text counts at all: it begins "v=TLSRPTv1;". Senders pass over any other.
bool is_record(std::string_view text);
/// Whether it was meant to count: "v=tlsrptv1; rua=…", "v=TLSRPTv1".
bool is_meant_as_record(std::string_view text);

/// Parses a text that counts, or was meant to. The error is a clause for people.
Result<Record, std::string> parse(std::string_view text);

}  // namespace mailready::tls_rpt
