#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-equal-preference wants an order among exchanges", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"two", "warning"},
      {"three", "warning"},
      {"ordered", "clean"},
      {"ties-in-front", "clean"},
      {"one", "clean"},
      {"one-twice", "clean"},
      {"at-mailgun", "clean"},
      {"at-mailgun-and-at-home", "warning"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-equal-preference") == outcome);
}

TEST_CASE("mx-equal-preference is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-equal-preference")) == "undecided");
}
