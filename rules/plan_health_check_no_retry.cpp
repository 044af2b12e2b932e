#include <fmt/format.h>

#include "base/duration.h"
#include "base/text.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

constexpr int fewest_retries = 3;
constexpr std::chrono::minutes shortest_window{2};

/// What would make it switch too soon; empty where nothing does.
static std::string haste(const survey::HealthCheck& health) {
  const int retries = health.retries.value_or(0);
  if (retries == 0) return "does not retry";
  if (retries < fewest_retries) return fmt::format("retries only {}", retries == 1 ? "once" : "twice");
  if (health.retry_window && *health.retry_window < shortest_window)
    return "retries for " + duration_text(*health.retry_window) + " only";
  return "";
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.health_check || !plan.health_check->external.empty()) return {};
  const std::string what = haste(*plan.health_check);
  if (what.empty()) return {};
  return finding({.subject = facts.domain.to_string(),
                  .message = fmt::format("The health check {}: it would switch on a blip", what),
                  .fix = "Let it fail 3 times over 2 minutes first: \"retries\": 3, \"retry_window\": \"2m\".",
                  .complete = false,
                  .place = plan.health_check->place});
}

extern const Rule plan_health_check_no_retry{
    .id = "plan-health-check-no-retry",
    .severity = Severity::warning,
    .summary = "The health check retries before it switches",
    .needs = {},
    .references = {{"RFC 5321", "4.5.4.1"}},
    .explanation = R"(One failed check is mostly a lost packet, a restart or a limit: mail is made to be tried again. A
failover for that moves all traffic to the backup and back, doubles messages, and spends the backup's reputation. Switch
when at least 3 retries over at least 2 minutes have failed. A check that declares no "retries" makes none. What an
external monitor does this rule leaves to it.)",
    .bad = R"("health_check": {"interval": "5m", "retries": 1, "retry_window": "2m", "alert": "ops@acme.example"})",
    .good = R"("health_check": {"interval": "5m", "retries": 3, "retry_window": "2m", "alert": "ops@acme.example"})",
    .check = check,
};
}  // namespace mailready::rules
