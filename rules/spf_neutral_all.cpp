#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static Finding neutral_end(const Facts& facts, const spf::Node& policy) {
  Finding found = spf_finding(
      facts, fmt::format("The SPF record{} ends in ?all: mail of other servers is treated as if there were no SPF",
                         policy.domain == facts.domain ? "" : " at " + policy.domain.to_string()));
  found.fix = "End it in ~all, and in -all once DMARC reports show that no sender is missing.";
  offer_ending(found, facts, policy, "~all");
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  if (const auto* gap = spf::unread_policy(*facts.spf)) return undecided(facts.domain, *gap);
  const spf::Node* policy = facts.spf->effective();
  const spf::Mechanism* all = policy ? all_of(policy->record) : nullptr;
  if (!all || all->qualifier != spf::Qualifier::neutral) return {};
  return finding(neutral_end(facts, *policy));
}

extern const Rule spf_neutral_all{
    .id = "spf-neutral-all",
    .severity = Severity::warning,
    .summary = "The SPF policy does not end in ?all",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.1"}, {"RFC 7208", "8.2"}},
    .explanation =
        R"(Receivers must treat neutral exactly as if there were no record, so with ?all anybody may forge the
domain, and a backup that was forgotten is not told apart from a forger until DMARC refuses both. It is meant for the days of a
trial. End the record in ~all, later in -all. Where redirect= leads to another record, that one's end counts; the ends of included
records do not.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net ?all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
