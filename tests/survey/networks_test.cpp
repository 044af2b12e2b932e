#include "survey/networks.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"

using namespace mailready;
using namespace mailready::survey;
using test::FakeResolver;
using test::name;

static IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

TEST_CASE("The origin service is asked by the reversed address", "[survey]") {
  CHECK(origin_name(address("216.90.108.31")).to_string() == "31.108.90.216.origin.asn.cymru.com");
  CHECK(origin_name(address("2001:4860:b002::68")).to_string() ==
        "8.6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.b.0.6.8.4.1.0.0.2.origin6.asn.cymru.com");
}

TEST_CASE("An origin is read defensively", "[survey]") {
  using Numbers = std::vector<std::uint32_t>;
  const auto [text, numbers, prefix] = GENERATE(table<std::string, Numbers, std::string>({
      {"23028 | 216.90.108.0/24 | US | arin | 1998-09-25", {23028}, "216.90.108.0/24"},
      {"23028 64500 | 216.90.108.0/24 | US | arin | ", {23028, 64500}, "216.90.108.0/24"},
      {"15169|2001:4860::/32", {15169}, "2001:4860::/32"},
      {"4294967295 | 216.90.108.0/24", {4294967295U}, "216.90.108.0/24"},
      {"4294967296 | 216.90.108.0/24", {}, ""},
      {"NA | 216.90.108.0/24 | US", {}, ""},
      {"23028 | nowhere | US", {}, ""},
      {"23028", {}, ""},
      {"", {}, ""},
      {"|", {}, ""},
      {"-1 | 216.90.108.0/24", {}, ""},
  }));
  CAPTURE(text);
  const auto origin = parse_origin(text);
  REQUIRE(origin.has_value() == !prefix.empty());
  if (!origin) return;
  CHECK(origin->numbers == numbers);
  CHECK(origin->prefix == Network::parse(prefix));
}

TEST_CASE("Of several routes the most specific counts, with all its origins", "[survey]") {
  FakeResolver resolver;
  const std::string asked = origin_name(address("216.90.108.31")).to_string();
  resolver.add({asked, "TXT", "64501 | 216.90.0.0/16 | US | arin |"});
  resolver.add({asked, "TXT", "23028 | 216.90.108.0/24 | US | arin |"});
  resolver.add({asked, "TXT", "64500 | 216.90.108.0/24 | US | arin |"});
  resolver.add({asked, "TXT", "64502 | 185.10.20.0/24 | US | arin |"});  // not about this address
  const auto origins = test::run(survey_origins(resolver, {address("216.90.108.31")}));
  const Fact<Origin>& origin = origins.at(address("216.90.108.31"));
  REQUIRE(origin.present());
  CHECK(origin->numbers == std::vector<std::uint32_t>{23028, 64500});
  CHECK(origin->prefix == Network::parse("216.90.108.0/24"));
}

TEST_CASE("An address that nobody announces, a broken answer and none are three things", "[survey]") {
  FakeResolver resolver{{origin_name(address("185.10.20.11")).to_string(), "TXT", "nonsense"}};
  resolver.fail(origin_name(address("185.10.20.12")).to_string(), "TXT");
  const auto origins =
      test::run(survey_origins(resolver, {address("185.10.20.10"), address("185.10.20.11"), address("185.10.20.12"),
                                          address("185.10.20.10"), address("10.0.0.1")}));
  CHECK(origins.size() == 3);  // each once, and private ones are nobody else's business
  CHECK(origins.at(address("185.10.20.10")).absent());
  CHECK(origins.at(address("185.10.20.11")).failure().kind == dns::Failure::Kind::malformed);
  CHECK(origins.at(address("185.10.20.12")).failure().kind == dns::Failure::Kind::timed_out);
}

TEST_CASE("Names and origins are asked for only where they are wanted", "[survey]") {
  const auto resolver_of_acme = [] {
    return FakeResolver{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                        {"acme.example", "NS", "ns1.acme.example"},
                        {"ns1.acme.example", "A", "185.10.20.53"},
                        {"acme.example", "MX", "10 mx1.acme.example"},
                        {"mx1.acme.example", "A", "185.10.20.10"},
                        {"10.20.10.185.in-addr.arpa", "PTR", "mail.acme.example"}};
  };
  FakeResolver wanted = resolver_of_acme(), unwanted = resolver_of_acme();
  const Options options{.needs = {Need::reverse, Need::origins}, .discover = false};
  const Facts facts = test::run(survey::survey({wanted}, name("acme.example"), {}, options));
  REQUIRE(facts.reverse.size() == 1);
  CHECK(*facts.reverse.at(address("185.10.20.10")) == std::vector{name("mail.acme.example")});
  CHECK(facts.origins.size() == 2);  // of exchanges and name servers

  const Options less{.needs = {Need::exchanges, Need::zone}, .discover = false};
  CHECK(test::run(survey::survey({unwanted}, name("acme.example"), {}, less)).origins.empty());
  CHECK(unwanted.times_asked("10.20.10.185.in-addr.arpa", "PTR") == 0);
  CHECK(unwanted.times_asked("10.20.10.185.origin.asn.cymru.com", "TXT") == 0);
}
