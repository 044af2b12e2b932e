#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::judge_facts;
using test::outcome_of;

TEST_CASE("plan-backup-cold and plan-backup-share-high leave five to ten percent alone", "[rule][plan]") {
  const auto [share, cold, high] = GENERATE(table<double, std::string, std::string>({
      {0, "warning", "clean"},
      {4.9, "warning", "clean"},
      {5, "clean", "clean"},
      {10, "clean", "clean"},
      {10.5, "clean", "info"},
      {50, "clean", "info"},
  }));
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.outbound[1].share = share;
  CHECK(outcome_of(judge_facts(test::facts_with({}), "plan-backup-cold", plan)) == cold);
  CHECK(outcome_of(judge_facts(test::facts_with({}), "plan-backup-share-high", plan)) == high);
}

TEST_CASE("plan-backup-cold rests without a share, and about a primary", "[rule][plan]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  CHECK(outcome_of(judge_facts(test::facts_with({}), "plan-backup-cold", plan)) == "clean");
  plan.outbound[0].share = 3;
  CHECK(outcome_of(judge_facts(test::facts_with({}), "plan-backup-cold", plan)) == "clean");
}

TEST_CASE("plan-backup-cold tells each backup", "[rule][plan]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid", "ses"});
  plan.outbound[1].share = 8;
  plan.outbound[2].share = 0.5;
  const auto judgement = judge_facts(test::facts_with({}), "plan-backup-cold", plan);
  REQUIRE(judgement.findings.size() == 1);
  CHECK(judgement.findings[0].provider == "amazon-ses");
  CHECK_THAT(judgement.findings[0].message, contains_text("0.5 %"));
}
