#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/void_limit.h"

namespace mailready::rules {
using namespace lint;
using spf::is_over_void_limit;

static std::string senders_text(const spf::Voids& voids) {
  if (!is_over_void_limit(voids.ipv4)) return " for senders on IPv6";
  return is_over_void_limit(voids.ipv6) ? "" : " for senders on IPv4";
}

/// Whether the term is the first of which a lookup is void past the limit.
static bool passes_limit(const spf::Branch& branch) {
  const spf::Voids &before = branch.voids_before, &own = branch.own_voids;
  return (!is_over_void_limit(before.ipv4) && is_over_void_limit(before.ipv4 + own.ipv4)) ||
         (!is_over_void_limit(before.ipv6) && is_over_void_limit(before.ipv6 + own.ipv6));
}

/// The record with that term.
static std::vector<std::string> first_over_limit(const spf::Tree& tree) {
  std::vector<std::string> lines;
  spf::walk_paths(tree, [&](const spf::Path& path) {
    if (lines.empty() && passes_limit(path.branch())) lines = quoted(path, "The third void lookup");
  });
  return lines;
}

static Finding over_limit(const Facts& facts, Severity severity) {
  const spf::Tree& tree = *facts.spf;
  Finding found =
      spf_finding(facts, fmt::format("{} SPF lookups come back empty{}; receivers stop after {} with permerror",
                                     tree.void_lookups(), senders_text(tree.voids), spf::void_lookup_limit));
  found.severity = severity;
  found.fix = "Remove the terms that find nothing, or write the addresses that they still find.";
  found.evidence = first_over_limit(tree);
  for (std::string& line : void_lines(tree)) found.evidence.push_back(std::move(line));
  found.caused_by = {"spf-include-broken"};
  offer_without_voids(found, facts);
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  const spf::Tree& tree = *facts.spf;
  Outcome outcome;
  const bool grave = spf::void_limit_stops_mail(tree);
  if (is_over_void_limit(tree.void_lookups()))
    outcome = finding(over_limit(facts, grave ? Severity::error : Severity::warning));
  if (grave) return outcome;
  if (const auto* gap = spf::unread_record(tree))
    outcome += undecided(facts.domain, *gap);
  else if (const auto* unknown = unknown_void(tree))
    outcome += undecided(facts.domain, *unknown);
  return outcome;
}

extern const Rule spf_void_lookup_limit{
    .id = "spf-void-lookup-limit",
    .severity = Severity::error,
    .summary = "At most two SPF lookups come back empty",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}},
    .explanation = R"(A lookup whose name does not exist, or has no record of the type, is void, and at the third one
receivers give permerror: terms behind it never pass, be it the backup's include. A sender on IPv4 makes an "a" ask for A
records, one on IPv6 for AAAA records, so each family has a count of its own, and hosts without AAAA are void for IPv6 senders
only: a warning, unless a network that may send over IPv6 stands behind them. Remove hosts that are gone and write the
others as ip4.)",
    .bad =
        R"(@ TXT "v=spf1 a:old1.acme.example a:old2.acme.example a:old3.acme.example include:sendgrid.net -all" ; none exists)",
    .good = R"(@ TXT "v=spf1 ip4:185.10.20.7 include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
