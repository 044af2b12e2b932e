#include "failover/name_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dns/answer.h"

namespace mailready::failover {

NameService name_service_without(const survey::Facts& facts, const Part& part) {
  NameService service;
  if (part.name_servers.empty() || !facts.zone || !facts.zone->servers) return service;
  const survey::NameServerFacts* unknown = nullptr;
  service.all = facts.zone->servers->size();
  for (const survey::NameServerFacts& server : *facts.zone->servers) {
    if (part.name_servers.contains(server.name)) continue;
    if (std::ranges::any_of(server.host.addresses(), is_public))
      service.remaining.push_back(server.name);
    else if (server.host.failure())
      unknown = &server;
  }
  const std::string apex = facts.zone->apex.to_string();
  const bool over_ipv6 =
      std::ranges::any_of(part.name_servers, [&](const dns::Name& server) { return part.ipv6_only.contains(server); });
  if (!service.remaining.empty()) {
    service.verdict = Verdict::survives;
  } else if (unknown) {
    service.verdict = Verdict::unknown;
    service.notes.push_back(fmt::format("the addresses of {} are not known ({})", unknown->name.to_string(),
                                        dns::reason(unknown->host.failure()->kind)));
  } else if (facts.zone->servers_left_out > 0) {
    service.verdict = Verdict::unknown;
    service.notes.push_back(
        fmt::format("{} of {} may still answer", counted(facts.zone->servers_left_out, "further name server"), apex));
  } else if (over_ipv6) {
    service.verdict = Verdict::degraded;
    service.notes.push_back(fmt::format("only IPv6 still reaches a name server of {}", apex));
  } else {
    service.verdict = Verdict::lost;
    service.notes.push_back(
        fmt::format("no name server of {} is left: its records live on in caches until their TTL runs out", apex));
  }
  return service;
}

}  // namespace mailready::failover
