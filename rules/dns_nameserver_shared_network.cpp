#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/name_servers.h"
#include "lint/networks.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check_servers(const survey::ZoneFacts& zone, const std::vector<survey::NameServerFacts>& servers) {
  if (servers.size() < 2 || zone.servers_left_out > 0) return {};
  std::vector<const survey::HostFacts*> hosts;
  for (const survey::NameServerFacts& server : servers) hosts.push_back(&server.host);
  const auto networks = shared_networks(hosts);
  if (networks.unknown()) return undecided(zone.apex, networks.failure());
  if (networks.absent()) return {};

  const std::string apex = zone.apex.to_string();
  return finding({.subject = apex,
                  .type = "NS",
                  .message = fmt::format("All name servers of the zone {} stand in {}: one fault there stops all mail",
                                         apex, enumerate(*networks)),
                  .fix = "Move one to another network, or add one that another company runs.",
                  .publish = {{apex, "NS", "<NAME-SERVER>."}},
                  .complete = false,
                  .evidence = evidence(servers)});
}

static Outcome check(const Facts& facts, const Plan&) { return name_servers(facts, check_servers); }

extern const Rule dns_nameserver_shared_network{
    .id = "dns-nameserver-shared-network",
    .severity = Severity::warning,
    .summary = "The name servers stand in different networks",
    .applies = Applies::existing,
    .needs = {Need::zone},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(All name servers of the zone have addresses in one /24 of IPv4 and one /48 of IPv6, so they very
likely share a router, a data centre and an operator. A fault there, or a wrong route announcement, takes every record
of the domain away at once, and with them both mail paths. RFC 2182 wants secondaries where a single failure does not
reach them all.)",
    .bad = R"(@ NS ns1
@ NS ns2
ns1 A 185.10.20.53
ns2 A 185.10.20.54)",
    .good = R"(@ NS ns1
@ NS ns2
ns1 A 185.10.20.53
ns2 A 91.200.40.53)",
    .check = check,
};
}  // namespace mailready::rules
