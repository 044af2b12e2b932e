#include "failover/name_service.h"

#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using namespace mailready::failover;

namespace {

struct Server {
  std::string name, ipv4, ipv6;  ///< addresses as in test::addresses
};

survey::Facts facts_with(const std::vector<Server>& servers) {
  survey::Facts facts = test::facts_with({});
  std::vector<survey::NameServerFacts> all;
  for (const Server& server : servers)
    all.push_back(
        {.name = test::name(server.name),
         .host = {.ipv4 = test::addresses(server.ipv4), .ipv6 = test::addresses(server.ipv6), .aliases = {}}});
  facts.zone = survey::ZoneFacts{.apex = facts.domain, .soa = {}};
  facts.zone->servers = std::move(all);
  return facts;
}

Part losing(const std::vector<std::string>& names) {
  Part part{.kind = Part::Kind::name_server};
  for (const std::string& name : names) part.name_servers.insert(test::name(name));
  return part;
}

}  // namespace

TEST_CASE("The zone is served as long as one name server with an address remains", "[failover][dns]") {
  const Server lost{"ns1.acme.example", "185.10.20.53", ""};
  const auto [other, verdict, remaining] = GENERATE(table<Server, Verdict, std::size_t>({
      {{"ns2.acme.example", "91.200.40.53", ""}, Verdict::survives, 1},
      {{"ns2.acme.example", "", "2a02:1234::53"}, Verdict::survives, 1},
      {{"ns2.acme.example", "91.200.40.53", "?"}, Verdict::survives, 1},
      {{"ns2.acme.example", "?", "?"}, Verdict::unknown, 0},
      {{"ns2.acme.example", "", "?"}, Verdict::unknown, 0},
      {{"ns2.acme.example", "", ""}, Verdict::lost, 0},  // never worked
  }));
  CAPTURE(other.ipv4, other.ipv6);
  const NameService service = name_service_without(facts_with({lost, other}), losing({"NS1.acme.example"}));
  CHECK(service.verdict == verdict);
  CHECK(service.remaining.size() == remaining);
  CHECK(service.notes.empty() == (verdict == Verdict::survives));
}

TEST_CASE("A server whose addresses are not known is named, with the reason", "[failover][dns]") {
  const survey::Facts facts = facts_with({{"ns1.acme.example", "185.10.20.53", ""}, {"ns2.acme.example", "?", ""}});
  CHECK(name_service_without(facts, losing({"ns1.acme.example"})).notes ==
        std::vector<std::string>{"the addresses of ns2.acme.example are not known (timeout)"});
}

TEST_CASE("With all of its name servers the zone is lost", "[failover][dns]") {
  const survey::Facts facts =
      facts_with({{"ns1.acme.example", "185.10.20.53", ""}, {"ns2.acme.example", "91.200.40.53", ""}});
  const NameService service = name_service_without(facts, losing({"ns1.acme.example", "ns2.acme.example"}));
  CHECK(service.verdict == Verdict::lost);
  REQUIRE(service.notes.size() == 1);
  CHECK_THAT(service.notes[0], contains_text("no name server of acme.example is left"));
}

TEST_CASE("Name servers that were not looked at may still answer", "[failover][dns]") {
  survey::Facts facts = facts_with({{"ns1.acme.example", "185.10.20.53", ""}});
  facts.zone->servers_left_out = 2;
  const NameService service = name_service_without(facts, losing({"ns1.acme.example"}));
  CHECK(service.verdict == Verdict::unknown);
  CHECK(service.notes == std::vector<std::string>{"2 further name servers of acme.example may still answer"});
}

TEST_CASE("A loss without name servers, and a zone that is not known, leave the records alone", "[failover][dns]") {
  survey::Facts facts = facts_with({{"ns1.acme.example", "185.10.20.53", ""}});
  CHECK(name_service_without(facts, losing({})).verdict == Verdict::untouched);
  facts.zone->servers = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  CHECK(name_service_without(facts, losing({"ns1.acme.example"})).verdict == Verdict::untouched);
  facts.zone = {};
  CHECK(name_service_without(facts, losing({"ns1.acme.example"})).verdict == Verdict::untouched);
}
