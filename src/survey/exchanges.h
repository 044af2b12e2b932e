// The MX records of a domain and the addresses of its exchanges.
#pragma once
#include <asio/awaitable.hpp>

#include "dns/resolver.h"
#include "survey/facts.h"

namespace mailready::survey {

/// The MX records of `domain`; with `addresses`, those of every exchange too, all asked at once.
asio::awaitable<Fact<MxFacts>> survey_exchanges(dns::Resolver& resolver, dns::Name domain, bool addresses);

}  // namespace mailready::survey
