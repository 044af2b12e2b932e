#include "lint/evidence.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.type99.unknown()) return undecided(facts.domain, facts.type99.failure());
  if (facts.type99.absent()) return {};
  Finding found = spf_finding(facts, "A record of the obsolete type SPF (99) is published; no receiver looks at it");
  found.type = "SPF";
  found.fix = "Remove it: SPF is published as TXT alone.";
  for (const dns::Record& record : *facts.type99) found.remove.push_back(change(record));
  return finding(std::move(found));
}

extern const Rule spf_type99{
    .id = "spf-type99",
    .severity = Severity::info,
    .summary = "No record of the obsolete type SPF (99) is left",
    .needs = {Need::spf_type99},
    .references = {{"RFC 7208", "3.1"}},
    .explanation =
        R"(RFC 4408 gave SPF a record type of its own, RFC 7208 took it back: receivers ask for TXT only. Such a
record changes nothing, yet it ages unseen, and whoever adds the backup's include to it in a hurry has changed the wrong one.
Remove it; what it says belongs into the TXT record.)",
    .bad = R"(@ SPF "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
