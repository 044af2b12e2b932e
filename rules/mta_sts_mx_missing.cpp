#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/mta_sts.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ExchangeFacts;

using Exchanges = std::vector<const ExchangeFacts*>;

static Exchanges left_out(const Facts& facts, const mta_sts::Policy& policy) {
  Exchanges missing;
  for (const ExchangeFacts& exchange : facts.mx->exchanges)
    if (!exchange.is_address_literal && !policy.matches(exchange.exchange)) missing.push_back(&exchange);
  return missing;
}

/// "mx: mx2.acme.example", a line each.
static std::string lines_to_add(const Exchanges& missing) {
  constexpr std::size_t most = 20;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(most, missing.size()); ++i)
    lines.push_back("mx: " + missing[i]->exchange.to_string());
  if (missing.size() > most) lines.push_back(fmt::format("{} more", missing.size() - most));
  return enumerate(lines);
}

/// The exchanges' records and what the policy names instead.
static std::vector<std::string> evidence_of(const Exchanges& missing, const survey::MtaStsFacts& sts) {
  std::vector<std::string> lines = evidence(sts.records);
  for (const ExchangeFacts* exchange : missing) lines.push_back(evidence(exchange->record));
  for (const std::string& pattern : sts.policy->policy->exchanges)
    lines.push_back(fmt::format("{}: mx: {}", printable(sts.policy->source), pattern));
  return lines;
}

static Finding incomplete(const Facts& facts, const Exchanges& missing) {
  const survey::MtaStsFacts& sts = *facts.mta_sts;
  std::vector<dns::Name> names;
  for (const ExchangeFacts* exchange : missing) names.push_back(exchange->exchange);
  const bool is_all = missing.size() == facts.mx->exchanges.size();
  return {.subject = facts.domain.to_string(),
          .type = "MX",
          .message = fmt::format("The MTA-STS policy, in mode enforce, leaves out {}: senders that hold to it deliver "
                                 "no mail {}",
                                 some_of(names), is_all ? "to the domain at all" : "there"),
          .fix = fmt::format("Add to the policy at {}, a line each: {}. Then give the record a new id, so that "
                             "senders fetch the policy again.",
                             printable(sts.policy->source), lines_to_add(missing)),
          .publish = {policy_record(facts.domain)},
          .remove = {change(sts.records.front())},
          .complete = false,
          .evidence = evidence_of(missing, sts)};
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mta_sts.unknown()) return undecided(facts.domain, facts.mta_sts.failure());
  if (facts.mta_sts.absent()) return {};
  const auto& policy = facts.mta_sts->policy;
  if (policy.unknown()) return policy_undecided(facts.domain, policy.failure());
  if (policy.absent() || !policy->policy || policy->policy->mode != mta_sts::Mode::enforce) return {};
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (facts.mx.absent() || facts.mx->has_null) return {};
  const Exchanges missing = left_out(facts, *policy->policy);
  return missing.empty() ? Outcome{} : finding(incomplete(facts, missing));
}

extern const Rule mta_sts_mx_missing{
    .id = "mta-sts-mx-missing",
    .severity = Severity::error,
    .summary = "An enforced MTA-STS policy names every exchange",
    .applies = Applies::mail,
    .needs = {Need::mta_sts, Need::mx},
    .references = {{"RFC 8461", "4.1"}, {"RFC 8461", "5"}},
    .explanation = R"(Under a policy in mode enforce, senders deliver to no exchange that the policy does not name.
A backup that was added to the MX records and not to the policy takes no mail from them: while the primary is down,
their mail queues, and bounces in the end. Add an mx line for every exchange; "*." stands for exactly one label. Give
the _mta-sts record a new id in the same change, since senders look at the policy again only when the id is another
one, or max_age is over. Before a migration, name the new exchange in the policy first and in the MX records later.)",
    .bad = R"(@ MX 10 mx1
@ MX 20 mx2
_mta-sts TXT "v=STSv1; id=20260101T000000"

version: STSv1
mode: enforce
mx: mx1.acme.example
max_age: 604800)",
    .good = R"(@ MX 10 mx1
@ MX 20 mx2
_mta-sts TXT "v=STSv1; id=20260101T000000"

version: STSv1
mode: enforce
mx: mx1.acme.example
mx: mx2.acme.example
max_age: 604800)",
    .check = check,
};
}  // namespace mailready::rules
