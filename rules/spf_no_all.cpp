#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static bool is_open(const spf::Record& policy) { return !all_of(policy) && !policy.redirect(); }

static Outcome check(const Facts& facts, const Plan&) {
  return judge_ending(facts, {.is_met = is_open,
                              .text = "neither \"all\" nor \"redirect=\": other senders are left neutral",
                              .fix = "End it in ~all, and in -all once DMARC reports show that no sender is missing.",
                              .better = "~all"});
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
