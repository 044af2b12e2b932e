#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using survey::Stream;
using test::name;

namespace {

lint::Judgement judged(const survey::Plan& plan) {
  return test::judge_facts(test::facts_with({}), "plan-streams-mixed", plan);
}

/// Postmark for transactional mail, and SendGrid for both.
survey::Plan mixed() {
  survey::Plan plan = test::plan("postmark", {"sendgrid", "sendgrid"});
  plan.outbound[2].stream = Stream::marketing;
  return plan;
}

}  // namespace

TEST_CASE("plan-streams-mixed finds receipts and campaigns behind one ESP and domain", "[rule][plan]") {
  const auto judgement = judged(mixed());
  REQUIRE(test::outcome_of(judgement) == "warning");
  CHECK(judgement.findings[0].provider == "sendgrid");
  CHECK_THAT(judgement.findings[0].message, contains_text("both leave acme.example through Twilio SendGrid"));
}

TEST_CASE("plan-streams-mixed tells an ESP once", "[rule][plan]") {
  survey::Plan plan = mixed();
  plan.outbound.push_back(plan.outbound[2]);
  CHECK(test::outcome_of(judged(plan)) == "warning");
}

TEST_CASE("plan-streams-mixed rests where the streams part", "[rule][plan]") {
  survey::Plan plan = mixed();
  SECTION("by a domain of their own") { plan.outbound[2].sending_domain = name("news.acme.example"); }
  SECTION("by another ESP") { plan.outbound[1] = test::plan("ses").outbound[0]; }
  SECTION("with one stream only") { plan.outbound[2].stream = Stream::transactional; }
  SECTION("with servers of one's own") { plan.outbound[1].stream = plan.outbound[0].stream = Stream::self_hosted; }
  CHECK(test::outcome_of(judged(plan)) == "clean");
}

TEST_CASE("plan-streams-mixed sees a shared sending domain that is spelt out", "[rule][plan]") {
  survey::Plan plan = mixed();
  plan.outbound[2].sending_domain = name("acme.example");
  CHECK(test::outcome_of(judged(plan)) == "warning");
}
