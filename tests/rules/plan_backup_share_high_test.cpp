#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::judge_facts;
using test::outcome_of;

// Its bounds are tested beside those of plan-backup-cold.
TEST_CASE("plan-backup-share-high is about backups with a share", "[rule][plan]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.outbound[0].share = 90;
  CHECK(outcome_of(judge_facts(test::facts_with({}), "plan-backup-share-high", plan)) == "clean");
  plan.outbound[1].share = 40;
  const auto judgement = judge_facts(test::facts_with({}), "plan-backup-share-high", plan);
  CHECK(outcome_of(judgement) == "info");
  CHECK(judgement.findings.at(0).provider == "sendgrid");
}
