#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-shared-provider wants a second company", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"google", "info"},
      {"google-and-a-queue", "clean"},
      {"one", "clean"},
      {"own", "clean"},
      {"lookalike", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-shared-provider") == outcome);
}

TEST_CASE("mx-shared-provider is a warning where the plan counts on a backup", "[rule][mx]") {
  const survey::Plan plan = test::inbound("aspmx.l.google.com", "alt1.aspmx.l.google.com");
  const auto found = finding_of("google", "mx-shared-provider", {.plan = plan});
  CHECK(found.severity == lint::Severity::warning);
  CHECK(found.provider == "google-workspace");
  CHECK_THAT(found.message, contains_text("runs all 5 exchanges"));
}

TEST_CASE("mx-shared-provider is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-shared-provider")) == "undecided");
}
