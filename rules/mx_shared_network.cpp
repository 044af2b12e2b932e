#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/networks.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null) return {};
  const std::vector<survey::ExchangeFacts>& exchanges = facts.mx->exchanges;
  if (exchanges.size() < 2 || facts.mx->sole_provider()) return {};
  std::vector<const survey::HostFacts*> hosts;
  for (const survey::ExchangeFacts& exchange : exchanges) hosts.push_back(&exchange.host);
  const auto networks = shared_networks(hosts);
  if (networks.unknown()) return undecided(facts.domain, networks.failure());
  if (networks.absent()) return {};

  return finding(
      {.subject = facts.domain.to_string(),
       .type = "MX",
       .message = fmt::format("All exchanges stand in {}: one fault there stops all mail", enumerate(*networks)),
       .fix = "Move the backup to another network, or add one that another company runs.",
       .publish = {backup_record(facts.domain, exchanges.back().preference, "<BACKUP-HOST>.")},
       .complete = false,
       .evidence = evidence(exchanges),
       .caused_by = {"mx-shared-address"}});
}

extern const Rule mx_shared_network{
    .id = "mx-shared-network",
    .severity = Severity::warning,
    .summary = "The exchanges stand in different networks",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.1"}, {"RFC 2182", "3.1"}},
    .explanation = R"(All exchanges have addresses in one /24 of IPv4 and one /48 of IPv6, so they very likely share a
router, a data centre and an operator. A fault there, or a wrong route announcement, takes primary and backup
together. What RFC 2182 asks of name servers serves exchanges as well: put the backup where a single failure does not
reach both.)",
    .bad = R"(@ MX 10 mx1
@ MX 20 mx2
mx1 A 185.10.20.10
mx2 A 185.10.20.11)",
    .good = R"(@ MX 10 mx1
@ MX 20 mx2
mx1 A 185.10.20.10
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
