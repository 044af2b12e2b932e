#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/name_servers.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::NameServerFacts;

/// The addresses to publish, as far as the servers' names lie in the zone.
static std::vector<RecordChange> to_publish(const survey::ZoneFacts& zone, const std::vector<NameServerFacts>& dead) {
  std::vector<RecordChange> records;
  for (const NameServerFacts& server : dead)
    if (server.name.is_at_or_below(zone.apex)) records.push_back({server.name.to_string(), "A", "<IPV4-ADDRESS>"});
  return records;
}

static Finding unresolvable(const survey::ZoneFacts& zone, const std::vector<NameServerFacts>& dead) {
  std::vector<dns::Name> names;
  for (const NameServerFacts& server : dead) names.push_back(server.name);
  const bool one = dead.size() == 1;
  return {
      .subject = zone.apex.to_string(),
      .type = "NS",
      .message = fmt::format("The name server{} {} of the zone {} {} no address, neither A nor AAAA", one ? "" : "s",
                             some_of(names), zone.apex.to_string(), one ? "has" : "have"),
      .fix = fmt::format("Publish an address, or remove the NS record{} here and at the registrar.", one ? "" : "s"),
      .publish = to_publish(zone, dead),
      .complete = false,
      .evidence = evidence(dead)};
}

static Outcome check_servers(const survey::ZoneFacts& zone, const std::vector<NameServerFacts>& servers) {
  std::vector<NameServerFacts> dead;
  const dns::Failure* failure = nullptr;
  for (const NameServerFacts& server : servers) {
    if (server.host.unresolvable()) dead.push_back(server);
    if (!server.host.has_address() && !failure) failure = server.host.failure();
  }
  Outcome outcome;
  if (!dead.empty()) outcome += finding(unresolvable(zone, dead));
  if (failure) outcome += undecided(zone.apex, *failure);
  return outcome;
}

static Outcome check(const Facts& facts, const Plan&) { return name_servers(facts, check_servers); }

extern const Rule dns_nameserver_unresolvable{
    .id = "dns-nameserver-unresolvable",
    .severity = Severity::error,
    .summary = "Every name server of the zone has an address",
    .applies = Applies::existing,
    .needs = {Need::zone},
    .references = {{"RFC 1034", "4.2.1"}, {"RFC 2181", "10.3"}},
    .explanation = R"(A name server whose name has no A and no AAAA record is never asked. The zone then rests on the
others, often on one, while its NS records promise more; and resolvers lose time looking for it. Common causes are a
server that was switched off and a missing final dot in the zone file, which puts the zone's own name behind the
server's.)",
    .bad = R"(@ NS ns1
@ NS ns2 ; and no ns2 A
ns1 A 185.10.20.53)",
    .good = R"(@ NS ns1
@ NS ns2
ns1 A 185.10.20.53
ns2 A 91.200.40.53)",
    .check = check,
};
}  // namespace mailready::rules
