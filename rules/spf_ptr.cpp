#include <fmt/format.h>

#include <map>
#include <set>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;
using Kind = spf::Mechanism::Kind;

/// The `ptr` terms of a record that evaluation comes to.
static std::set<std::size_t> ptr_terms(const spf::Node& node) {
  std::set<std::size_t> found;
  for (const std::size_t i : node.record->evaluation_order())
    if (node.record->terms[i].is(Kind::ptr)) found.insert(i);
  return found;
}

static Finding deprecated(const Facts& facts, const spf::Path& path, bool own) {
  const std::string term = some_of({path.branch().term.text});
  Finding found = spf_finding(facts, fmt::format("{}{} is deprecated: slow, unreliable, and skipped by large receivers",
                                                 term, in_record(facts, path.record())));
  found.evidence = quoted(*facts.spf, [&path](const spf::Path& other) {
    return &other.record() == &path.record() && other.branch().term.is(Kind::ptr);
  });
  if (!own) {
    found.severity = Severity::info;
    found.fix = fmt::format("Only {} can change this record; tell its postmaster.", path.record().domain.to_string());
    found.complete = false;
    return found;
  }
  found.fix = "Remove it, and name the hosts that it is meant for by ip4 and ip6.";
  found.complete = false;
  offer_in_place(found, facts, path.record(), spf::without(*path.record().record, ptr_terms(path.record())));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  std::set<dns::Name> seen;
  const OwnRecords own = own_records(facts);
  spf::walk_paths(*facts.spf, [&](const spf::Path& path) {
    if (path.branch().term.is(Kind::ptr) && seen.insert(path.record().domain).second)
      outcome += finding(deprecated(facts, path, is_own(facts, path.record())));
  });
  if (own.unread) outcome += undecided(facts.domain, *own.unread);
  return outcome;
}

extern const Rule spf_ptr{
    .id = "spf-ptr",
    .severity = Severity::warning,
    .summary = "SPF does not use ptr",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.5"}},
    .explanation =
        R"(The ptr mechanism asks the sender's reverse DNS, which its network and not the domain runs. RFC 7208
says not to publish it: it is slow, it fails where reverse DNS fails, and large receivers pass over it, so a server that only ptr
authorises does not pass there. Name the hosts by ip4 and ip6. In a provider's record only the provider can do so.)",
    .bad = R"(@ TXT "v=spf1 ptr include:spf.mtasv.net include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 ip4:185.10.20.0/28 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
