#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;

TEST_CASE("plan-health-check-no-retry wants three retries over two minutes", "[rule][plan]") {
  using Retries = std::optional<int>;
  using Window = std::optional<std::chrono::seconds>;
  const auto [retries, window, message] = GENERATE(table<Retries, Window, std::string>({
      {3, std::chrono::minutes(2), ""},
      {5, std::chrono::minutes(10), ""},
      {3, std::nullopt, ""},
      {3, std::chrono::seconds(119), "retries for 1 minute 59 seconds only"},
      {2, std::chrono::minutes(2), "retries only twice"},
      {1, std::chrono::minutes(2), "retries only once"},
      {0, std::nullopt, "does not retry"},
      {std::nullopt, std::nullopt, "does not retry"},
  }));
  CAPTURE(message);
  survey::Plan plan;
  plan.health_check =
      survey::HealthCheck{.interval = std::chrono::minutes(5), .retries = retries, .retry_window = window};
  const auto judgement = test::judge_facts(test::facts_with({}), "plan-health-check-no-retry", plan);
  REQUIRE(test::outcome_of(judgement) == (message.empty() ? "clean" : "warning"));
  if (!message.empty()) CHECK_THAT(judgement.findings[0].message, contains_text(message));
}

TEST_CASE("plan-health-check-no-retry leaves external monitors alone", "[rule][plan]") {
  survey::Plan plan;
  CHECK(test::outcome_of(test::judge_facts(test::facts_with({}), "plan-health-check-no-retry", plan)) == "clean");
  plan.health_check = survey::HealthCheck{.external = "Datadog monitor 123"};
  CHECK(test::outcome_of(test::judge_facts(test::facts_with({}), "plan-health-check-no-retry", plan)) == "clean");
}
