#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.health_check || !plan.health_check->external.empty() || !plan.health_check->alert.empty()) return {};
  return finding({.subject = facts.domain.to_string(),
                  .message = "The health check alerts nobody: the mail may hang on the backup alone without anybody "
                             "knowing",
                  .fix = "Name whom it tells, a web hook or an address that does not depend on this mail: \"alert\".",
                  .complete = false,
                  .place = plan.health_check->place});
}

extern const Rule plan_no_alert{
    .id = "plan-no-alert",
    .severity = Severity::warning,
    .summary = "The health check alerts somebody",
    .needs = {},
    .references = {{"RFC 5321", "6.1"}},
    .explanation = R"(A failover that nobody hears of leaves the domain without a backup: the second ESP carries
everything, and its outage is the end of the mail. Nobody switches back either, and a switch that failed is found by
customers. Let the health check tell somebody, by a way that does not lead through the mail that it watches.)",
    .bad = R"("health_check": {"interval": "5m", "retries": 3, "retry_window": "2m"})",
    .good =
        R"("health_check": {"interval": "5m", "retries": 3, "retry_window": "2m", "alert": "https://hooks.example/mail"})",
    .check = check,
};
}  // namespace mailready::rules
