#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static Finding soft_end(const Facts& facts, const spf::Node& policy) {
  Finding found =
      spf_finding(facts, fmt::format("The SPF record{} ends in ~all: mail of other servers is suspected, not refused",
                                     policy.domain == facts.domain ? "" : " at " + policy.domain.to_string()));
  found.fix =
      "End it in -all once DMARC reports show that no sender is missing; beside an enforced DMARC policy ~all may "
      "stay.";
  offer_ending(found, facts, policy, "-all");
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  if (const auto* gap = spf::unread_policy(*facts.spf)) return undecided(facts.domain, *gap);
  const spf::Node* policy = facts.spf->effective();
  const spf::Mechanism* all = policy ? all_of(policy->record) : nullptr;
  if (!all || all->qualifier != spf::Qualifier::softfail) return {};
  return finding(soft_end(facts, *policy));
}

extern const Rule spf_softfail_all{
    .id = "spf-softfail-all",
    .severity = Severity::info,
    .summary = "The SPF policy ends in -all",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.1"}, {"RFC 7208", "8.5"}},
    .explanation =
        R"(With ~all a receiver should not refuse mail for SPF alone, but looks at it with suspicion. That is a sound
choice beside a DMARC policy that is enforced, and forgiving in a failover: mail of a backup that SPF leaves out may still
arrive. Without DMARC it lets forgeries through. Where redirect= leads to another record, that one's end counts; the ends of
included records do not.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net ~all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
