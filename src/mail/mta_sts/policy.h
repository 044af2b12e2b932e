// The MTA-STS policy, as it is served over HTTPS (RFC 8461, section 3.2).
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dns/name.h"

namespace mailready::mta_sts {

enum class Mode { enforce, testing, none };
std::string_view mode_text(Mode mode);

struct Policy {
  Mode mode = Mode::none;
  std::vector<std::string> exchanges{};  ///< the `mx` patterns as written: a host, or "*." and what stands below it
  std::chrono::seconds max_age{};
  bool operator==(const Policy&) const = default;

  /// Whether one of the patterns matches the exchange (RFC 8461, section 4.1): "*." stands for exactly one label.
  bool matches(const dns::Name& exchange) const;
};

/// Parses a policy text: lines end in LF or CRLF. The error is a clause for people that names the line.
Result<Policy, std::string> parse_policy(std::string_view text);

}  // namespace mailready::mta_sts
