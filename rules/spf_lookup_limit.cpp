#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"
#include "lint/spf_savings.h"

namespace mailready::rules {
using namespace lint;

/// The record with the term whose lookup is one too many.
static std::vector<std::string> first_over_limit(const spf::Tree& tree) {
  std::vector<std::string> lines;
  spf::walk_paths(tree, [&](const spf::Path& path) {
    if (lines.empty() && path.branch().past_lookup_limit()) lines = quoted(path, "The eleventh lookup");
  });
  return lines;
}

static Finding over_limit(const Facts& facts) {
  const spf::Tree& tree = *facts.spf;
  Finding found =
      spf_finding(facts, fmt::format("SPF takes {}{} DNS lookups; receivers stop after {} with permerror",
                                     tree.lookups_at_least ? "at least " : "", tree.lookups, spf::lookup_limit));
  found.evidence = first_over_limit(tree);
  for (std::string& line : lookup_costs(tree)) found.evidence.push_back(std::move(line));
  if (tree.capped) found.evidence.push_back("The records lead on; counting stopped here.");
  if (const Savings saved = savings(tree); saved.lookups <= spf::lookup_limit) {
    found.fix = saved.advice();
    found.complete = !spf::unread_record(tree);
    offer_in_place(found, facts, tree.root, spf::with(*tree.root.record, saved.replaced));
    return found;
  }
  found.fix =
      "Remove senders that are no longer used, the dearest first, or let ESPs authorise themselves at a return path.";
  found.complete = false;
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent() || facts.spf->has_loop()) return {};  // spf-missing, spf-loop
  if (facts.spf->lookups > spf::lookup_limit) return finding(over_limit(facts));
  if (const auto* gap = spf::unread_record(*facts.spf)) return undecided(facts.domain, *gap);
  return {};
}

extern const Rule spf_lookup_limit{
    .id = "spf-lookup-limit",
    .severity = Severity::error,
    .summary = "SPF evaluation stays within ten DNS lookups",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}},
    .explanation = R"(The mechanisms include, a, mx, ptr and exists and the modifier redirect cost one lookup each, in
included records too. A receiver that needs an eleventh gives permerror: what stands behind the tenth, often the include of
the backup that was appended last, never passes, and mail from everywhere else is judged as if there were no SPF. Write
hosts as ip4 and ip6, drop senders that are no longer used, and let ESPs that bounce to a return-path name of their own
authorise themselves there instead of at the domain.)",
    .bad =
        R"(@ TXT "v=spf1 a mx a:www.acme.example include:_spf.google.com include:mailgun.org include:spf.mtasv.net include:sendgrid.net -all" ; 12)",
    .good =
        R"(@ TXT "v=spf1 ip4:185.10.20.0/28 include:_spf.google.com include:mailgun.org include:spf.mtasv.net include:sendgrid.net -all" ; 9)",
    .check = check,
};
}  // namespace mailready::rules
