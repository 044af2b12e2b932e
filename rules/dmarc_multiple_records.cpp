#include <fmt/format.h>

#include "lint/dmarc_steps.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome;
  for (const dmarc::Step* step : steps_to_policy(facts.dmarc)) {
    if (step->failure) outcome += undecided(facts.domain, *step->failure);
    if (record_count(*step) < 2) continue;
    outcome += finding({.subject = facts.domain.to_string(),
                        .type = "TXT",
                        .message = fmt::format("{} DMARC records stand at {}; receivers then use none of them",
                                               record_count(*step), policy_name(step->name)),
                        .fix = "Keep the one that is meant and remove the others.",
                        .complete = false,
                        .evidence = evidence(*step)});
  }
  return outcome;
}

extern const Rule dmarc_multiple_records{
    .id = "dmarc-multiple-records",
    .severity = Severity::error,
    .summary = "A name publishes one DMARC record at the most",
    .needs = {Need::dmarc},
    .references = {{"RFC 9989", "4.10"}},
    .explanation = R"(Where two records begin with v=DMARC1 a receiver discards both: the domain has no policy, no
reports are sent, and receivers that demand DMARC of bulk senders refuse the mail, whichever ESP sends it. It happens
when the set-up page of a reporting service or of a second ESP says "add this record". Keep one, and merge the
addresses of rua= into it.)",
    .bad = R"(_dmarc TXT "v=DMARC1; p=none"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example")",
    .good = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
