// Asks for the addresses of a host.
#pragma once
#include <asio/awaitable.hpp>

#include "dns/resolver.h"
#include "survey/host_facts.h"

namespace mailready::survey {

/// Asks for both families at once.
asio::awaitable<HostFacts> survey_host(dns::Resolver& resolver, dns::Name host);

}  // namespace mailready::survey
