#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/name_servers.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check_servers(const survey::ZoneFacts& zone, const std::vector<survey::NameServerFacts>& servers) {
  if (servers.size() > 1) return {};
  const std::string apex = zone.apex.to_string();
  return finding({.subject = apex,
                  .type = "NS",
                  .message = fmt::format("{} is the only name server of the zone {}: when it fails, so does all mail",
                                         servers.front().name.to_string(), apex),
                  .fix = "Add a name server in another network, in the zone and at its registrar.",
                  .publish = {{apex, "NS", "<NAME-SERVER>."}},
                  .complete = false,
                  .evidence = evidence(servers)});
}

static Outcome check(const Facts& facts, const Plan&) { return name_servers(facts, check_servers); }

extern const Rule dns_single_nameserver{
    .id = "dns-single-nameserver",
    .severity = Severity::error,
    .summary = "The zone has two name servers or more",
    .applies = Applies::existing,
    .needs = {Need::zone},
    .references = {{"RFC 1034", "4.1"}, {"RFC 2182", "5"}},
    .explanation = R"(Every record that mail depends on (MX, SPF, DKIM, DMARC) comes from the name servers of the zone
that holds the domain. With one server only, its failure takes away all of them at once, primary and backup alike, and
the failover cannot be published either. RFC 1034 demands two; RFC 2182 recommends three, far apart.)",
    .bad = R"(@ NS ns1)",
    .good = R"(@ NS ns1
@ NS ns2.elsewhere.example.)",
    .check = check,
};
}  // namespace mailready::rules
