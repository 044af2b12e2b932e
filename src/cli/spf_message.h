// The message that `spf --ip` is about, as it was typed.
#pragma once
#include <string>

#include "cli/spf_options.h"
#include "mail/spf/session.h"

namespace mailready::cli {

/// The domain to check: in A-labels where it is a domain name, else as it is, since check_host() takes any text.
std::string domain_to_check(const std::string& text);

/// What a receiver of the message knows. Without --mail-from the sender is postmaster at `domain`; an empty one stands
/// for the HELO name, which is then `domain` where there is no --helo. Throws UsageError where --ip is no address.
spf::Session session_of(const SpfOptions& options, const std::string& domain);

}  // namespace mailready::cli
