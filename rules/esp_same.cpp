#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;

static Finding same(const Facts& facts, const survey::Sender& backup) {
  return {.subject = facts.domain.to_string(),
          .provider = backup.provider->id,
          .message = fmt::format("{} is the primary and the backup: when it fails, both do", backup.provider->name),
          .fix = "Name a backup that another company runs, and publish its records.",
          .complete = false,
          .place = backup.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const StreamSenders& stream : by_stream(plan)) {
    const survey::Sender* primary = stream.primary();
    if (!primary) continue;
    for (const survey::Sender* sender : stream.senders) {
      if (sender == primary || sender->provider->id != primary->provider->id) continue;
      outcome += finding(same(facts, *sender));
      break;  // named once more, it is still one fault
    }
  }
  return outcome;
}

extern const Rule esp_same{
    .id = "esp-same",
    .severity = Severity::error,
    .summary = "The backup is another ESP than the primary",
    .applies = Applies::mail,
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(The plan names one provider for both roles, perhaps under two of its names. A second account
there helps against a suspended account and against nothing else: an outage of the provider, of its addresses'
reputation or of its keys takes both. What RFC 2182 asks of name servers serves here too: no single failure should
reach both. Streams are compared by themselves: one ESP may be the primary of one stream and the backup of another.)",
    .bad = R"(mailready check acme.example --primary amazon-ses --backup ses)",
    .good = R"(mailready check acme.example --primary amazon-ses --backup postmark)",
    .check = check,
};
}  // namespace mailready::rules
