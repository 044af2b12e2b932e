#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-null speaks of a null MX that stands alone", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"null", "info"},
      {"null-at-ten", "info"},
      {"two", "clean"},
      {"conflict", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-null") == outcome);
}

TEST_CASE("mx-null is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-null")) == "undecided");
}
