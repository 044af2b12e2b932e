#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::outcome_of;

namespace {

survey::Plan plan_in_a_file() {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.place = {"mailready.json", 3};
  return plan;
}

std::string outcome(const survey::Plan& plan) {
  return outcome_of(test::judge_facts(test::facts_with({}), "plan-health-check-slow", plan));
}

}  // namespace

TEST_CASE("plan-health-check-slow wants a check every five minutes", "[rule][plan]") {
  const auto [seconds, expected] = GENERATE(table<int, std::string>({
      {60, "clean"},
      {300, "clean"},
      {301, "warning"},
      {3600, "warning"},
  }));
  survey::Plan plan = plan_in_a_file();
  plan.health_check = survey::HealthCheck{.interval = std::chrono::seconds(seconds)};
  CHECK(outcome(plan) == expected);
  plan.health_check->external = "Datadog monitor 123";
  CHECK(outcome(plan) == "clean");
}

TEST_CASE("plan-health-check-slow notes that a plan file declares no check", "[rule][plan]") {
  survey::Plan plan = plan_in_a_file();
  CHECK(outcome(plan) == "info");
  plan.place.reset();  // a plan of the command line cannot declare one
  CHECK(outcome(plan) == "clean");
  plan = plan_in_a_file();
  plan.no_backup_meant = true;  // nothing to switch to
  CHECK(outcome(plan) == "clean");
  plan = plan_in_a_file();
  plan.outbound.clear();
  CHECK(outcome(plan) == "clean");
}
