#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("domain-no-mail wants both statements", "[rule][domain]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"null-mx", "info"},
      {"no-mx", "info"},
      {"sends-only", "clean"},
      {"takes-only", "clean"},
      {"without-spf", "clean"},
      {"softfail", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "domain-no-mail") == outcome);
}

TEST_CASE("domain-no-mail is silent where a plan declares mail", "[rule][domain]") {
  CHECK(outcome_of("null-mx", "domain-no-mail", {.plan = test::plan("postmark", {"sendgrid"})}) == "clean");
}

TEST_CASE("domain-no-mail ends the search: nothing is judged", "[rule][domain]") {
  const auto judgement = test::judge_fixture("domain-no-mail/null-mx.zone", "domain-no-mail");
  CHECK(judgement.scope == lint::Scope::none);
  REQUIRE(judgement.findings.size() == 1);
  CHECK(judgement.findings[0].evidence ==
        std::vector<std::string>{"acme.example. MX 0 .", "acme.example. TXT \"v=spf1 -all\""});
}
