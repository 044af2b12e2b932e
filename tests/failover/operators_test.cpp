#include "failover/operators.h"

#include <algorithm>

#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using namespace mailready::failover;

namespace {

using Names = std::set<std::string>;

void add_esp(survey::Facts& facts, const std::string& id) {
  survey::SenderFacts sender{.provider = survey::share(*catalogue::find(id))};
  sender.declared = facts.senders.size();
  facts.senders.push_back(std::move(sender));
}

void add_name_server(survey::Facts& facts, const std::string& host, const std::string& ipv4 = "",
                     const std::string& ipv6 = "") {
  if (!facts.zone) facts.zone = survey::ZoneFacts{.apex = facts.domain, .soa = {}};
  if (!facts.zone->servers) facts.zone->servers = std::vector<survey::NameServerFacts>();
  const dns::Name name = test::name(host);
  facts.zone->servers->push_back(
      {.name = name,
       .operated_by = catalogue::by_name_server(name),
       .host = {.ipv4 = test::addresses(ipv4), .ipv6 = test::addresses(ipv6), .aliases = {}}});
}

void announce(survey::Facts& facts, const std::string& address, std::vector<std::uint32_t> numbers) {
  facts.origins[IpAddress::parse(address).value()] = survey::Origin{.numbers = std::move(numbers), .prefix = {}};
}

/// A copy of the operator; one without parts where there is none.
Operator find(const survey::Facts& facts, const std::string& id) {
  const std::vector<Operator> all = operators(facts, {});
  const auto found = std::ranges::find(all, id, &Operator::id);
  return found == all.end() ? Operator() : *found;
}

Names texts(const std::set<dns::Name>& names) {
  Names all;
  for (const dns::Name& name : names) all.insert(name.to_string());
  return all;
}

}  // namespace

TEST_CASE("ESPs of one company fall together, and with whoever sends for them", "[failover]") {
  survey::Facts facts = test::facts_with({});
  for (const std::string id : {"mailgun", "mailjet", "postmark", "resend"}) add_esp(facts, id);
  CHECK(find(facts, "Sinch").providers == Names{"mailgun", "mailjet"});
  CHECK(find(facts, "ActiveCampaign").providers == Names{"postmark"});
  CHECK(find(facts, "Resend").providers == Names{"resend"});
  CHECK(find(facts, "Amazon Web Services").providers == Names{"resend"});  // whose servers send its mail
}

TEST_CASE("One company sends, receives and serves the zone", "[failover]") {
  survey::Facts facts = test::facts_with(
      {{10, "inbound-smtp.eu-west-1.amazonaws.com", "185.10.20.10", ""}, {20, "mx2.acme.example", "91.200.40.10", ""}});
  add_esp(facts, "amazon-ses");
  add_name_server(facts, "ns-1.awsdns-01.com");
  const Operator amazon = find(facts, "Amazon Web Services");
  CHECK(amazon.providers == Names{"amazon-ses"});
  CHECK(texts(amazon.exchanges) == Names{"inbound-smtp.eu-west-1.amazonaws.com"});
  CHECK(texts(amazon.name_servers) == Names{"ns-1.awsdns-01.com"});
  CHECK(amazon.size() == 3);
}

TEST_CASE("Who runs an exchange is what the catalogue says, or nothing", "[failover]") {
  const survey::Facts facts =
      test::facts_with({{10, "aspmx.l.google.com", "185.10.20.10", ""}, {20, "mx.acme.example", "91.200.40.10", ""}});
  CHECK(operator_of(facts.mx->exchanges[0]) == "Google");
  CHECK(operator_of(facts.mx->exchanges[1]).empty());
}

TEST_CASE("Name servers that nobody in the catalogue runs are one operator by their parent", "[failover][dns]") {
  survey::Facts facts = test::facts_with({});
  for (const std::string host : {"ns1.dns.test", "NS2.DNS.test", "ns1.other.test", "ada.ns.cloudflare.com"})
    add_name_server(facts, host);
  CHECK(find(facts, "dns.test").name_servers.size() == 2);
  CHECK(texts(find(facts, "other.test").name_servers) == Names{"ns1.other.test"});
  CHECK(texts(find(facts, "Cloudflare").name_servers) == Names{"ada.ns.cloudflare.com"});
  CHECK(find(facts, "ns.cloudflare.com").size() == 0);
}

TEST_CASE("A host falls with the autonomous system that announces all of its addresses", "[failover]") {
  survey::Facts facts = test::facts_with({{10, "one.acme.example", "185.10.20.10", "2a02:1234::10"},
                                          {20, "two.acme.example", "185.10.20.20", "2a02:9999::20"},
                                          {30, "both.acme.example", "91.200.40.30", ""},
                                          {40, "open.acme.example", "185.10.20.40 91.200.41.40", ""},
                                          {50, "none.acme.example", "", ""}});
  add_name_server(facts, "ns1.acme.example", "185.10.20.53");
  announce(facts, "185.10.20.10", {64500});
  announce(facts, "2a02:1234::10", {64500});
  announce(facts, "185.10.20.20", {64500});
  announce(facts, "2a02:9999::20", {64501});
  announce(facts, "91.200.40.30", {64500, 64502});  // a route with two origins
  announce(facts, "185.10.20.40", {64500});
  facts.origins[IpAddress::parse("91.200.41.40").value()] = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  announce(facts, "185.10.20.53", {64500});

  CHECK(texts(find(facts, "AS64500").exchanges) == Names{"one.acme.example", "both.acme.example"});
  CHECK(texts(find(facts, "AS64500").name_servers) == Names{"ns1.acme.example"});
  CHECK(find(facts, "AS64501").size() == 0);
  CHECK(texts(find(facts, "AS64502").exchanges) == Names{"both.acme.example"});
}

TEST_CASE("Where nothing is known there are no operators", "[failover]") {
  CHECK(operators({}, {}).empty());
  survey::Facts facts = test::facts_without_mx_answer();
  facts.zone = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  CHECK(operators(facts, {}).empty());
}
