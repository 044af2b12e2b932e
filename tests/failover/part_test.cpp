#include "failover/part.h"

#include <stdexcept>

#include "failover/simulate.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/lint_zone.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::failover;
using Kind = Part::Kind;

namespace {

using Names = std::set<std::string>;

/// mx1 and mail are names of one machine; mx3 stands elsewhere and serves the zone too.
test::FakeResolver acme() {
  return {{"acme.example", "SOA", "ns1.dns.test hostmaster.acme.example"},
          {"acme.example", "NS", "ns1.dns.test"},
          {"acme.example", "NS", "mx3.acme.example"},
          {"ns1.dns.test", "A", "91.200.41.53"},
          {"acme.example", "MX", "10 mx1.acme.example"},
          {"acme.example", "MX", "20 mail.acme.example"},
          {"acme.example", "MX", "30 mx3.acme.example"},
          {"mx1.acme.example", "A", "185.10.20.10"},
          {"mx1.acme.example", "AAAA", "2a02:1234:5:6::10"},
          {"mail.acme.example", "A", "185.10.20.10"},
          {"mx3.acme.example", "A", "91.200.40.10"},
          {"acme.example", "TXT", "v=spf1 include:sendgrid.net include:amazonses.com -all"},
          {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 ~all"},
          {"amazonses.com", "TXT", "v=spf1 ip4:199.255.192.0/22 ~all"}};
}

std::vector<Part> parts_of(test::FakeResolver resolver, const survey::Plan& plan) {
  const survey::Options options{.needs = needs(), .discover = false};
  const survey::Facts facts =
      test::run(survey::survey({.resolver = resolver}, test::name("acme.example"), plan, options));
  return parts(facts, plan);
}

std::vector<Part> acme_parts() { return parts_of(acme(), test::plan("sendgrid:s1", {"amazon-ses", "resend"})); }

Names ids(const std::vector<Part>& parts, Kind kind) {
  Names found;
  for (const Part& part : parts)
    if (part.kind == kind) found.insert(part.id);
  return found;
}

Part part(const std::vector<Part>& parts, Kind kind, const std::string& id) {
  for (const Part& each : parts)
    if (each.kind == kind && each.id == id) return each;
  throw std::runtime_error("no such part: " + id);
}

Names texts(const std::set<dns::Name>& names) {
  Names all;
  for (const dns::Name& name : names) all.insert(name.to_string());
  return all;
}

}  // namespace

TEST_CASE("The parts are whatever the mail rests on", "[failover]") {
  const std::vector<Part> all = acme_parts();
  CHECK(ids(all, Kind::esp) == Names{"sendgrid", "amazon-ses", "resend"});
  CHECK(ids(all, Kind::exchange) == Names{"mx1.acme.example", "mail.acme.example", "mx3.acme.example"});
  CHECK(ids(all, Kind::name_server) == Names{"ns1.dns.test", "mx3.acme.example"});
  CHECK(ids(all, Kind::network) == Names{"185.10.20.0/24", "91.200.40.0/24", "91.200.41.0/24", "2a02:1234:5::/48"});
  CHECK(ids(all, Kind::include) == Names{"sendgrid.net", "amazonses.com"});
}

TEST_CASE("An ESP takes along those that send by its servers, and not the other way round", "[failover]") {
  const std::vector<Part> all = acme_parts();
  CHECK(part(all, Kind::esp, "amazon-ses").providers == Names{"amazon-ses", "resend"});
  CHECK(part(all, Kind::esp, "resend").providers == Names{"resend"});
}

TEST_CASE("An include takes along the ESPs whose name it is", "[failover][spf]") {
  const std::vector<Part> all = acme_parts();
  CHECK(part(all, Kind::include, "amazonses.com").providers == Names{"amazon-ses", "resend"});
  CHECK(part(all, Kind::include, "sendgrid.net").providers == Names{"sendgrid"});
  CHECK(texts(part(all, Kind::include, "sendgrid.net").includes) == Names{"sendgrid.net"});
}

TEST_CASE("A host takes along the other names of its machine, in either trade", "[failover]") {
  const std::vector<Part> all = acme_parts();
  // All addresses of mail are mx1's, which keeps an IPv6 address: most senders need another.
  CHECK(texts(part(all, Kind::exchange, "mx1.acme.example").exchanges) ==
        Names{"mx1.acme.example", "mail.acme.example"});
  CHECK(texts(part(all, Kind::exchange, "mail.acme.example").exchanges) ==
        Names{"mx1.acme.example", "mail.acme.example"});
  for (const Kind kind : {Kind::exchange, Kind::name_server}) {
    CHECK(texts(part(all, kind, "mx3.acme.example").exchanges) == Names{"mx3.acme.example"});
    CHECK(texts(part(all, kind, "mx3.acme.example").name_servers) == Names{"mx3.acme.example"});
  }
}

TEST_CASE("The networks are those that the Internet routes", "[failover]") {
  const auto [address, network] = GENERATE(table<std::string, std::string>({
      {"185.10.20.10", "185.10.20.0/24"},
      {"185.10.20.255", "185.10.20.0/24"},
      {"2a02:1234:5:6::10", "2a02:1234:5::/48"},
  }));
  CHECK(network_of(IpAddress::parse(address).value()).to_string() == network);
}

TEST_CASE("A part is found by whatever a user calls it", "[failover]") {
  const auto [text, kind, id] = GENERATE(table<std::string, Kind, std::string>({
      {"sendgrid", Kind::esp, "sendgrid"},
      {"SendGrid", Kind::esp, "sendgrid"},
      {"Twilio SendGrid", Kind::esp, "sendgrid"},  // its name
      {"twilio-sendgrid", Kind::esp, "sendgrid"},  // an alias
      {"SES", Kind::esp, "amazon-ses"},
      {"mx1.acme.example", Kind::exchange, "mx1.acme.example"},
      {"MX1.Acme.Example.", Kind::exchange, "mx1.acme.example"},
      {"ns1.dns.test.", Kind::name_server, "ns1.dns.test"},
      {"sendgrid.net", Kind::include, "sendgrid.net"},
      {"SendGrid.NET.", Kind::include, "sendgrid.net"},
      {"include:sendgrid.net", Kind::include, "sendgrid.net"},
      {"185.10.20.0/24", Kind::network, "185.10.20.0/24"},
      {"185.10.20.10", Kind::network, "185.10.20.0/24"},
      {"185.10.20.77", Kind::network, "185.10.20.0/24"},  // of a network, though of no host
      {"2a02:1234:5::/48", Kind::network, "2a02:1234:5::/48"},
      {"2A02:1234:5:FFFF::1", Kind::network, "2a02:1234:5::/48"},
      {"2a02:1234:0005:0006:0:0:0:10", Kind::network, "2a02:1234:5::/48"},
  }));
  CAPTURE(text);
  const auto found = find_part(acme_parts(), text);
  REQUIRE(found);
  CHECK(found->kind == kind);
  CHECK(found->id == id);
}

TEST_CASE("What is no part is refused, with the nearest that is", "[failover]") {
  const auto [text, near] = GENERATE(table<std::string, std::string>({
      {"sendgird", "sendgrid"},
      {"mx2.acme.example", "mx1.acme.example"},
      {"ns2.dns.test", "ns1.dns.test"},
      {"185.10.20.0/25", "185.10.20.0/24"},
  }));
  CAPTURE(text);
  const auto found = find_part(acme_parts(), text);
  REQUIRE_FALSE(found);
  CHECK(found.error() == "\"" + text + "\" is no part of the domain's mail; did you mean \"" + near + "\"?");
}

TEST_CASE("Where nothing is near, the parts are listed, and what was written is safe to show", "[failover]") {
  const std::string text = GENERATE(as<std::string>{}, "", ".", "mailchimp-transactional", "203.0.113.9", "\x1B[31m");
  const auto found = find_part(acme_parts(), text);
  REQUIRE_FALSE(found);
  CHECK_THAT(found.error(), contains_text("these are: sendgrid, "));
  CHECK(found.error().find('\x1B') == std::string::npos);
}

TEST_CASE("Where nothing is known there is nothing to lose", "[failover]") { CHECK(parts({}, {}).empty()); }
