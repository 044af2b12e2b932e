// What two ESPs with different names have in common where it counts.
#pragma once
#include <string>

#include "survey/facts.h"

namespace mailready::lint {

/// Why one outage can take both.
struct Common {
  std::string clause;  ///< "Resend sends through Amazon SES"
  IpSet ranges{};      ///< the networks that both publish, as far as is known
};

/// Holds two declared senders against each other: by the catalogue, which tells why, then by the ranges that they
/// publish. Absent: nothing. Unknown: the catalogue knows of nothing, and a range could not be had.
dns::Fact<Common> in_common(const survey::SenderFacts& a, const survey::SenderFacts& b);

}  // namespace mailready::lint
