#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.alias.absent()) return {};
  if (facts.alias.unknown()) return undecided(facts.domain, facts.alias.failure());
  if (facts.zone.unknown()) return undecided(facts.domain, facts.zone.failure());
  if (facts.zone.absent() || facts.zone->apex != facts.domain) return {};  // dns-alias speaks of the latter

  const dns::Name& target = std::get<dns::Cname>(facts.alias->rdata).target;
  return finding(
      {.subject = facts.domain.to_string(),
       .type = "CNAME",
       .message = fmt::format("{} is the apex of its zone and an alias of {}: the alias hides its own MX and "
                              "TXT records",
                              facts.domain.to_string(), target.to_string()),
       .fix = "Replace the CNAME by address records, or by the ALIAS or flattening of your DNS provider, "
              "which leaves MX and TXT in place.",
       .publish = {{facts.domain.to_string(), "A", "<IPV4-ADDRESS>"}},
       .remove = {change(*facts.alias)},
       .complete = false,
       .evidence = {evidence(*facts.alias)}});
}

extern const Rule dns_apex_cname{
    .id = "dns-apex-cname",
    .severity = Severity::error,
    .summary = "No CNAME stands at the apex of the zone",
    .applies = Applies::existing,
    .needs = {Need::zone, Need::mx, Need::spf},
    .references = {{"RFC 1034", "3.6.2"}, {"RFC 2181", "10.1"}, {"RFC 1912", "2.4"}},
    .explanation = R"(Where a CNAME stands, no other record may: resolvers that have seen it go on to its target for
MX and TXT as well. At the apex SOA and NS must stand, so the two contradict each other, and what a sender or receiver
gets depends on what its resolver asked first: mail is lost now and then, in no way that can be foreseen. Most DNS
providers offer ALIAS or flattening for the web site's sake, which publishes addresses and no CNAME.)",
    .bad = R"(@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ CNAME hosted.example.
@ MX 10 mx1)",
    .good = R"(@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ A 185.10.20.80
@ MX 10 mx1)",
    .check = check,
};
}  // namespace mailready::rules
