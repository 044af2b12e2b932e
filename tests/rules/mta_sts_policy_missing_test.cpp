#include "support/catch.h"
#include "support/outcome.h"
#include "support/transport_facts.h"

using namespace mailready;
using namespace mailready::test;

TEST_CASE("mta-sts-policy-missing speaks of a policy that senders do not take", "[rule][mta-sts]") {
  const std::string rule = "mta-sts-policy-missing";
  const auto refused = judge_facts(facts_with_policy(refused_policy("the server answers with status 404")), rule);
  REQUIRE(outcome_of(refused) == "warning");
  CHECK_THAT(refused.findings[0].message,
             contains_text("https://mta-sts.acme.example/.well-known/mta-sts.txt: the server answers with status 404"));
  CHECK(outcome_of(judge_facts(facts_with_policy(survey::PolicyFacts{.source = "policy.txt"}), rule)) == "clean");
}

TEST_CASE("mta-sts-policy-missing takes a time-out for no answer", "[rule][mta-sts]") {
  const std::string rule = "mta-sts-policy-missing";
  CHECK(outcome_of("announced", rule) == "undecided");
  CHECK(outcome_of("none", rule) == "clean");
  CHECK(outcome_of(judge_facts(facts_with_policy(unfetched(dns::Failure::Kind::timed_out)), rule)) == "undecided");
  CHECK(outcome_of(judge_facts(facts_without_policy_record(), rule)) == "undecided");
}

TEST_CASE("mta-sts-policy-missing shows a hostile source safely", "[rule][mta-sts]") {
  survey::PolicyFacts policy = refused_policy("x");
  policy.source = "file\x1b[2J";
  const auto found = judge_facts(facts_with_policy(policy), "mta-sts-policy-missing").findings.at(0);
  CHECK_THAT(found.message, contains_text("file\\027[2J"));
}
