#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-null-conflict wants a null MX to stand alone", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"conflict", "error"},
      {"alone", "clean"},
      {"two", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-null-conflict") == outcome);
}

TEST_CASE("mx-null-conflict removes the null MX", "[rule][mx]") {
  const auto found = finding_of("conflict", "mx-null-conflict");
  CHECK(found.remove == std::vector<lint::RecordChange>{{"acme.example", "MX", "0 ."}});
  CHECK_THAT(found.message, contains_text("2 exchanges"));
}

TEST_CASE("mx-null-conflict is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-null-conflict")) == "undecided");
}
