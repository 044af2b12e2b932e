#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static Finding no_end(const Facts& facts, const spf::Node& policy) {
  Finding found = spf_finding(
      facts, fmt::format("The SPF record{} ends in neither \"all\" nor \"redirect=\": other senders are left neutral",
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
  if (!policy || all_of(policy->record) || policy->record.redirect()) return {};
  return finding(no_end(facts, *policy));
}

extern const Rule spf_no_all{
    .id = "spf-no-all",
    .severity = Severity::warning,
    .summary = "The SPF policy says what holds for other senders",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.7"}, {"RFC 7208", "5.1"}},
    .explanation =
        R"(Without "all" or "redirect=" a sender that no mechanism names gets neutral, as if nothing were said:
forged mail is treated like any. It is often the trace of a record that was cut off when a tool appended its include, so look
whether a term of the backup went with it. End the record in ~all, later in -all. Where redirect= leads to another record, that
one's end counts.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
