#include "survey/ttls.h"

#include <algorithm>

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"

using namespace mailready;
using namespace mailready::survey;
using namespace std::chrono_literals;
using test::FakeResolver;
using test::name;
using Use = TtlFacts::Use;

namespace {

/// Answers as the resolver in it does, with AA; notes whom it was asked.
class FakeAuthorities final : public dns::Authorities {
 public:
  explicit FakeAuthorities(FakeResolver& zone) : zone_(zone) { zone_.authoritative = true; }

  dns::Task<dns::Reply> ask(IpAddress server, dns::Question question) override {
    asked.push_back({server.to_string(), dns::question_text(question)});
    if (std::ranges::count(dead, server.to_string()) > 0) {
      dns::Failure failure{.kind = dns::Failure::Kind::timed_out, .question = std::move(question)};
      co_return failure;
    }
    co_return co_await zone_.ask(std::move(question));
  }

  std::vector<std::pair<std::string, std::string>> asked;
  std::vector<std::string> dead;

 private:
  FakeResolver& zone_;
};

/// acme.example as a cache has it: 100 s of each TTL are left.
FakeResolver cached(std::chrono::seconds left = 100s) {
  return {{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
          {"acme.example", "NS", "ns1.acme.example"},
          {"acme.example", "NS", "ns2.acme.example"},
          {"ns1.acme.example", "A", "185.10.20.53"},
          {"ns2.acme.example", "A", "91.200.40.53"},
          {"acme.example", "MX", "10 mx1.acme.example", left},
          {"acme.example", "TXT", "v=spf1 include:sendgrid.net -all", left},
          {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 ~all"}};
}

/// As its own servers have it.
FakeResolver published(std::chrono::seconds mx = 86400s, std::chrono::seconds txt = 300s) {
  return {{"acme.example", "MX", "10 mx1.acme.example", mx},
          {"acme.example", "TXT", "v=spf1 include:sendgrid.net -all", txt}};
}

Facts survey_acme(FakeResolver& resolver, dns::Authorities* authorities, Plan plan = {}) {
  const Options options{.needs = {Need::ttls}, .discover = false};
  return test::run(survey::survey({.resolver = resolver, .authorities = authorities}, name("acme.example"),
                                  std::move(plan), options));
}

const TtlFacts* set_of(const Facts& facts, Use use) {
  const auto found = std::ranges::find(facts.ttls, use, &TtlFacts::use);
  return found == facts.ttls.end() ? nullptr : &*found;
}

Plan declare(const std::string& sender, ReturnPath return_path = {}) {
  Plan plan;
  plan.outbound.push_back(*parse_sender(sender, Role::primary));
  plan.outbound.back().return_path = std::move(return_path);
  return plan;
}

}  // namespace

TEST_CASE("One name server is asked for the exact TTLs, for all at once", "[survey][dns]") {
  FakeResolver resolver = cached(), zone = published();
  FakeAuthorities authorities(zone);
  const Facts facts = survey_acme(resolver, &authorities);
  REQUIRE(set_of(facts, Use::mx) != nullptr);
  CHECK(set_of(facts, Use::mx)->ttl == 86400s);
  CHECK(set_of(facts, Use::mx)->exact);
  CHECK_FALSE(set_of(facts, Use::mx)->failure.has_value());
  CHECK(set_of(facts, Use::spf)->ttl == 300s);
  CHECK(authorities.asked == std::vector<std::pair<std::string, std::string>>{{"185.10.20.53", "acme.example MX"},
                                                                              {"185.10.20.53", "acme.example TXT"}});
  CHECK(facts.exact_answers.size() == 2);
  CHECK(zone.most_at_once() == 2);
}

TEST_CASE("A second name server is asked for what the first did not tell, and no third", "[survey][dns]") {
  FakeResolver resolver = cached(), zone = published();
  resolver.add({"acme.example", "NS", "ns3.acme.example"});
  resolver.add({"ns3.acme.example", "A", "91.200.41.53"});
  FakeAuthorities authorities(zone);
  authorities.dead = {"185.10.20.53"};
  const Facts facts = survey_acme(resolver, &authorities);
  CHECK(set_of(facts, Use::mx)->exact);
  CHECK(authorities.asked.size() == 4);

  FakeResolver again = cached(), unheard = published();
  again.add({"acme.example", "NS", "ns3.acme.example"});
  again.add({"ns3.acme.example", "A", "91.200.41.53"});
  FakeAuthorities silent(unheard);
  silent.dead = {"185.10.20.53", "91.200.40.53"};
  const Facts open = survey_acme(again, &silent);
  CHECK_FALSE(set_of(open, Use::mx)->exact);
  CHECK(set_of(open, Use::mx)->ttl == 100s);
  REQUIRE(set_of(open, Use::mx)->failure.has_value());
  CHECK(set_of(open, Use::mx)->failure->kind == dns::Failure::Kind::timed_out);
  CHECK(silent.asked.size() == 4);
}

TEST_CASE("Nothing is asked where the answer is exact, or too long in any case", "[survey][dns]") {
  FakeResolver zone = published();
  FakeAuthorities authorities(zone);
  FakeResolver from_file = cached();
  from_file.authoritative = true;
  CHECK(set_of(survey_acme(from_file, &authorities), Use::mx)->exact);
  FakeResolver too_long = cached(3601s);
  const Facts facts = survey_acme(too_long, &authorities);
  CHECK(set_of(facts, Use::mx)->ttl == 3601s);
  CHECK_FALSE(set_of(facts, Use::mx)->exact);
  CHECK(authorities.asked.empty());

  FakeResolver at_the_limit = cached(3600s);
  survey_acme(at_the_limit, &authorities);
  CHECK(authorities.asked.size() == 2);
}

TEST_CASE("No private address that DNS names is ever asked", "[survey][dns]") {
  FakeResolver resolver{{"acme.example", "SOA", "ns1.acme.example hostmaster.acme.example"},
                        {"acme.example", "NS", "ns1.acme.example"},
                        {"ns1.acme.example", "A", "10.0.0.1"},
                        {"ns1.acme.example", "A", "127.0.0.1"},
                        {"acme.example", "MX", "10 mx1.acme.example", 100s}};
  FakeResolver zone = published();
  FakeAuthorities authorities(zone);
  const Facts facts = survey_acme(resolver, &authorities);
  CHECK(authorities.asked.empty());
  CHECK(set_of(facts, Use::mx)->failure->kind == dns::Failure::Kind::unreachable);
}

TEST_CASE("Offline a TTL stays what it was, and says why", "[survey][dns]") {
  FakeResolver resolver = cached();
  const Facts facts = survey_acme(resolver, nullptr);
  CHECK_FALSE(set_of(facts, Use::mx)->exact);
  CHECK(set_of(facts, Use::mx)->failure->kind == dns::Failure::Kind::offline);
}

TEST_CASE("The aliases of an ESP's keys and return path count, with their own TTL alone", "[survey][dns]") {
  FakeResolver resolver = cached();
  resolver.authoritative = true;
  resolver.add({"s1._domainkey.acme.example", "CNAME", "s1.domainkey.u1.wl.sendgrid.net", 7200s});
  resolver.add({"s1.domainkey.u1.wl.sendgrid.net", "TXT", "v=DKIM1; p=", 60s});
  resolver.add({"s2._domainkey.acme.example", "TXT", "v=DKIM1; p=", 7200s});  // a key changes in no failover
  resolver.add({"em1.acme.example", "CNAME", "u1.wl.sendgrid.net", 900s});
  resolver.add({"u1.wl.sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 -all", 60s});
  resolver.add({"_mta-sts.acme.example", "TXT", "v=STSv1; id=1", 600s});  // not asked: nobody needed it
  const Facts facts =
      survey_acme(resolver, nullptr, declare("sendgrid:s1,s2", {.kind = ReturnPath::Kind::named, .text = "em1"}));
  std::vector<std::string> lines;
  for (const TtlFacts& set : facts.ttls)
    lines.push_back(set.name.to_string() + " " + dns::type_name(set.type) + " " + std::to_string(set.ttl.count()));
  CHECK(lines == std::vector<std::string>{"acme.example MX 100", "acme.example TXT 100", "em1.acme.example CNAME 900",
                                          "s1._domainkey.acme.example CNAME 7200"});
}

TEST_CASE("Names outside the domain are not its owner's to change", "[survey][dns]") {
  FakeResolver resolver = cached();
  resolver.add({"bounce.other.example", "TXT", "v=spf1 include:sendgrid.net -all", 7200s});
  const Facts facts = survey_acme(
      resolver, nullptr, declare("sendgrid:s1", {.kind = ReturnPath::Kind::named, .text = "bounce.other.example"}));
  CHECK(set_of(facts, Use::return_path) == nullptr);
}
