// How long caches keep what a failover may have to change.
#pragma once
#include <chrono>
#include <vector>

#include "dns/authorities.h"
#include "dns/task.h"
#include "survey/facts.h"

namespace mailready::survey {

/// The record sets, as the answers of `facts` show them: MX, SPF, and the return-path names and key aliases of ESPs, as
/// far as the domain's owner publishes them; `_mta-sts` where it was asked. Each set once. Of an alias, its own TTL
/// alone.
std::vector<TtlFacts> record_ttls(const Facts& facts, const Plan& plan);

/// Asks a name server of the zone for the exact TTLs, and for the SOA's, where the lower bound that is known does not
/// exceed `max_ttl`: all at once, and what fails once more at a second server. Whom it asked what goes to
/// `facts->exact_answers`. Servers without a public address are never asked: DNS may name anything. `authorities` may
/// be null. What is not known by `deadline` stays a lower bound.
dns::Task<> make_ttls_exact(dns::Authorities* authorities, Facts* facts, std::chrono::seconds max_ttl,
                            std::chrono::steady_clock::time_point deadline);

}  // namespace mailready::survey
