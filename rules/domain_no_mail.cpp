#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The records that say so.
static std::vector<std::string> statements(const Facts& facts) {
  std::vector<std::string> lines;
  if (facts.mx) lines = evidence(facts.mx->records);
  if (facts.txt)
    for (const dns::Record& record : facts.txt->records)
      if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && spf::is_spf(txt->joined()))
        lines.push_back(evidence(record));
  return lines;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (plan.declared()) return {};  // then the domain is judged as the plan says
  if (facts.takes_and_sends_no_mail())
    return finding({.subject = facts.domain.to_string(),
                    .message = fmt::format("The domain takes no mail ({}) and lets nobody send (v=spf1 -all)",
                                           facts.mx ? "null MX" : "no MX"),
                    .fix = "Leave it so, unless the domain is meant for mail.",
                    .evidence = statements(facts)});
  if (facts.spf.absent() || (facts.mx && !facts.mx->is_null())) return {};
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  return {};
}

extern const Rule domain_no_mail{
    .id = "domain-no-mail",
    .severity = Severity::info,
    .summary = "The domain is meant for mail",
    .needs = {Need::spf, Need::mx},
    .references = {{"RFC 7505", "3"}, {"RFC 7208", "10.1.2"}},
    .explanation = R"(The records say that the domain neither takes nor sends mail, which is right for a parked one:
nobody can use its name. There is no mail path that could fail, so the rules about ESPs, keys and exchanges have
nothing to judge. If the domain does carry mail, these records stop it: publish exchanges, and an SPF record that
names the senders.)",
    .bad = R"(@ MX 0 .
@ TXT "v=spf1 -all")",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.
@ TXT "v=spf1 mx -all")",
    .check = check,
};
}  // namespace mailready::rules
