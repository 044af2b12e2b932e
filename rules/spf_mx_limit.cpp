#include <fmt/format.h>

#include <set>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

static const dns::Failure* unknown_exchanges(const spf::Branch& branch) {
  for (const dns::Failure& failure : branch.failures)
    if (failure.question.type == dns::Type::mx) return &failure;
  return nullptr;
}

static Finding too_many(const Facts& facts, const spf::Path& path) {
  const std::string term = some_of({path.branch().term.text});
  Finding found =
      spf_finding(facts, fmt::format("{}{} stands for {} MX records of {}; receivers stop at {} and give permerror",
                                     term, in_record(facts, path.record()), path.branch().exchanges,
                                     spf::target_text(path.branch()), spf::mx_exchange_limit));
  found.fix =
      fmt::format("Write the networks of those exchanges that send mail as ip4 and ip6 in the place of {}.", term);
  found.complete = false;
  found.evidence = quoted(path);
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  std::set<dns::Name> seen;
  spf::walk_paths(*facts.spf, [&](const spf::Path& path) {
    const spf::Branch& branch = path.branch();
    if (!branch.term.is(spf::Mechanism::Kind::mx) || !branch.target || !seen.insert(*branch.target).second) return;
    if (branch.exchanges > spf::mx_exchange_limit)
      outcome += finding(too_many(facts, path));
    else if (const auto* gap = unknown_exchanges(branch))
      outcome += undecided(facts.domain, *gap);
  });
  if (const auto* gap = spf::unread_record(*facts.spf)) outcome += undecided(facts.domain, *gap);
  return outcome;
}

extern const Rule spf_mx_limit{
    .id = "spf-mx-limit",
    .severity = Severity::error,
    .summary = "An mx mechanism stands for at most ten exchanges",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "4.6.4"}},
    .explanation = R"(For an "mx" mechanism a receiver looks up the addresses of at most ten exchanges; a name with an
eleventh MX record gives permerror, and neither these hosts nor any sender behind the term passes. Few of so many exchanges send mail
at all: name the networks that do with ip4 and ip6, which cost no lookups.)",
    .bad = R"(@ TXT "v=spf1 mx:pool.acme.example include:sendgrid.net -all"
pool MX 10 mx1
pool MX 10 mx2
pool MX 10 mx3
pool MX 10 mx4
pool MX 10 mx5
pool MX 10 mx6
pool MX 10 mx7
pool MX 10 mx8
pool MX 10 mx9
pool MX 10 mx10
pool MX 10 mx11)",
    .good = R"(@ TXT "v=spf1 ip4:185.10.22.0/28 include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
