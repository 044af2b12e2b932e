#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.alias.absent()) return {};
  if (facts.alias.unknown()) return undecided(facts.domain, facts.alias.failure());
  if (facts.zone.unknown()) return undecided(facts.domain, facts.zone.failure());
  if (facts.zone.absent() || facts.zone->apex == facts.domain) return {};  // dns-apex-cname speaks of the latter

  const dns::Name& target = std::get<dns::Cname>(facts.alias->rdata).target;
  return finding({.subject = facts.domain.to_string(),
                  .type = "CNAME",
                  .message = fmt::format("{} is an alias of {}: its MX and SPF records are those of {}",
                                         facts.domain.to_string(), target.to_string(), target.to_string()),
                  .fix = "Publish MX and TXT records in place of the CNAME, if the name is to have its own.",
                  .remove = {change(*facts.alias)},
                  .complete = false,
                  .evidence = {evidence(*facts.alias)}});
}

extern const Rule dns_alias{
    .id = "dns-alias",
    .severity = Severity::info,
    .summary = "The name has records of its own",
    .applies = Applies::existing,
    .needs = {Need::zone, Need::mx, Need::spf},
    .references = {{"RFC 1034", "3.6.2"}, {"RFC 5321", "5.1"}},
    .explanation = R"(The name is a CNAME, so everything asked about it is answered by its target: MX and SPF are the
target's, and whoever runs that decides about them. That may be meant. For a failover it matters that the records of the
backup cannot be added here: no other record may stand beside a CNAME. DKIM keys and the DMARC policy stand at names
below and are not affected.)",
    .bad = R"(mailready check news.acme.example

news CNAME hosted.acme.example.
hosted MX 10 mx1
hosted TXT "v=spf1 include:spf.mtasv.net -all")",
    .good = R"(mailready check news.acme.example

news MX 10 mx1
news TXT "v=spf1 include:spf.mtasv.net -all")",
    .check = check,
};
}  // namespace mailready::rules
