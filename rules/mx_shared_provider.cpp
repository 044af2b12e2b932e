#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan& plan) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null || facts.mx->exchanges.size() < 2) return {};
  const catalogue::Provider* provider = facts.mx->sole_provider();
  if (!provider) return {};
  const std::size_t count = facts.mx->exchanges.size();
  return finding({.severity = plan.declares_inbound_backup() ? Severity::warning : Severity::info,
                  .subject = facts.domain.to_string(),
                  .type = "MX",
                  .provider = provider->id,
                  .message = fmt::format("{} runs {} exchanges: an outage of that service stops all mail",
                                         provider->name, count == 2 ? "both" : fmt::format("all {}", count)),
                  .fix = "If mail must still get in then, add an exchange that another company runs.",
                  .publish = {backup_record(facts.domain, facts.mx->exchanges.back().preference, "<BACKUP-HOST>.")},
                  .complete = false,
                  .evidence = evidence(facts.mx->records)});
}

extern const Rule mx_shared_provider{
    .id = "mx-shared-provider",
    .severity = Severity::warning,
    .summary = "The exchanges are not all run by one company",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(All exchanges belong to one service. It guards against the loss of a host or a site, and that is
enough for most; it does not guard against an outage of the service, a suspended account or a wrong setting in it.
Where the plan declares an inbound backup this is a warning, since the backup then shares the fate of the primary.
Another company's store-and-forward exchange, with a higher preference number, queues mail until the service is back.)",
    .bad = R"(@ MX 1 aspmx.l.google.com.
@ MX 5 alt1.aspmx.l.google.com.)",
    .good = R"(@ MX 1 aspmx.l.google.com.
@ MX 50 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
