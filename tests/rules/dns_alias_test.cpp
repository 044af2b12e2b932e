#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-alias notes an alias at a name that is no apex", "[rule][dns]") {
  const auto [zone, domain, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"below", "news.acme.example", "info"},
      {"below", "acme.example", "clean"},
      {"apex", "acme.example", "clean"},
      {"fragment", "news.acme.example", "clean"},
  }));
  CAPTURE(zone, domain);
  CHECK(outcome_of(zone, "dns-alias", {.domain = domain}) == outcome);
}

TEST_CASE("dns-alias says whose records count", "[rule][dns]") {
  CHECK_THAT(finding_of("below", "dns-alias", {.domain = "news.acme.example"}).message,
             contains_text("mail.acme.example"));
}

TEST_CASE("dns-alias is undecided without an answer", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  facts.alias = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  CHECK(outcome_of(test::judge_facts(facts, "dns-alias")) == "undecided");
}
