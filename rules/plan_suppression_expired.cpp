#include <fmt/format.h>

#include "base/text.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Finding expired(const Facts& facts, const survey::Suppression& entry) {
  return {.subject = facts.domain.to_string(),
          .provider = entry.provider,
          .message = fmt::format("The plan accepted {} until {}, which is past: \"{}\"", printable(entry.rule),
                                 date_text(*entry.until), printable(entry.reason)),
          .fix = "Mend what it stood for and take the entry out of \"ignore\", or give it another date.",
          .complete = false,
          .place = entry.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::Suppression& entry : plan.suppressions)
    if (entry.expired(facts.date)) outcome += finding(expired(facts, entry));
  return outcome;
}

extern const Rule plan_suppression_expired{
    .id = "plan-suppression-expired",
    .severity = Severity::warning,
    .summary = "No suppression of the plan is past its date",
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(An entry of "ignore" accepts a finding until its date: for a migration, or until a provider has
done its part. From the day after it the finding is back and counts again, and this says why. Look whether the cause is
gone: then the entry can go too. If it is not, the date was a promise that somebody should hear about; a new date is a
new decision.)",
    .bad = R"("ignore": [{"rule": "mx-no-secondary", "reason": "moves in March", "until": "2020-03-31"}])",
    .good = R"("ignore": [{"rule": "mx-no-secondary", "reason": "moves in March", "until": "2999-03-31"}])",
    .check = check,
};
}  // namespace mailready::rules
