#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"
#include "lint/spf_savings.h"

namespace mailready::rules {
using namespace lint;

static Finding no_headroom(const Facts& facts) {
  const spf::Tree& tree = *facts.spf;
  const char* const rest = tree.lookups < spf::lookup_limit ? "one more is left" : "one more breaks it";
  Finding found =
      spf_finding(facts, fmt::format("SPF takes {}{} of the {} DNS lookups that receivers make; {}",
                                     tree.lookups_at_least ? "at least " : "", tree.lookups, spf::lookup_limit, rest));
  found.evidence = lookup_costs(tree);
  if (const Savings saved = savings(tree); saved.lookups < tight_lookups) {
    found.fix = saved.advice();
    offer_in_place(found, facts, tree.root, spf::with(*tree.root.record, saved.replaced));
    return found;
  }
  found.fix = "Save lookups before a provider adds one to the record that you include: remove what is no longer used.";
  found.complete = false;
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent() || facts.spf->has_loop()) return {};  // spf-missing, spf-loop
  if (facts.spf->lookups > spf::lookup_limit) return {};       // spf-lookup-limit
  if (const auto* gap = spf::unread_record(*facts.spf)) return undecided(facts.domain, *gap);
  return facts.spf->lookups >= tight_lookups ? finding(no_headroom(facts)) : Outcome{};
}

extern const Rule spf_lookup_headroom{
    .id = "spf-lookup-headroom",
    .severity = Severity::warning,
    .summary = "SPF evaluation leaves room for a provider's next include",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}},
    .explanation =
        R"(Ten lookups are allowed, and most of them are spent in records of others: a provider that splits its
own record in two takes one more without telling anybody. At nine or ten, that, or the include of a second backup added in an
incident, turns every result into permerror. Write hosts as ip4 and ip6 and remove senders that are no longer used.)",
    .bad = R"(@ TXT "v=spf1 a mx include:mailgun.org include:sendgrid.net include:spf.mtasv.net -all" ; 10)",
    .good =
        R"(@ TXT "v=spf1 ip4:185.10.20.0/28 include:mailgun.org include:sendgrid.net include:spf.mtasv.net -all" ; 8)",
    .check = check,
};
}  // namespace mailready::rules
