#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-single-nameserver wants two", "[rule][dns]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"one", "error"},
      {"two", "clean"},
      {"fragment", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dns-single-nameserver") == outcome);
}

TEST_CASE("dns-single-nameserver speaks of the zone that holds the name", "[rule][dns]") {
  const lint::Finding finding = finding_of("one", "dns-single-nameserver", {.domain = "news.acme.example"});
  CHECK(finding.subject == "acme.example");
  CHECK_THAT(finding.message, contains_text("ns1.acme.example"));
}

TEST_CASE("dns-single-nameserver is undecided without an answer", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  facts.zone = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  CHECK(outcome_of(test::judge_facts(facts, "dns-single-nameserver")) == "undecided");
  survey::ZoneFacts zone{.apex = facts.domain, .soa = {}};
  zone.servers = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  facts.zone = zone;
  CHECK(outcome_of(test::judge_facts(facts, "dns-single-nameserver")) == "undecided");
  facts.zone->servers = {};
  CHECK(outcome_of(test::judge_facts(facts, "dns-single-nameserver")) == "clean");
}
