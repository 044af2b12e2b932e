#include <fmt/format.h>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static std::string senders_text(const spf::Voids& voids) {
  if (voids.ipv4 == voids.ipv6) return "";
  return voids.ipv4 > voids.ipv6 ? " for senders on IPv4" : " for senders on IPv6";
}

static Finding voids(const Facts& facts) {
  const auto count = static_cast<std::size_t>(facts.spf->void_lookups());
  Finding found = spf_finding(
      facts, fmt::format("{} {} back empty{}; receivers stop after {} with permerror", counted(count, "SPF lookup"),
                         count == 1 ? "comes" : "come", senders_text(facts.spf->voids), spf::void_lookup_limit));
  found.fix = "Remove the terms that find nothing, or write the addresses that they still find.";
  found.evidence = quoted_voids(*facts.spf);
  for (std::string& line : void_lines(*facts.spf)) found.evidence.push_back(std::move(line));
  found.caused_by = {"spf-include-broken"};
  offer_without_voids(found, facts);
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};                                  // spf-missing reports that
  if (facts.spf->void_lookups() > spf::void_lookup_limit) return {};  // spf-void-lookup-limit reports that
  if (const auto* gap = spf::unread_record(*facts.spf)) return undecided(facts.domain, *gap);
  if (const auto* gap = unknown_void(*facts.spf)) return undecided(facts.domain, *gap);
  return facts.spf->void_lookups() > 0 ? finding(voids(facts)) : Outcome{};
}

extern const Rule spf_void_lookup{
    .id = "spf-void-lookup",
    .severity = Severity::warning,
    .summary = "No SPF lookup comes back empty",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}},
    .explanation =
        R"(A term that finds nothing authorises nobody, costs one of ten lookups, and is one of the two void ones
that receivers put up with: at the third, SPF ends in permerror. It mostly names a host that was switched off, or one without
AAAA records, which senders on IPv6 make receivers ask for. Whoever registers a name that is gone may send as you. Remove the
term, or write the address as ip4.)",
    .bad = R"(@ TXT "v=spf1 a:old.acme.example include:spf.mtasv.net include:sendgrid.net -all" ; old is gone)",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
