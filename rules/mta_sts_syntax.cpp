#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/mta_sts.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::MtaStsFacts;
using survey::PolicyFacts;

/// The record with what may stand in its id alone, where that makes it whole: a date without its punctuation.
static std::optional<std::string> corrected_id(const dns::Record& record) {
  const auto* txt = std::get_if<dns::Txt>(&record.rdata);
  if (!txt) return std::nullopt;
  const std::string text = txt->joined();  // outlives the parts, which refer to it
  for (const std::string_view part : split(text, ';')) {
    const std::string_view field = trimmed(part);
    if (!equal_ignoring_case(field.substr(0, 3), "id=")) continue;
    std::string id;
    for (const char c : field.substr(3))
      if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) id += c;
    return mta_sts::parse_record("v=STSv1; id=" + id) ? std::optional(id) : std::nullopt;
  }
  return std::nullopt;
}

static Finding bad_record(const Facts& facts, const MtaStsFacts& sts) {
  const std::string name = policy_record_name(facts.domain);
  Finding found{.subject = facts.domain.to_string(), .type = "TXT", .evidence = evidence(sts.records)};
  found.fix = "Publish one record, and a new id with each change of the policy: up to 32 letters and digits.";
  std::optional<std::string> id;
  if (sts.records.size() > 1) {
    found.message = fmt::format(
        "{} MTA-STS records stand at {}, and senders then use none: mail is sent without "
        "the policy's protection",
        sts.records.size(), name);
  } else {
    found.message = fmt::format("The MTA-STS record at {} is malformed, and senders pass over it: {}", name, sts.error);
    id = corrected_id(sts.records.front());
  }
  found.publish = {id ? policy_record(facts.domain, *id) : policy_record(facts.domain)};
  found.complete = id.has_value();
  for (const dns::Record& record : sts.records) found.remove.push_back(change(record));
  return found;
}

static Finding bad_policy(const Facts& facts, const MtaStsFacts& sts) {
  const PolicyFacts& policy = *sts.policy;
  return {.subject = facts.domain.to_string(),
          .message = fmt::format("The MTA-STS policy at {} is malformed, and senders pass over it: {}",
                                 printable(policy.source), policy.error),
          .fix = "Correct the policy, then give the record a new id, so that senders fetch it again.",
          .publish = {policy_record(facts.domain)},
          .remove = {change(sts.records.front())},
          .complete = false,
          .evidence = evidence(sts.records)};
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mta_sts.unknown()) return undecided(facts.domain, facts.mta_sts.failure());
  if (facts.mta_sts.absent()) return {};
  const MtaStsFacts& sts = *facts.mta_sts;
  if (!sts.record) return finding(bad_record(facts, sts));
  if (sts.policy.unknown()) return policy_undecided(facts.domain, sts.policy.failure());
  // What no sender takes anyhow is mta-sts-policy-missing, whatever page stands in its place.
  if (sts.policy.absent() || sts.policy->error.empty() || !sts.policy->refused.empty()) return {};
  return finding(bad_policy(facts, sts));
}

extern const Rule mta_sts_syntax{
    .id = "mta-sts-syntax",
    .severity = Severity::error,
    .summary = "The MTA-STS record and policy are well-formed",
    .applies = Applies::mail,
    .needs = {Need::mta_sts},
    .references = {{"RFC 8461", "3.1"}, {"RFC 8461", "3.2"}},
    .explanation = R"(Senders pass over a malformed record or policy as if there were none. Those that know no older
policy then deliver over any connection that an attacker leaves them; those that know one hold to it until its max_age
is over, and never learn of an exchange that was added since: mail that should fall over to a new backup is refused
there. One record, with an id of letters and digits that changes with the policy; a policy with version, mode, max_age,
and an mx line for each exchange.)",
    .bad = R"(@ MX 10 mx1
_mta-sts TXT "v=STSv1; id=2026-01-01T00:00:00"

version: STSv1
mode: testing
mx: mx1.acme.example
max_age: 604800)",
    .good = R"(@ MX 10 mx1
_mta-sts TXT "v=STSv1; id=20260101T000000"

version: STSv1
mode: testing
mx: mx1.acme.example
max_age: 604800)",
    .check = check,
};
}  // namespace mailready::rules
