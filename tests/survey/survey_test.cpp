#include "survey/survey.h"

#include <algorithm>

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/wildcard.h"

using namespace mailready;
using namespace mailready::survey;
using test::FakeResolver;
using test::name;

namespace {

const Needs everything{Need::spf, Need::spf_type99, Need::mx, Need::exchanges, Need::dkim, Need::dmarc, Need::senders};

Facts survey_acme(FakeResolver& resolver, Plan plan = {}, bool discover = false, Needs needs = everything) {
  Options options{.needs = std::move(needs), .discover = discover};
  return test::run(survey::survey({resolver}, name("acme.example"), std::move(plan), options));
}

Plan declare(const std::string& primary) {
  Plan plan;
  plan.outbound.push_back(*parse_sender(primary, Role::primary));
  return plan;
}

const SenderFacts* sender(const Facts& facts, std::string_view id) {
  const auto found = std::find_if(facts.senders.begin(), facts.senders.end(),
                                  [&](const SenderFacts& candidate) { return candidate.provider->id == id; });
  return found == facts.senders.end() ? nullptr : &*found;
}

constexpr const char* sendgrid_record = "v=spf1 ip4:167.89.0.0/17 ~all";

}  // namespace

TEST_CASE("A name that does not exist, one that is empty, and one that does not answer are three things", "[survey]") {
  FakeResolver nothing{{"other.example", "A", "185.10.20.1"}};
  CHECK(survey_acme(nothing).existence.absent());
  FakeResolver empty{{"www.acme.example", "A", "185.10.20.1"}};
  CHECK(survey_acme(empty).existence.present());

  FakeResolver silent{{"acme.example", "TXT", "v=spf1 -all"}};
  for (const char* type : {"TXT", "MX", "SPF"}) silent.fail("acme.example", type);
  const Facts facts = survey_acme(silent);
  CHECK(facts.existence.unknown());
  CHECK(facts.spf.unknown());
  CHECK(facts.mx.unknown());
}

TEST_CASE("Exchanges come by preference, each once, with what is known of their addresses", "[survey][mx]") {
  FakeResolver resolver{
      {"acme.example", "MX", "20 mx2.acme.example"}, {"acme.example", "MX", "10 mx1.acme.example"},
      {"acme.example", "MX", "30 MX2.acme.example"}, {"mx1.acme.example", "A", "185.10.20.10"},
      {"mx2.acme.example", "A", "91.200.40.10"},
  };
  resolver.fail("mx2.acme.example", "AAAA");
  const Facts facts = survey_acme(resolver);
  REQUIRE(facts.mx.present());
  REQUIRE(facts.mx->exchanges.size() == 2);
  CHECK(facts.mx->exchanges[0].exchange == name("mx1.acme.example"));
  CHECK(facts.mx->exchanges[0].host.ipv6.absent());
  CHECK(facts.mx->exchanges[1].preference == 20);
  CHECK(facts.mx->exchanges[1].host.ipv6.unknown());
  CHECK(facts.mx->duplicates == std::vector{name("mx2.acme.example")});
}

TEST_CASE("An exchange that begins with an IPv4 address is a literal", "[survey][mx]") {
  const auto [exchange, literal] = GENERATE(table<std::string, bool>({
      {"185.10.20.10", true},
      {"185.10.20.10.acme.example", true},
      {"185.10.20.acme.example", false},
      {"185.10.20.300.acme.example", false},
  }));
  CAPTURE(exchange);
  FakeResolver resolver{{"acme.example", "MX", "10 " + exchange}};
  CHECK(survey_acme(resolver).mx->exchanges[0].is_address_literal == literal);
}

TEST_CASE("What a wildcard answers at a selector counts as absent", "[survey][dkim]") {
  FakeResolver resolver{{"s1._domainkey.acme.example", "TXT", "v=DKIM1; p="}};
  const std::string probe = wildcard_probe(name("_domainkey.acme.example")).to_string();
  resolver.add({probe, "TXT", "v=DKIM1; p="});
  const Facts facts = survey_acme(resolver, declare("sendgrid:s1"));
  REQUIRE(facts.dkim.keys.size() == 1);
  CHECK(facts.dkim.keys[0].state == KeyFacts::State::absent);
}

TEST_CASE("The probe of wildcards is the same in every survey of a name", "[survey]") {
  CHECK(wildcard_probe(name("acme.example")) == wildcard_probe(name("ACME.example")));
  CHECK(wildcard_probe(name("acme.example")) != wildcard_probe(name("beta.example")));
  CHECK(wildcard_probe(name("acme.example")).parent() == name("acme.example"));
}

TEST_CASE("The states of a selector", "[survey][dkim]") {
  FakeResolver resolver{
      {"gone._domainkey.acme.example", "CNAME", "key.elsewhere.example"},
      {"bare._domainkey.acme.example", "CNAME", "bare.elsewhere.example"},
      {"bare.elsewhere.example", "A", "185.10.20.1"},
      {"odd._domainkey.acme.example", "TXT", "v=DKIM1; k=rsa"},
      {"void._domainkey.acme.example", "TXT", "v=DKIM1; p="},
      {"two._domainkey.acme.example", "TXT", "v=DKIM1; p="},
      {"two._domainkey.acme.example", "TXT", "v=DKIM1; k=rsa; p="},
  };
  resolver.fail("mute._domainkey.acme.example", "TXT");
  const Facts facts = survey_acme(resolver, declare("sendgrid:gone,bare,odd,void,two,mute,none"));
  using State = KeyFacts::State;
  std::vector<State> states;
  for (const KeyFacts& key : facts.dkim.keys) states.push_back(key.state);
  CHECK(states == std::vector{State::dangling, State::no_record, State::malformed, State::key, State::several,
                              State::unknown, State::absent});
}

TEST_CASE("Without a plan the records reveal who sends", "[survey][esp]") {
  FakeResolver resolver{
      {"acme.example", "TXT", "v=spf1 include:sendgrid.net include:_own.acme.example -all"},
      {"_own.acme.example", "TXT", "v=spf1 include:mailgun.org -all"},
      {"sendgrid.net", "TXT", sendgrid_record},
      {"mailgun.org", "TXT", "v=spf1 include:amazonses.com -all"},
      {"amazonses.com", "TXT", "v=spf1 ip4:54.240.0.0/18 -all"},
  };
  const Facts facts = survey_acme(resolver);
  REQUIRE(sender(facts, "sendgrid") != nullptr);
  CHECK(sender(facts, "sendgrid")->authorised == SenderFacts::Authorised::self);
  CHECK(sender(facts, "sendgrid")->seen_by == std::vector<std::string>{"spf"});
  CHECK(sender(facts, "mailgun") != nullptr);     // within an include of the domain's own
  CHECK(sender(facts, "amazon-ses") == nullptr);  // within another ESP's
}

TEST_CASE("An ESP is authorised by the name of an include whose target does not answer", "[survey][esp]") {
  FakeResolver resolver{{"acme.example", "TXT", "v=spf1 include:sendgrid.net -all"}};
  resolver.fail("sendgrid.net", "TXT");
  const Facts facts = survey_acme(resolver, declare("sendgrid:s1"));
  CHECK(sender(facts, "sendgrid")->authorised == SenderFacts::Authorised::self);
}

TEST_CASE("An include that does not answer leaves open whom it passes", "[survey][esp]") {
  FakeResolver resolver{
      {"acme.example", "TXT", "v=spf1 include:_spf.partner.example -all"},
      {"sendgrid.net", "TXT", sendgrid_record},
  };
  resolver.fail("_spf.partner.example", "TXT");
  const Facts facts = survey_acme(resolver, declare("sendgrid:s1"));
  CHECK(sender(facts, "sendgrid")->authorised == SenderFacts::Authorised::unknown);
  CHECK(sender(facts, "sendgrid")->unknown_reason == "timeout");
}

TEST_CASE("The ranges of an ESP are asked for only where no include settles it", "[survey][esp]") {
  FakeResolver settled{{"acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
                       {"sendgrid.net", "TXT", sendgrid_record},
                       {"spf.mtasv.net", "TXT", "v=spf1 ip4:50.31.156.96/27 ~all"}};
  survey_acme(settled, declare("sendgrid:s1"));
  CHECK(settled.times_asked("sendgrid.net", "TXT") == 1);
  CHECK(settled.times_asked("spf.mtasv.net", "TXT") == 0);
}

TEST_CASE("The ranges of a declared ESP are those of its current SPF name", "[survey][esp]") {
  FakeResolver resolver{
      {"acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
      {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 include:ab.sendgrid.net ~all"},
      {"ab.sendgrid.net", "TXT", "v=spf1 ip4:223.165.113.0/24 ~all"},
  };
  const IpSet published({*Network::parse("167.89.0.0/17"), *Network::parse("223.165.113.0/24")});
  const auto ranges_of = [&](const std::string& id) {
    const Facts facts = survey_acme(resolver, declare(id), false, {Need::ranges});
    return sender(facts, catalogue::find(id)->id)->ranges;
  };
  SECTION("its own") {
    CHECK(ranges_of("sendgrid") == Fact<IpSet>(published));
    CHECK(resolver.times_asked("sendgrid.net", "TXT") == 1);  // the tree of the domain's record needed it already
  }
  SECTION("those of the one that it runs on") { CHECK(ranges_of("kit") == Fact<IpSet>(published)); }
  SECTION("a part that does not answer leaves them unknown") {
    resolver.fail("ab.sendgrid.net", "TXT");
    CHECK(ranges_of("sendgrid").unknown());
  }
  SECTION("a name that publishes nothing") { CHECK(ranges_of("postmark").absent()); }
  SECTION("nobody wants them") {
    CHECK(sender(survey_acme(resolver, declare("postmark:pm")), "postmark")->ranges.absent());
  }
}

TEST_CASE("What does not depend on an answer is asked at once, and nothing twice", "[survey]") {
  FakeResolver resolver{{"acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
                        {"acme.example", "MX", "10 mx1.acme.example"},
                        {"sendgrid.net", "TXT", sendgrid_record}};
  survey_acme(resolver, declare("sendgrid:s1"), true);
  CHECK(resolver.most_at_once() > 100);  // all selectors and labels of the catalogue, and the domain's own records
  auto asked = resolver.asked();
  const auto key = [](const dns::Question& question) { return dns::question_text(question); };
  std::ranges::sort(asked, {}, key);
  CHECK(std::ranges::adjacent_find(asked) == asked.end());
}

TEST_CASE("Only what the wanted facts need is asked", "[survey]") {
  FakeResolver resolver{{"acme.example", "MX", "10 mx1.acme.example"}};
  const Facts facts = survey_acme(resolver, {}, false, {Need::mx});
  CHECK(resolver.times_asked("mx1.acme.example", "A") == 0);
  CHECK(resolver.times_asked("_dmarc.acme.example", "TXT") == 0);
  CHECK(facts.gathered == Needs{Need::mx});
}

TEST_CASE("A domain has no mail only where that is certain", "[survey]") {
  const auto [spf, mx, without] = GENERATE(table<std::string, std::string, bool>({
      {"v=spf1 -all", "", true},
      {"v=spf1 -all", "0 .", true},
      {"v=spf1 -all", "10 mx1.acme.example", false},
      {"v=spf1 ~all", "0 .", false},
      {"v=spf1 ip4:185.10.20.1 -all", "0 .", false},
      {"v=spf1 redirect=_spf.acme.example", "0 .", false},
      {"", "0 .", false},
  }));
  CAPTURE(spf, mx);
  FakeResolver resolver{{"www.acme.example", "A", "185.10.20.1"}};
  if (!spf.empty()) resolver.add({"acme.example", "TXT", spf});
  if (!mx.empty()) resolver.add({"acme.example", "MX", mx});
  CHECK(survey_acme(resolver).takes_and_sends_no_mail() == without);
}

namespace {
/// Denies the name for every type but those that it knows, as some old servers do.
class Denier final : public dns::Resolver {
 public:
  explicit Denier(dns::Type known) : known_(known) {}
  dns::Task<dns::Reply> ask(dns::Question question) override {
    dns::Answer answer{.question = question};
    if (question.type != known_) answer.rcode = dns::Rcode::nxdomain;
    co_return answer;
  }

 private:
  dns::Type known_;
};
}  // namespace

TEST_CASE("A server that denies the name for some types has not denied the name", "[survey]") {
  const auto [known, exists] = GENERATE(table<dns::Type, bool>({
      {dns::Type::txt, true},
      {dns::Type::mx, true},
      {dns::Type::spf, false},
      {dns::Type::a, false},
  }));
  Denier resolver(known);
  const Options options{.needs = everything, .discover = false};
  const Facts facts = test::run(survey::survey({resolver}, name("acme.example"), {}, options));
  CHECK(facts.existence.present() == exists);
}

TEST_CASE("An include does not authorise whom an earlier mechanism refuses", "[survey][esp]") {
  const auto [record, authorised] = GENERATE(table<std::string, SenderFacts::Authorised>({
      {"v=spf1 include:sendgrid.net -all", SenderFacts::Authorised::self},
      {"v=spf1 ~include:sendgrid.net include:sendgrid.net -all", SenderFacts::Authorised::no},
      {"v=spf1 -ip4:0.0.0.0/0 include:sendgrid.net -all", SenderFacts::Authorised::no},
      {"v=spf1 -ip4:167.89.0.0/24 include:sendgrid.net -all", SenderFacts::Authorised::no},
      {"v=spf1 -ip4:185.10.20.0/24 include:sendgrid.net -all", SenderFacts::Authorised::self},
      {"v=spf1 include:sendgrid.net -ip4:167.89.0.0/24 -all", SenderFacts::Authorised::self},
  }));
  CAPTURE(record);
  FakeResolver resolver{{"acme.example", "TXT", record}, {"sendgrid.net", "TXT", sendgrid_record}};
  const Facts facts = survey_acme(resolver, declare("sendgrid:s1"));
  CHECK(sender(facts, "sendgrid")->authorised == authorised);
}

TEST_CASE("An alias is known though its target gives no answer", "[survey][mx]") {
  FakeResolver resolver{{"acme.example", "MX", "10 mail.acme.example"},
                        {"mail.acme.example", "CNAME", "h.other.example"}};
  resolver.fail("h.other.example", "A");
  const Facts facts = survey_acme(resolver);
  REQUIRE(facts.mx.present());
  CHECK(facts.mx->exchanges[0].host.is_alias());
}

TEST_CASE("A sending domain that includes an ESP at its usual label reveals it", "[survey][esp]") {
  FakeResolver resolver{{"acme.example", "TXT", "v=spf1 -all"},
                        {"acme.example", "MX", "10 mx1.acme.example"},
                        {"mg.acme.example", "TXT", "v=spf1 include:mailgun.org ~all"},
                        {"mailgun.org", "TXT", "v=spf1 ip4:209.61.151.0/24 ~all"}};
  const Facts facts = survey_acme(resolver, {}, true);
  REQUIRE(sender(facts, "mailgun") != nullptr);
  CHECK(sender(facts, "mailgun")->authorised == SenderFacts::Authorised::return_path);
}
