// Asks for the DMARC records at and above a name.
#pragma once

#include "dns/resolver.h"
#include "dns/task.h"
#include "mail/dmarc/discovery.h"

namespace mailready::dmarc {

/// All names of the walk are asked at once; what stands past a `psd=` boundary is left out afterwards.
dns::Task<Walk> walk_tree(dns::Resolver& resolver, dns::Name domain);

}  // namespace mailready::dmarc
