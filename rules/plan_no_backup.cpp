#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;
using survey::Stream;

static Finding alone(const Facts& facts, const Plan& plan, const survey::Sender& sender) {
  const Stream stream = plan.stream_of(sender);
  const bool can_wait = stream == Stream::marketing && !sender.time_critical;
  return {.severity = can_wait ? Severity::warning : Severity::error,
          .subject = facts.domain.to_string(),
          .provider = sender.provider->id,
          .message = fmt::format("The plan names {} alone for {} mail: while it is down, none leaves",
                                 sender.provider->name, survey::stream_text(stream)),
          .fix = sender.place
                     ? "Name a second ESP behind it in \"outbound\", or say that none is meant (\"backup\": \"none\", "
                       "with a \"reason\")."
                     : "Name a second ESP as the backup (--backup ID), or say that none is meant (--backup none).",
          .complete = false,
          .place = sender.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  if (plan.no_backup_meant) return outcome;
  for (const StreamSenders& stream : by_stream(plan))
    if (stream.senders.size() == 1 && stream.stream != Stream::self_hosted)
      outcome += finding(alone(facts, plan, *stream.senders.front()));
  return outcome;
}

extern const Rule plan_no_backup{
    .id = "plan-no-backup",
    .severity = Severity::error,
    .summary = "The plan names a second ESP, or says that none is meant",
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(The plan declares one ESP, so there is nothing to fail over to: during its outage password
resets, receipts and alarms do not leave. Setting up another takes days (keys, SPF, warming up its addresses) and
cannot be done in the incident. Name a backup, publish its records and send a small share of the mail through it. If
one ESP is meant, say so and why; marketing mail that can wait makes this a warning.)",
    .bad = R"(mailready check acme.example --primary postmark)",
    .good = R"(mailready check acme.example --primary postmark --backup sendgrid)",
    .check = check,
};
}  // namespace mailready::rules
