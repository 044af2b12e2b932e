#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-no-secondary counts exchanges, not addresses or records", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"one", "error"},
      {"one-with-two-addresses", "error"},
      {"one-listed-twice", "error"},
      {"one-at-google", "warning"},
      {"one-at-a-small-company", "error"},
      {"two", "clean"},
      {"two-at-one-preference", "clean"},
      {"none", "clean"},
      {"conflict", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-no-secondary") == outcome);
}

TEST_CASE("mx-no-secondary is graver where a backup is declared", "[rule][mx]") {
  const survey::Plan plan = test::inbound("smtp.google.com", "mx1.holdmail.test");
  CHECK(outcome_of("one-at-google", "mx-no-secondary", {.plan = plan}) == "error");
}

TEST_CASE("mx-no-secondary is lowered for mail that can wait", "[rule][mx]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.stream = survey::Stream::marketing;
  CHECK(outcome_of("one", "mx-no-secondary", {.plan = plan}) == "warning");
  plan.outbound[1].time_critical = true;
  CHECK(outcome_of("one", "mx-no-secondary", {.plan = plan}) == "error");
  plan.outbound[1].time_critical = false;
  plan.outbound[0].stream = survey::Stream::transactional;
  CHECK(outcome_of("one", "mx-no-secondary", {.plan = plan}) == "error");
  plan.stream = survey::Stream::self_hosted;
  CHECK(outcome_of("one", "mx-no-secondary", {.plan = plan}) == "error");
}

TEST_CASE("mx-no-secondary offers a backup behind the exchange", "[rule][mx]") {
  const auto found = finding_of("one-at-google", "mx-no-secondary");
  CHECK(found.publish == std::vector<lint::RecordChange>{{"acme.example", "MX", "11 <BACKUP-HOST>."}});
  CHECK(found.evidence == std::vector<std::string>{"acme.example. MX 1 smtp.google.com."});
}

TEST_CASE("mx-no-secondary counts on no service that stands on one site", "[rule][mx]") {
  survey::Facts facts = test::facts_with({{10, "mx.service.test", "185.10.20.10", ""}});
  const catalogue::Provider service{.id = "service", .name = "Service", .mx_redundant = false};
  facts.mx->exchanges[0].provider = &service;
  CHECK(outcome_of(test::judge_facts(facts, "mx-no-secondary")) == "error");
}

TEST_CASE("mx-no-secondary is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-no-secondary")) == "undecided");
}
