// The MX records of a domain, and the addresses and TLSA records of its exchanges.
#pragma once

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/facts.h"

namespace mailready::survey {

/// The MX records of `domain`; with Need::exchanges the addresses of every exchange, with Need::tlsa its TLSA records,
/// all asked at once.
dns::Task<Fact<MxFacts>> survey_exchanges(dns::Resolver& resolver, dns::Name domain, Needs needs);

}  // namespace mailready::survey
