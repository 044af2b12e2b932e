// Asks everything that the wanted facts need, all that is independent at once, and computes the facts.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dns/authorities.h"
#include "dns/resolver.h"
#include "dns/task.h"
#include "mail/spf/parsed_records.h"
#include "net/fetch.h"
#include "survey/facts.h"

namespace mailready::survey {

/// What a survey took.
struct Costs {
  std::size_t queries = 0, cached = 0;  ///< questions, and how many more the run's cache answered
  std::chrono::milliseconds elapsed{};
};

/// Whom the survey may ask. What it refers to outlives the survey.
struct World {
  dns::Resolver& resolver;
  dns::Authorities* authorities = nullptr;  ///< null: none may be asked (offline)
  net::Fetcher* fetcher = nullptr;          ///< null: nothing may be fetched (offline)
  std::optional<Costs> costs{};             ///< of the run that is done again: the facts say these
  spf::ParsedRecords* parsed = nullptr;     ///< of the run; null: nothing is kept from one survey to the next
};

/// A text that stands for what would be fetched.
struct GivenPolicy {
  std::string file, text;
};

struct Options {
  Needs needs;
  bool discover = true;                        ///< ask every literal selector and return-path label of the catalogue
  std::chrono::milliseconds deadline{30'000};  ///< for all of it; what has not been answered then is unknown
  std::size_t max_queries = 500;
  std::optional<Date> date{};                   ///< the day of the run, in UTC; nothing where it does not matter
  std::optional<GivenPolicy> mta_sts_policy{};  ///< in place of a fetch
  std::map<std::string, std::vector<net::Endpoint>> connect_to{};  ///< by host: in place of its addresses in DNS
};

/// Surveys one domain. Never fails: what could not be asked is unknown in the facts.
dns::Task<Facts> survey(World world, dns::Name domain, Plan plan, Options options);

}  // namespace mailready::survey
