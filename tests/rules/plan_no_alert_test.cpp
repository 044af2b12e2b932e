#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;

TEST_CASE("plan-no-alert wants a health check to tell somebody", "[rule][plan]") {
  const auto outcome = [](const survey::Plan& plan) {
    return test::outcome_of(test::judge_facts(test::facts_with({}), "plan-no-alert", plan));
  };
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  CHECK(outcome(plan) == "clean");
  plan.health_check = survey::HealthCheck{.interval = std::chrono::minutes(5)};
  CHECK(outcome(plan) == "warning");
  plan.health_check->alert = "https://hooks.example/mail";
  CHECK(outcome(plan) == "clean");
  plan.health_check = survey::HealthCheck{.external = "Datadog monitor 123"};
  CHECK(outcome(plan) == "clean");
}
