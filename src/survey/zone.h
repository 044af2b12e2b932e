// The zone that holds the checked name, and its name servers.
#pragma once

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/zone_facts.h"

namespace mailready::survey {

/// Finds the zone by the SOA, then its name servers and their addresses. A domain with a zone of its own takes two
/// rounds of questions, and a name in the zone around it three.
dns::Task<Fact<ZoneFacts>> survey_zone(dns::Resolver& resolver, dns::Name domain);

}  // namespace mailready::survey
