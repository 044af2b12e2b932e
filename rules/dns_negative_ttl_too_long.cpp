#include <fmt/format.h>

#include "base/duration.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan& plan) {
  if (facts.zone.unknown()) return without_weight(undecided(facts.domain, facts.zone.failure()));
  if (facts.zone.absent()) return {};
  const survey::ZoneFacts& zone = *facts.zone;
  const auto& soa = std::get<dns::Soa>(zone.soa.rdata);
  if (zone.negative_ttl() <= plan.max_ttl) {
    if (zone.negative_ttl_exact() || soa.minimum <= plan.max_ttl) return {};
    const dns::Failure untold{.kind = dns::Failure::Kind::unreachable,
                              .question = {zone.apex, dns::Type::soa},
                              .server = "",
                              .detail = "no name server of the zone told the exact TTL"};
    return without_weight(undecided(facts.domain, untold));
  }
  return finding(
      {.subject = facts.domain.to_string(),
       .type = "SOA",
       .message = fmt::format("Caches keep the absence of a record in the zone {} for longer than {}: what is added in "
                              "an incident is seen late",
                              zone.apex.to_string(), duration_text(plan.max_ttl)),
       .fix = fmt::format("Lower the last number of the SOA record, or its TTL, to {} or less.", plan.max_ttl.count()),
       .complete = false,
       .evidence = {evidence(zone.soa),
                    fmt::format("absence is kept for {}{}", zone.negative_ttl_exact() ? "" : "at least ",
                                duration_text(zone.negative_ttl()))}});
}

extern const Rule dns_negative_ttl_too_long{
    .id = "dns-negative-ttl-too-long",
    .severity = Severity::info,
    .summary = "The absence of a record is not kept for longer than max_ttl",
    .applies = Applies::mail,
    .needs = {Need::zone, Need::ttls},
    .references = {{"RFC 2308", "4"}, {"RFC 2308", "5"}},
    .explanation = R"(Resolvers keep the answer that there is no such record too: for the lesser of the SOA record's
TTL and its last number. Whoever asked for a DKIM key, a return-path name or an MX record before it was there goes on
finding nothing for that long after it was added. A key of a backup that was published only in the incident is then
missing for many receivers. Publish the backup's records beforehand, and keep this time at an hour or less.)",
    .bad = R"($TTL 86400
@ SOA ns1 hostmaster 1 7200 900 1209600 86400)",
    .good = R"($TTL 86400
@ SOA ns1 hostmaster 1 7200 900 1209600 300)",
    .check = check,
};
}  // namespace mailready::rules
