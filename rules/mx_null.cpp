#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || !facts.mx->is_null()) return {};
  return finding({.subject = facts.domain.to_string(),
                  .type = "MX",
                  .message = "A null MX is published: the domain takes no mail",
                  .fix = "Replace it by exchanges if bounces or replies are to arrive.",
                  .complete = false,
                  .evidence = evidence(facts.mx->records)});
}

extern const Rule mx_null{
    .id = "mx-null",
    .severity = Severity::info,
    .summary = "The domain takes mail",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 7505", "3"}, {"RFC 7505", "4.2"}},
    .explanation = R"(The single record "0 ." says that the domain takes no mail, so there is no inbound path whose
failover could be judged. Mind that some receivers refuse mail whose return path is such a domain, since no bounce
could reach it: a domain that sends should have exchanges, or a return path below it that has.)",
    .bad = R"(@ MX 0 .)",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
