#include <fmt/format.h>

#include "base/duration.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

constexpr std::chrono::minutes longest_interval{5};

static Finding slow(const Facts& facts, const survey::HealthCheck& health) {
  return {.severity = Severity::warning,
          .subject = facts.domain.to_string(),
          .message = fmt::format("The primary ESP is checked every {} only: an outage goes unseen for so long",
                                 duration_text(*health.interval)),
          .fix = "Check at least every 5 minutes: \"interval\": \"5m\".",
          .complete = false,
          .place = health.place};
}

static Finding unchecked(const Facts& facts, const Plan& plan) {
  return {.severity = Severity::info,
          .subject = facts.domain.to_string(),
          .message = "The plan declares no health check: nothing says who would see that the primary ESP is down",
          .fix = "Declare it as \"health_check\", or who else does it as \"external\".",
          .complete = false,
          .place = plan.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.place) return {};  // no file, so there was no place to declare it
  if (!plan.health_check) {
    const bool could_switch = !plan.outbound.empty() && !plan.no_backup_meant;
    return could_switch ? finding(unchecked(facts, plan)) : Outcome{};
  }
  const survey::HealthCheck& health = *plan.health_check;
  if (!health.external.empty() || !health.interval || *health.interval <= longest_interval) return {};
  return finding(slow(facts, health));
}

extern const Rule plan_health_check_slow{
    .id = "plan-health-check-slow",
    .severity = Severity::warning,
    .summary = "The primary ESP is checked at least every five minutes",
    .needs = {},
    .references = {{"RFC 5321", "4.5.4.1"}},
    .explanation =
        R"(A failover begins when somebody notices. Until the next check every password reset and receipt goes
to an ESP that is down; five minutes is about what people wait before they ask for another. Let a check send or connect
through the primary at least every five minutes. Where the plan file names none, this is an info: it may well be done
elsewhere, which "external" says. The rule rests where the plan is no file.)",
    .bad = R"("health_check": {"interval": "30m", "retries": 3, "retry_window": "2m", "alert": "ops@acme.example"})",
    .good = R"("health_check": {"interval": "5m", "retries": 3, "retry_window": "2m", "alert": "ops@acme.example"})",
    .check = check,
};
}  // namespace mailready::rules
