#include <fmt/format.h>

#include <algorithm>

#include "lint/evidence.h"
#include "lint/infrastructure.h"
#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;

/// "Both publish 87.253.232.0/21, 185.189.236.0/22 and 2 more".
static std::vector<std::string> evidence(const IpSet& ranges) {
  std::vector<std::string> networks;
  for (const Network& network : ranges.networks()) networks.push_back(network.to_string());
  if (networks.empty()) return {};
  return {"Both publish " + some_of(networks)};
}

/// The facts about a sender of the plan.
static const survey::SenderFacts& facts_of(const Facts& facts, const Plan& plan, const survey::Sender& sender) {
  const auto index = static_cast<std::size_t>(&sender - plan.outbound.data());
  return *std::ranges::find(facts.senders, index, &survey::SenderFacts::declared);
}

static Outcome compare(const Facts& facts, const Plan& plan, const survey::Sender& earlier,
                       const survey::Sender& sender) {
  const auto common = in_common(facts_of(facts, plan, earlier), facts_of(facts, plan, sender));
  if (common.unknown()) return undecided(facts.domain, common.failure());
  if (!common) return {};
  return finding({.subject = facts.domain.to_string(),
                  .provider = sender.provider->id,
                  .message = common->clause + ": one outage can take both",
                  .fix = fmt::format("Choose a backup for {} that another company runs on servers of its own.",
                                     earlier.provider->name),
                  .complete = false,
                  .evidence = evidence(common->ranges),
                  .place = sender.place});
}

/// The first sender in front of `sender` that shares something with it, as a finding; else whatever is undecided.
static Outcome judge(const Facts& facts, const Plan& plan, const StreamSenders& stream, const survey::Sender& sender) {
  Outcome open;
  for (const survey::Sender* earlier : stream.senders) {
    if (earlier == &sender) break;
    if (earlier->provider->id == sender.provider->id) continue;  // esp-same
    Outcome outcome = compare(facts, plan, *earlier, sender);
    if (!outcome.findings.empty()) return outcome;
    if (open.undecided.empty()) open += std::move(outcome);
  }
  return open;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const StreamSenders& stream : by_stream(plan))
    for (const survey::Sender* sender : stream.senders) outcome += judge(facts, plan, stream, *sender);
  return outcome;
}

extern const Rule esp_shared_infrastructure{
    .id = "esp-shared-infrastructure",
    .severity = Severity::warning,
    .summary = "Primary and backup do not share servers, addresses or an operator",
    .applies = Applies::mail,
    .needs = {Need::senders, Need::ranges},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(Two ESPs with different names may be one where it counts: some resell the servers of another,
some belong to one company, some send from the same address ranges. An outage, a block list entry or an account review
then takes primary and backup together. The catalogue knows who runs on whom (`mailready providers ID` shows it); beyond
that, the SPF records of both are held against each other, and one network that both pass is enough. Networks wider than
a /14 of IPv4 or a /32 of IPv6 do not count: they are a hosting company's, and its other tenants send nothing for the
ESP. Choose a backup that stands by itself.)",
    .bad = R"(mailready check acme.example --primary resend --backup amazon-ses)",
    .good = R"(mailready check acme.example --primary resend --backup postmark)",
    .check = check,
};
}  // namespace mailready::rules
