// Asks everything that the wanted facts need, all that is independent at once, and computes the facts.
#pragma once
#include <asio/awaitable.hpp>

#include "dns/resolver.h"
#include "survey/facts.h"

namespace mailready::survey {

struct Options {
  Needs needs;
  bool discover = true;                        ///< ask every literal selector and return-path label of the catalogue
  std::chrono::milliseconds deadline{30'000};  ///< for all of it; what has not been answered then is unknown
  std::size_t max_queries = 500;
};

/// Surveys one domain. Never fails: what could not be asked is unknown in the facts. `resolver` outlives the call.
asio::awaitable<Facts> survey(dns::Resolver& resolver, dns::Name domain, Plan plan, Options options);

}  // namespace mailready::survey
