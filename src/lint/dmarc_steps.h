// The part of a DMARC tree walk that the owner of a domain can mend.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "mail/dmarc/discovery.h"

namespace mailready::lint {

/// The steps whose faults matter: from the domain up to the first with a valid record, which settles the policy
/// (RFC 9989, section 4.10). A top-level domain above it is left out: only its registry can change what stands there.
std::vector<const dmarc::Step*> steps_to_policy(const dmarc::Walk& walk);

/// How many texts of a step begin with the version; of several, receivers use none.
std::size_t record_count(const dmarc::Step& step);

/// `_dmarc.acme.example`
std::string policy_name(const dns::Name& domain);

/// The texts at a step, as records: `_dmarc.acme.example. TXT "v=DMARC1; p=none"`.
std::vector<std::string> evidence(const dmarc::Step& step);

}  // namespace mailready::lint
