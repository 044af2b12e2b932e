#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static bool ends_neutral(const spf::Record& policy) {
  const spf::Mechanism* all = all_of(policy);
  return all && all->qualifier == spf::Qualifier::neutral;
}

static Outcome check(const Facts& facts, const Plan&) {
  return judge_ending(facts, {.is_met = ends_neutral,
                              .text = "?all: mail of other servers is treated as if there were no SPF",
                              .fix = "End it in ~all, and in -all once DMARC reports show that no sender is missing.",
                              .better = "~all"});
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
