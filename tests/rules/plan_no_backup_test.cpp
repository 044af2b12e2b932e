#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("plan-no-backup wants a second ESP or a word that none is meant", "[rule][plan]") {
  const std::string rule = "plan-no-backup";
  CHECK(outcome_of("two-esps", rule) == "clean");
  CHECK(outcome_of("two-esps", rule, {.plan = test::plan("postmark", {"sendgrid"})}) == "clean");
  survey::Plan plan = test::plan("postmark");
  CHECK(outcome_of("two-esps", rule, {.plan = plan}) == "error");
  plan.no_backup_meant = true;
  CHECK(outcome_of("two-esps", rule, {.plan = plan}) == "clean");
}

TEST_CASE("plan-no-backup weighs the stream", "[rule][plan]") {
  const std::string rule = "plan-no-backup";
  survey::Plan plan = test::plan("postmark");
  plan.stream = survey::Stream::marketing;
  CHECK(outcome_of("two-esps", rule, {.plan = plan}) == "warning");
  plan.outbound[0].time_critical = true;
  CHECK(outcome_of("two-esps", rule, {.plan = plan}) == "error");
  plan.stream = survey::Stream::self_hosted;
  CHECK(outcome_of("two-esps", rule, {.plan = plan}) == "clean");
}

TEST_CASE("plan-no-backup counts within a stream", "[rule][plan]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.outbound[1].stream = survey::Stream::marketing;
  const auto judgement = test::judge_fixture("plan-no-backup/two-esps.zone", "plan-no-backup", {.plan = plan});
  CHECK(outcome_of(judgement) == "error warning");
  CHECK(judgement.findings.at(0).provider == "postmark");
  CHECK(judgement.findings.at(1).provider == "sendgrid");
}
