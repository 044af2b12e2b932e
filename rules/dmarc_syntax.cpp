#include <fmt/format.h>

#include "lint/dmarc_steps.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Finding malformed(const Facts& facts, const dmarc::Step& step) {
  return {
      .subject = facts.domain.to_string(),
      .type = "TXT",
      .message = fmt::format("The DMARC record at {} is malformed: {}", policy_name(step.name), step.error->message),
      .fix = "Correct the record: v=DMARC1 first, then p=, and report addresses as mailto: URIs.",
      .publish = {{policy_name(step.name), "TXT", "\"v=DMARC1; p=<POLICY>; rua=mailto:<REPORT-MAILBOX>\""}},
      .complete = false,
      .evidence = evidence(step)};
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome;
  for (const dmarc::Step* step : steps_to_policy(facts.dmarc)) {
    if (step->failure) outcome += undecided(facts.domain, *step->failure);
    if (step->error) outcome += finding(malformed(facts, *step));
  }
  return outcome;
}

extern const Rule dmarc_syntax{
    .id = "dmarc-syntax",
    .severity = Severity::error,
    .summary = "The DMARC record can be read",
    .needs = {Need::dmarc},
    .references = {{"RFC 9989", "4.7"}, {"RFC 9989", "4.8"}},
    .explanation = R"(A text that is meant as a DMARC policy cannot be read as one, so receivers act as if there were
none, or as if it said p=none, and some send no reports: the protection that you count on is not there, and nobody
tells you. The record begins with exactly v=DMARC1; p= is none, quarantine or reject; each address of rua= is a
mailto: URI. Unknown tags do no harm.)",
    .bad = R"(_dmarc TXT "p=reject; v=DMARC1; rua=dmarc@acme.example")",
    .good = R"(_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
