// A domain as people type it, or write it into a list, and the name that it stands for.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "dns/name.h"

namespace mailready::cli {

/// Reads a domain name in any case, with or without its final dot, in U-labels or A-labels (IDNA2008 with the
/// non-transitional mapping of UTS 46). IP addresses, URLs, mail addresses, wildcards, ports, and what breaks the
/// limits of DNS are refused. The error is a sentence, printable, that names the text and what was probably meant.
Result<dns::Name, std::string> parse_domain(std::string_view text);

}  // namespace mailready::cli
