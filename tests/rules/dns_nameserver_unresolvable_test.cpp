#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-nameserver-unresolvable wants an address for each, and says it once", "[rule][dns]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"both", "clean"},
      {"one-dead", "error"},
      {"two-dead", "error"},
      {"elsewhere", "error undecided"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dns-nameserver-unresolvable") == outcome);
}

TEST_CASE("dns-nameserver-unresolvable names the servers", "[rule][dns]") {
  const lint::Finding finding = finding_of("two-dead", "dns-nameserver-unresolvable");
  CHECK(finding.subject == "acme.example");
  CHECK_THAT(finding.message, contains_text("ns.partner.test.acme.example and ns2.acme.example"));
  CHECK(finding.publish.size() == 2);
}

TEST_CASE("dns-nameserver-unresolvable is undecided without an answer", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  facts.zone = dns::Failure{.kind = dns::Failure::Kind::server_failed};
  CHECK(outcome_of(test::judge_facts(facts, "dns-nameserver-unresolvable")) == "undecided");
}
