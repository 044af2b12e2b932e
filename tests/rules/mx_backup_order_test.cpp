#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-backup-order wants the declared backup behind the primary", "[rule][mx]") {
  const auto [zone, primary, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"in-order", "mx1.acme.example", "clean"},
      {"out-of-order", "mx1.acme.example", "error"},
      {"equal", "mx1.acme.example", "error"},
      {"absent", "mx1.acme.example", "error"},
      {"none", "mx1.acme.example", "error"},
      {"null", "mx1.acme.example", "clean"},
      {"last", "mx1.acme.example", "clean"},
      {"between", "mx1.holdmail.test", "error"},
      // no primary declared: the lowest preference that the plan does not name
      {"in-order", "", "clean"},
      {"out-of-order", "", "error"},
      {"equal", "", "error"},
      {"between", "", "clean"},
      // the declared primary is not published: the same
      {"out-of-order", "mx9.acme.example", "error"},
      {"last", "mx9.acme.example", "clean"},
  }));
  CAPTURE(zone, primary);
  const survey::Plan plan = test::inbound(primary, "mx2.acme.example");
  CHECK(outcome_of(zone, "mx-backup-order", {.plan = plan}) == outcome);
}

TEST_CASE("mx-backup-order rests where no backup is declared", "[rule][mx]") {
  CHECK(outcome_of("out-of-order", "mx-backup-order") == "clean");
  CHECK(outcome_of("out-of-order", "mx-backup-order", {.plan = test::inbound("mx1.acme.example", "")}) == "clean");
}

TEST_CASE("mx-backup-order moves the backup behind the primary", "[rule][mx]") {
  const survey::Plan plan = test::inbound("mx1.acme.example", "mx2.acme.example");
  const auto found = finding_of("out-of-order", "mx-backup-order", {.plan = plan});
  CHECK(found.publish == std::vector<lint::RecordChange>{{"acme.example", "MX", "30 mx2.acme.example."}});
  CHECK(found.remove == std::vector<lint::RecordChange>{{"acme.example", "MX", "10 mx2.acme.example."}});
  CHECK(found.complete);
}

TEST_CASE("mx-backup-order publishes a backup that is absent", "[rule][mx]") {
  const survey::Plan plan = test::inbound("mx1.acme.example", "mx2.acme.example");
  const auto found = finding_of("absent", "mx-backup-order", {.plan = plan});
  CHECK(found.publish == std::vector<lint::RecordChange>{{"acme.example", "MX", "20 mx2.acme.example."}});
  CHECK(found.remove.empty());
}

TEST_CASE("mx-backup-order is undecided without an answer about MX", "[rule][mx]") {
  const survey::Plan plan = test::inbound("mx1.acme.example", "mx2.acme.example");
  const survey::Facts facts = test::facts_without_mx_answer();
  CHECK(outcome_of(test::judge_facts(facts, "mx-backup-order", plan)) == "undecided");
  CHECK(outcome_of(test::judge_facts(facts, "mx-backup-order")) == "clean");
}
