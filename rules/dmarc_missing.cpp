#include <fmt/format.h>

#include <algorithm>

#include "lint/dmarc_steps.h"
#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;

/// Whether a record stands somewhere on the walk: it, or another that gave no answer, is then the policy.
static bool has_record(const dmarc::Walk& walk) {
  return std::ranges::any_of(walk.steps, [](const dmarc::Step& step) { return step.record.has_value(); });
}

/// Whether a record was meant, and is broken: dmarc-syntax and dmarc-multiple-records report that.
static bool is_broken(const dmarc::Walk& walk) {
  return std::ranges::any_of(steps_to_policy(walk), [](const dmarc::Step* step) { return !step->policies.empty(); });
}

static Finding missing(const Facts& facts, Severity severity) {
  const std::string name = policy_name(facts.domain);
  Finding found{.severity = severity,
                .subject = facts.domain.to_string(),
                .type = "TXT",
                .message = fmt::format("No DMARC policy is published at {} or above", name)};
  if (facts.takes_and_sends_no_mail()) {
    found.message += ": receivers are not told that all mail from the domain is forged";
    found.fix = "Have it refused.";
    found.publish = {{name, "TXT", "\"v=DMARC1; p=reject\""}};
    return found;
  }
  found.message += severity == Severity::error ? ": large receivers refuse bulk mail without one"
                                               : ": anybody can use the domain's name";
  found.fix = "Publish a policy that only asks for reports, and tighten it once all senders pass.";
  found.publish = {{name, "TXT", "\"v=DMARC1; p=none; rua=mailto:<REPORT-MAILBOX>\""}};
  found.complete = false;
  return found;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  const Severity severity = declares_marketing(plan) ? Severity::error : Severity::warning;
  if (has_record(facts.dmarc) || is_broken(facts.dmarc)) return {};
  const auto policy = facts.dmarc.policy_step();
  if (policy.unknown()) return undecided(facts.domain, policy.failure(), severity);
  return finding(missing(facts, severity));
}

extern const Rule dmarc_missing{
    .id = "dmarc-missing",
    .severity = Severity::error,
    .summary = "A DMARC policy speaks for the domain",
    .needs = {Need::dmarc, Need::spf, Need::mx},
    .references = {{"RFC 9989", "4.10.1"}, {"RFC 9989", "4.7"}},
    .explanation = R"(No DMARC record stands at the domain or at its organisational domain. Anybody can then use the
name in the From field, no reports show whether the backup ESP's mail would pass, and large receivers refuse bulk
mail: for a declared marketing stream this is an error. Begin with p=none and a mailbox for reports; they show, before
an incident, which sender is not aligned.)",
    .bad = R"(@ TXT "v=DMARC1; p=none" ; at the domain instead of _dmarc)",
    .good = R"(_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
