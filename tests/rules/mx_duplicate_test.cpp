#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-duplicate sees one name listed twice", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"twice", "info"},
      {"two", "clean"},
      {"one-address", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-duplicate") == outcome);
}

TEST_CASE("mx-duplicate keeps the record with the lowest number", "[rule][mx]") {
  const auto found = finding_of("twice", "mx-duplicate");
  CHECK_THAT(found.message, contains_text("mx2.acme.example is listed more than once"));
  CHECK(found.remove == std::vector<lint::RecordChange>{{"acme.example", "MX", "30 mx2.acme.example."}});
}

TEST_CASE("mx-duplicate is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-duplicate")) == "undecided");
}
