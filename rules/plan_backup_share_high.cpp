#include <fmt/format.h>

#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

constexpr double most_percent = 10;

static Finding high(const Facts& facts, const survey::Sender& backup) {
  return {.subject = facts.domain.to_string(),
          .provider = backup.provider->id,
          .message = fmt::format("{} carries {:g} % of the mail, more than a backup needs to stay warm",
                                 backup.provider->name, *backup.share),
          .fix = "Lower it to 5 to 10 %, unless both are meant to share the load.",
          .complete = false,
          .place = backup.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::Sender& sender : plan.outbound)
    if (sender.role == survey::Role::backup && sender.share && *sender.share > most_percent)
      outcome += finding(high(facts, sender));
  return outcome;
}

extern const Rule plan_backup_share_high{
    .id = "plan-backup-share-high",
    .severity = Severity::info,
    .summary = "The backup carries no more mail than keeps it warm",
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(Between 5 and 10 % of the traffic keeps a backup known to receivers. More costs money at a second
provider, and splits the reputation that the primary is to earn; a fault of the backup then also touches more mail.
It is no defect: where both are meant to share the load, and each can carry all of it alone, leave it.)",
    .bad = R"("outbound": [{"provider": "postmark", "share": 60}, {"provider": "sendgrid", "share": 40}])",
    .good = R"("outbound": [{"provider": "postmark", "share": 90}, {"provider": "sendgrid", "share": 10}])",
    .check = check,
};
}  // namespace mailready::rules
