// Asks for the addresses of a host.
#pragma once

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/host_facts.h"

namespace mailready::survey {

/// Asks for both families at once.
dns::Task<HostFacts> survey_host(dns::Resolver& resolver, dns::Name host);

}  // namespace mailready::survey
