#include <fmt/format.h>

#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

constexpr double least_percent = 5;

static Finding cold(const Facts& facts, const survey::Sender& backup) {
  return {.subject = facts.domain.to_string(),
          .provider = backup.provider->id,
          .message = fmt::format("{} carries {:g} % of the mail: in a failover receivers meet it as a stranger",
                                 backup.provider->name, *backup.share),
          .fix = "Send 5 to 10 % of the mail through it, every day.",
          .complete = false,
          .place = backup.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::Sender& sender : plan.outbound)
    if (sender.role == survey::Role::backup && sender.share && *sender.share < least_percent)
      outcome += finding(cold(facts, sender));
  return outcome;
}

extern const Rule plan_backup_cold{
    .id = "plan-backup-cold",
    .severity = Severity::warning,
    .summary = "The backup carries enough mail to be known to receivers",
    .needs = {},
    .references = {{"RFC 6647", "2"}},
    .explanation = R"(Receivers trust addresses and signing domains by the mail that they have seen from them. A backup
that sends nothing, or next to nothing, is new to them on the day it is needed: full volume from an unknown sender is
deferred, limited or put into spam folders, and warming it up takes weeks. Send 5 to 10 % of the real traffic through
it at all times. That also proves every day that credentials, templates and webhooks work. Where the plan gives no
share this rule rests.)",
    .bad = R"("outbound": [{"provider": "postmark", "share": 99}, {"provider": "sendgrid", "share": 1}])",
    .good = R"("outbound": [{"provider": "postmark", "share": 90}, {"provider": "sendgrid", "share": 10}])",
    .check = check,
};
}  // namespace mailready::rules
