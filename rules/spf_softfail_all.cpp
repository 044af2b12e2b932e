#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static bool ends_soft(const spf::Record& policy) {
  const spf::Mechanism* all = all_of(policy);
  return all && all->qualifier == spf::Qualifier::softfail;
}

static Outcome check(const Facts& facts, const Plan&) {
  return judge_ending(
      facts,
      {.is_met = ends_soft,
       .text = "~all: mail of other servers is suspected, not refused",
       .fix =
           "End it in -all once DMARC reports show that no sender is missing; beside an enforced DMARC policy ~all may "
           "stay.",
       .better = "-all"});
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
