#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::judge_facts;
using test::outcome_of;

static survey::Plan accepting_until(const char* day) {
  survey::Plan plan;
  plan.suppressions.push_back(
      {.rule = "mx-no-ipv6", .reason = "moves in March", .until = parse_date(day), .place = dns::Place{"plan", 7}});
  return plan;
}

TEST_CASE("plan-suppression-expired speaks from the day after on", "[rule][plan]") {
  const auto [today, outcome] = GENERATE(table<std::string, std::string>({
      {"2027-02-28", "clean"},
      {"2027-03-01", "clean"},
      {"2027-03-02", "warning"},
  }));
  survey::Facts facts = test::facts_with({});
  facts.date = parse_date(today);
  CHECK(outcome_of(judge_facts(facts, "plan-suppression-expired", accepting_until("2027-03-01"))) == outcome);
}

TEST_CASE("plan-suppression-expired names the entry", "[rule][plan]") {
  survey::Facts facts = test::facts_with({});
  facts.date = parse_date("2028-01-01");
  const auto found = judge_facts(facts, "plan-suppression-expired", accepting_until("2027-03-01")).findings.at(0);
  CHECK_THAT(found.message, contains_text("accepted mx-no-ipv6 until 2027-03-01"));
  CHECK_THAT(found.message, contains_text("moves in March"));
  CHECK(found.place->line == 7);
}

TEST_CASE("plan-suppression-expired rests where there is no date", "[rule][plan]") {
  survey::Facts facts = test::facts_with({});
  CHECK(outcome_of(judge_facts(facts, "plan-suppression-expired", accepting_until("2020-03-01"))) == "clean");
  facts.date = parse_date("2028-01-01");
  survey::Plan plan;
  plan.suppressions.push_back({.rule = "mx-no-ipv6", .reason = "for good"});
  CHECK(outcome_of(judge_facts(facts, "plan-suppression-expired", plan)) == "clean");
}
