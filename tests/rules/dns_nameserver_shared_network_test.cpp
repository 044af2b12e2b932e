#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-nameserver-shared-network wants two networks", "[rule][dns]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"one-ipv4", "warning"},
      {"next-ipv4", "clean"},
      {"ipv6-apart", "clean"},
      {"one", "clean"},
      {"elsewhere", "undecided"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dns-nameserver-shared-network") == outcome);
}

TEST_CASE("dns-nameserver-shared-network names the network and the zone", "[rule][dns]") {
  const lint::Finding finding = finding_of("one-ipv4", "dns-nameserver-shared-network", {.domain = "mx1.acme.example"});
  CHECK(finding.subject == "acme.example");
  CHECK_THAT(finding.message, contains_text("185.10.20.0/24"));
}

TEST_CASE("dns-nameserver-shared-network rests where servers were left out", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  survey::ZoneFacts zone{.apex = facts.domain, .soa = {}};
  std::vector<survey::NameServerFacts> servers;
  for (const char* address : {"185.10.20.53", "185.10.20.54"})
    servers.push_back(
        {.name = test::name("ns.acme.example"), .host = {.ipv4 = test::addresses(address), .ipv6 = {}, .aliases = {}}});
  zone.servers = servers;
  facts.zone = zone;
  CHECK(outcome_of(test::judge_facts(facts, "dns-nameserver-shared-network")) == "warning");
  facts.zone->servers_left_out = 1;
  CHECK(outcome_of(test::judge_facts(facts, "dns-nameserver-shared-network")) == "clean");
}
