#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "lint/spf_savings.h"
#include "survey/esp_coverage.h"

namespace mailready::rules {
using namespace lint;

/// The first evaluated include of the ESP in the domain's own record; null where it has none.
static const spf::Branch* include_of(const spf::Node& node, const catalogue::Provider& provider) {
  for (const spf::Branch& branch : node.branches)
    if (branch.evaluated && branch.is_include() && survey::names_provider(branch, provider)) return &branch;
  return nullptr;
}

static Finding unneeded(const Facts& facts, const survey::SenderFacts& sender, const spf::Branch& include,
                        const dns::Name& envelope) {
  const spf::Node& root = facts.spf->root;
  const auto index = static_cast<std::size_t>(&include - root.branches.data());
  const std::string term = printable(include.term.text);
  Finding found =
      spf_finding(facts, fmt::format("{} takes {} of the {} that are used, and {} is authorised at {} without it", term,
                                     include.lookups, counted(static_cast<std::size_t>(facts.spf->lookups), "lookup"),
                                     sender.provider->name, envelope.to_string()));
  found.provider = sender.provider->id;
  found.fix = fmt::format("Remove {}.", term);
  found.evidence = quoted(facts, root, {index});
  offer_in_place(found, facts, root, spf::without(*root.record, {index}));
  return found;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!facts.spf.present() || facts.spf->lookups < tight_lookups) return {};
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (sender->provider->apex_include != catalogue::ApexInclude::not_needed) continue;
    const spf::Branch* include = include_of(facts.spf->root, *sender->provider);
    const auto envelope = std::ranges::find_if(sender->envelopes, &survey::EnvelopeFacts::authorises);
    if (include && envelope != sender->envelopes.end())
      outcome += finding(unneeded(facts, *sender, *include, envelope->name));
  }
  return outcome;
}

extern const Rule spf_include_unneeded{
    .id = "spf-include-unneeded",
    .severity = Severity::info,
    .summary = "A record near the lookup limit holds no include that is never evaluated",
    .applies = Applies::mail,
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "2.4"}, {"RFC 7208", "4.6.4"}},
    .explanation =
        R"(SPF is evaluated at the envelope domain. An ESP that bounces to a name of its own below the domain never meets the
include in the domain's record: it only takes lookups, which run out at ten. It is the cheapest one to remove when the backup's
include is still to come.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

@ TXT "v=spf1 mx include:_spf.google.com include:mailgun.org include:sendgrid.net include:spf.mtasv.net -all" ; 9 lookups
@ MX 10 mx1
mx1 A 185.10.20.10
mx1 AAAA 2a05:10:20::10
pm-bounces CNAME pm.mtasv.net.)",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

@ TXT "v=spf1 mx include:_spf.google.com include:mailgun.org include:sendgrid.net -all" ; 8
@ MX 10 mx1
mx1 A 185.10.20.10
mx1 AAAA 2a05:10:20::10
pm-bounces CNAME pm.mtasv.net.)",
    .check = check,
};
}  // namespace mailready::rules
