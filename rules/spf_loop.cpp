#include <fmt/format.h>

#include <set>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static Finding loop(const Facts& facts, const spf::Path& path) {
  const std::string target = spf::target_text(path.branch());
  const std::string term = some_of({path.branch().term.text});
  Finding found =
      spf_finding(facts, fmt::format("SPF goes round in a circle: {}{} leads back to {}; receivers give permerror",
                                     term, in_record(facts, path.record()), target));
  found.evidence = quoted(path);
  const spf::Path own = own_part(facts, path);
  found.fix = fmt::format("Remove {}{}", some_of({own.branch().term.text}), in_record(facts, own.record()));
  const bool foreign = !is_own(facts, path.record());
  found.fix +=
      foreign ? fmt::format(" until whoever runs {} has mended the circle.", path.record().domain.to_string()) : ".";
  offer_without_term(found, facts, own);
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  std::set<std::pair<dns::Name, dns::Name>> seen;
  spf::walk_paths(*facts.spf, [&](const spf::Path& path) {
    if (!path.branch().loops || !seen.emplace(path.record().domain, *path.branch().target).second) return;
    outcome += finding(loop(facts, path));
  });
  if (!outcome.findings.empty()) return outcome;
  if (const auto* gap = spf::unread_record(*facts.spf)) return undecided(facts.domain, *gap);
  return {};
}

extern const Rule spf_loop{
    .id = "spf-loop",
    .severity = Severity::error,
    .summary = "No SPF record leads back to itself",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}, {"RFC 7208", "5.2"}},
    .explanation =
        R"(A record that includes or redirects to itself, directly or through others, is followed until the ten
lookups are used up; then the result is permerror. Only senders that match before that pass, so a backup behind the circle never
does. Mechanisms "a" and "mx" of the own domain are no circle: they read no SPF record. Remove the term that leads back.)",
    .bad = R"(@ TXT "v=spf1 include:_spf.acme.example include:sendgrid.net -all"
_spf TXT "v=spf1 ip4:185.10.20.7 include:acme.example -all")",
    .good = R"(@ TXT "v=spf1 include:_spf.acme.example include:sendgrid.net -all"
_spf TXT "v=spf1 ip4:185.10.20.7 -all")",
    .check = check,
};
}  // namespace mailready::rules
