#include "survey/zone.h"

#include <algorithm>

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"

using namespace mailready;
using namespace mailready::survey;
using test::FakeResolver;
using test::name;

namespace {

Fact<ZoneFacts> zone_of(dns::Resolver& resolver, const std::string& domain = "acme.example") {
  return test::run(survey_zone(resolver, name(domain)));
}

std::vector<std::string> server_names(const Fact<ZoneFacts>& zone) {
  std::vector<std::string> names;
  for (const NameServerFacts& server : *zone->servers) names.push_back(server.name.to_string());
  return names;
}

FakeResolver acme(std::initializer_list<test::FakeRecord> more = {}) {
  FakeResolver resolver{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                        {"acme.example", "NS", "ns2.acme.example"},
                        {"acme.example", "NS", "ada.ns.cloudflare.com"},
                        {"ns2.acme.example", "A", "91.200.40.53"},
                        {"ada.ns.cloudflare.com", "AAAA", "2a05:10:20::53"}};
  for (const test::FakeRecord& record : more) resolver.add(record);
  return resolver;
}

dns::Record soa_of_acme() {
  dns::Soa soa;
  soa.primary = name("ns1.acme.example");
  soa.mailbox = name("hostmaster.acme.example");
  return {name("acme.example"), dns::Type::soa, std::chrono::seconds(60), soa};
}

/// Answers without SOA records, as some old resolvers leave them out.
class WithoutSoa final : public dns::Resolver {
 public:
  explicit WithoutSoa(FakeResolver& inner) : inner_(inner) {}
  dns::Task<dns::Reply> ask(dns::Question question) override {
    const dns::Reply reply = co_await inner_.ask(std::move(question));
    if (!reply) co_return reply;
    dns::Answer bare = *reply;
    bare.soa.reset();
    co_return bare;
  }

 private:
  FakeResolver& inner_;
};

}  // namespace

TEST_CASE("A domain with a SOA record is the apex of its zone", "[survey][dns]") {
  FakeResolver resolver = acme();
  const auto zone = zone_of(resolver);
  REQUIRE(zone.present());
  CHECK(zone->apex == name("acme.example"));
  REQUIRE(zone->servers.present());
  CHECK(server_names(zone) == std::vector<std::string>{"ada.ns.cloudflare.com", "ns2.acme.example"});
  const auto& servers = *zone->servers;
  CHECK(servers[0].operated_by->id == "cloudflare");
  CHECK(servers[0].host.ipv4.absent());
  CHECK(servers[0].host.ipv6.present());
  CHECK(servers[1].operated_by == nullptr);
  CHECK_FALSE(zone->soa_ttl_exact);
}

TEST_CASE("A name without a SOA record belongs to the zone that denies it", "[survey][dns]") {
  FakeResolver resolver = acme({{"news.acme.example", "MX", "10 mx1.acme.example"}});
  const auto zone = zone_of(resolver, "news.acme.example");
  REQUIRE(zone.present());
  CHECK(zone->apex == name("acme.example"));
  CHECK(server_names(zone).size() == 2);
}

TEST_CASE("An alias at a name without a zone of its own leads to the zone around it", "[survey][dns]") {
  FakeResolver elsewhere = acme({{"news.acme.example", "CNAME", "hosted.test"},
                                 {"hosted.test", "SOA", "ns.hosted.test hostmaster.hosted.test"},
                                 {"hosted.test", "NS", "ns.hosted.test"}});
  const auto alias = zone_of(elsewhere, "news.acme.example");
  REQUIRE(alias.present());
  CHECK(alias->apex == name("acme.example"));
  CHECK(server_names(alias).size() == 2);
}

TEST_CASE("An alias at an apex is found where the zone denies a name below", "[survey][dns]") {
  class Follows final : public dns::Resolver {
   public:
    dns::Task<dns::Reply> ask(dns::Question question) override {
      dns::Answer answer{.question = question};
      const dns::Name acme = name("acme.example");
      const dns::Record soa = soa_of_acme();
      if (question.name == acme) {
        answer.aliases = {{acme, dns::Type::cname, std::chrono::seconds(60), dns::Cname{name("hosted.test")}}};
      } else {
        answer.rcode = dns::Rcode::nxdomain;
        answer.soa = soa;
      }
      co_return answer;
    }
  } resolver;
  const auto zone = zone_of(resolver);
  REQUIRE(zone.present());
  CHECK(zone->apex == name("acme.example"));
  CHECK(zone->servers.absent());  // the resolver follows the alias away from them
}

TEST_CASE("A name that only a wildcard makes an alias is no apex", "[survey][dns]") {
  class Wildcard final : public dns::Resolver {
   public:
    dns::Task<dns::Reply> ask(dns::Question question) override {
      dns::Answer answer{.question = question};
      const dns::Name acme = name("acme.example");
      const dns::Record soa = soa_of_acme();
      if (question.name.is_below(acme))
        answer.aliases = {{question.name, dns::Type::cname, std::chrono::seconds(60), dns::Cname{name("hosted.test")}}};
      else if (question.type == dns::Type::soa)
        answer.records = {soa};
      co_return answer;
    }
  } resolver;
  const auto zone = zone_of(resolver, "news.acme.example");
  REQUIRE(zone.present());
  CHECK(zone->apex == name("acme.example"));
}

TEST_CASE("Where answers name no zone, the names above are looked at", "[survey][dns]") {
  FakeResolver resolver = acme({{"a.news.acme.example", "MX", "10 mx1.acme.example"}});
  WithoutSoa mute(resolver);
  const auto zone = zone_of(mute, "a.news.acme.example");
  REQUIRE(zone.present());
  CHECK(zone->apex == name("acme.example"));

  FakeResolver nothing{{"www.acme.example", "A", "185.10.20.1"}};
  CHECK(zone_of(nothing).unknown());
}

TEST_CASE("A zone that cannot be asked for is unknown, with the reason", "[survey][dns]") {
  FakeResolver silent = acme();
  silent.fail("acme.example", "SOA");
  REQUIRE(zone_of(silent).unknown());
  CHECK(zone_of(silent).failure().kind == dns::Failure::Kind::timed_out);

  FakeResolver without_ns = acme();
  without_ns.fail("acme.example", "NS", dns::Failure::Kind::server_failed);
  REQUIRE(zone_of(without_ns).present());
  CHECK(zone_of(without_ns)->servers.unknown());

  FakeResolver without_address = acme();
  without_address.fail("ns2.acme.example", "A");
  CHECK((*zone_of(without_address)->servers)[1].host.ipv4.unknown());
}

TEST_CASE("A part of a zone in a file tells nothing of the zone", "[survey][dns]") {
  FakeResolver fragment{{"acme.example", "MX", "10 mx1.acme.example"}};
  fragment.authoritative = true;
  CHECK(zone_of(fragment).absent());

  FakeResolver no_servers{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"}};
  no_servers.authoritative = true;
  REQUIRE(zone_of(no_servers).present());
  CHECK(zone_of(no_servers)->servers.absent());
  CHECK(zone_of(no_servers)->soa_ttl_exact);
}

TEST_CASE("However many name servers a zone lists, 13 are looked at", "[survey][dns]") {
  FakeResolver resolver{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"}};
  for (int i = 10; i < 50; ++i) resolver.add({"acme.example", "NS", "ns" + std::to_string(i) + ".acme.example"});
  const auto zone = zone_of(resolver);
  CHECK(zone->servers->size() == 13);
  CHECK(zone->servers_left_out == 27);
  CHECK(resolver.asked().size() < 40);
}

TEST_CASE("Absence is kept for the lesser of the SOA's TTL and its minimum", "[survey][dns]") {
  const auto [ttl, minimum, exact, negative, negative_exact] = GENERATE(table<int, int, bool, int, bool>({
      {3600, 300, true, 300, true},
      {300, 3600, true, 300, true},
      {300, 3600, false, 300, false},  // there may have been more
      {3600, 300, false, 300, true},   // however much more
      {300, 300, false, 300, true},
  }));
  CAPTURE(ttl, minimum, exact);
  dns::Soa soa;
  soa.minimum = std::chrono::seconds(minimum);
  const dns::Record record{name("acme.example"), dns::Type::soa, std::chrono::seconds(ttl), soa};
  const ZoneFacts zone{.apex = name("acme.example"), .soa = record, .soa_ttl_exact = exact};
  CHECK(zone.negative_ttl() == std::chrono::seconds(negative));
  CHECK(zone.negative_ttl_exact() == negative_exact);
}

TEST_CASE("An alias at the domain is known by any answer that shows it", "[survey][dns]") {
  const Options options{.needs = {Need::zone}, .discover = false};
  const auto alias_of = [&](FakeResolver& resolver) {
    return test::run(survey::survey({resolver}, name("acme.example"), {}, options)).alias;
  };
  FakeResolver plain = acme();
  CHECK(alias_of(plain).absent());
  FakeResolver alias{{"acme.example", "CNAME", "hosted.test"}, {"hosted.test", "A", "185.10.20.80"}};
  REQUIRE(alias_of(alias).present());
  CHECK(alias_of(alias)->owner == name("acme.example"));
  FakeResolver beside = acme({{"acme.example", "CNAME", "hosted.test"}});  // SOA and NS are answered all the same
  CHECK(alias_of(beside).present());
  FakeResolver mute = acme();
  mute.fail("acme.example", "MX");
  mute.fail("acme.example", "TXT");
  CHECK(alias_of(mute).unknown());
}
