// Asks for the DMARC records at and above a name.
#pragma once
#include <asio/awaitable.hpp>

#include "dns/resolver.h"
#include "mail/dmarc/discovery.h"

namespace mailready::dmarc {

/// All names of the walk are asked at once; what stands past a `psd=` boundary is left out afterwards.
asio::awaitable<Walk> walk_tree(dns::Resolver& resolver, dns::Name domain);

}  // namespace mailready::dmarc
