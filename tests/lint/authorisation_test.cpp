#include "lint/authorisation.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"
using namespace mailready;
using namespace mailready::lint;
using catalogue::ApexInclude;
using catalogue::Provider;
using test::FakeRecord;
using test::FakeResolver;
using Changes = std::vector<RecordChange>;
using Way = Authorisation::Way;

namespace {

/// An ESP that sends from two networks, and had another SPF name once.
Provider esp(ApexInclude apex_include) {
  Provider provider;
  provider.id = "sender";
  provider.name = "Sender";
  provider.kinds = {catalogue::Kind::transactional};
  provider.spf_includes = {"_spf.sender.example", "old.sender.example"};
  provider.apex_include = apex_include;
  return provider;
}

/// One that is checked at a name below its customer's domain: by an alias.
Provider bouncing() {
  Provider provider = esp(ApexInclude::not_needed);
  provider.return_path_labels = {"bounce", "bounces"};
  provider.return_path_targets = {"pm.sender.example"};
  return provider;
}

/// What the ESP publishes, and somebody else's record.
std::vector<FakeRecord> others() {
  return {{"_spf.sender.example", "TXT", "v=spf1 ip4:91.200.40.0/24 ip4:91.200.50.0/24 -all"},
          {"old.sender.example", "TXT", "v=spf1 include:_spf.sender.example -all"},
          {"pm.sender.example", "TXT", "v=spf1 include:_spf.sender.example -all"},
          {"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"}};
}

/// acme.example among those, with these SPF records.
FakeResolver world(const std::vector<std::string>& own) {
  FakeResolver dns{{"acme.example", "A", "185.10.20.1"}};
  for (const FakeRecord& record : others()) dns.add(record);
  for (const std::string& text : own) dns.add({"acme.example", "TXT", text});
  return dns;
}

/// acme.example as surveyed for `provider` alone.
survey::Facts facts_of(FakeResolver& dns, const Provider& provider) {
  survey::Plan plan;
  plan.outbound.push_back({.provider = std::make_shared<const Provider>(provider)});
  survey::Options options{.needs = {survey::Need::spf, survey::Need::senders}, .discover = false};
  return test::run(survey::survey({dns}, test::name("acme.example"), plan, options));
}

Authorisation authorised(FakeResolver& dns, const Provider& provider) {
  const survey::Facts facts = facts_of(dns, provider);
  return authorisation(facts, *facts.declared().front());
}

Authorisation authorised(const std::vector<std::string>& own, const Provider& provider) {
  FakeResolver dns = world(own);
  return authorised(dns, provider);
}

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

TEST_CASE("An ESP whose include or ranges the domain passes is present there", "[lint][spf]") {
  const std::string record =
      GENERATE(as<std::string>(), "v=spf1 include:_spf.sender.example -all", "v=spf1 include:old.sender.example ~all",
               "v=spf1 redirect=_spf.sender.example", "v=spf1 ip4:91.200.40.0/24 ip4:91.200.48.0/20 -all");
  CAPTURE(record);
  const Authorisation found = authorised({record}, esp(ApexInclude::needed));
  CHECK(found.way == Way::present);
  CHECK(found.at == "acme.example");
  CHECK(found.publish.empty());
  CHECK(found.remove.empty());
  CHECK(found.record.empty());
}

TEST_CASE("An ESP that passes at its return path is present there, whatever the domain's record says", "[lint][spf]") {
  const ApexInclude apex = GENERATE(ApexInclude::not_needed, ApexInclude::without_return_path, ApexInclude::needed);
  Provider provider = bouncing();
  provider.apex_include = apex;
  FakeResolver dns = world({"v=spf1 -all"});
  dns.add({"bounces.acme.example", "CNAME", "pm.sender.example"});
  const Authorisation found = authorised(dns, provider);
  CHECK(found.way == Way::present);
  CHECK(found.at == "bounces.acme.example");
  CHECK(found.publish.empty());
}

TEST_CASE("A name at the return path that passes somebody else does not count", "[lint][spf]") {
  FakeResolver dns = world({"v=spf1 -all"});
  dns.add({"bounce.acme.example", "CNAME", "b.example"});
  CHECK(authorised(dns, bouncing()).way == Way::return_path);
}

TEST_CASE("A return path is an alias, or an MX and an SPF record", "[lint][spf]") {
  struct Row {
    std::vector<std::string> labels, targets, exchanges;
    Changes publish;
  };
  const Row row = GENERATE(values<Row>({
      {{"bounce", "bounces"},
       {"pm.sender.example", "wl.sender.example"},
       {},
       {{"bounce.acme.example", "CNAME", "pm.sender.example."}}},
      {{"em*"}, {"wl.sender.example"}, {}, {{"em<LABEL>.acme.example", "CNAME", "<TARGET>.wl.sender.example."}}},
      {{"em*", "bounce"}, {"wl.sender.example"}, {}, {{"bounce.acme.example", "CNAME", "wl.sender.example."}}},
      {{"send"},
       {},
       {"feedback.*.sender.example"},
       {{"send.acme.example", "MX", "10 feedback.<REGION>.sender.example."},
        {"send.acme.example", "TXT", "\"v=spf1 include:_spf.sender.example ~all\""}}},
      {{"*.rp"},
       {},
       {"mx.sender.example"},
       {{"<LABEL>.rp.acme.example", "MX", "10 mx.sender.example."},
        {"<LABEL>.rp.acme.example", "TXT", "\"v=spf1 include:_spf.sender.example ~all\""}}},
      // An alias goes before an MX.
      {{"send"}, {"pm.sender.example"}, {"mx.sender.example"}, {{"send.acme.example", "CNAME", "pm.sender.example."}}},
  }));
  CAPTURE(row.labels);
  Provider provider = esp(ApexInclude::not_needed);
  provider.return_path_labels = row.labels;
  provider.return_path_targets = row.targets;
  provider.return_path_exchanges = row.exchanges;
  const Authorisation found = authorised({"v=spf1 a -all"}, provider);
  CHECK(found.way == Way::return_path);
  CHECK(found.at == row.publish.front().name);
  CHECK(found.publish == row.publish);
  CHECK(found.remove.empty());
  CHECK(found.record.empty());
}

TEST_CASE("An include goes where evaluation comes to it, once, and passes what it matches", "[lint][spf]") {
  const auto [before, then] = GENERATE(table<std::string, std::string>({
      {"v=spf1 a -all", "v=spf1 a include:_spf.sender.example -all"},
      {"v=spf1 a ?all exp=why.acme.example", "v=spf1 a include:_spf.sender.example ?all exp=why.acme.example"},
      {"v=spf1 a redirect=b.example", "v=spf1 a include:_spf.sender.example redirect=b.example"},
      {"v=spf1", "v=spf1 include:_spf.sender.example"},
      {"v=spf1 include:b.example", "v=spf1 include:b.example include:_spf.sender.example"},
      // Moved, not doubled.
      {"v=spf1 a -all include:_spf.sender.example", "v=spf1 a include:_spf.sender.example -all"},
      {"v=spf1 -all include:old.sender.example mx", "v=spf1 include:_spf.sender.example -all mx"},
      // In the place of one that passes nothing.
      {"v=spf1 ?include:_spf.sender.example -all", "v=spf1 include:_spf.sender.example -all"},
      {"v=spf1 -Include:_SPF.sender.example a ~all", "v=spf1 a include:_spf.sender.example ~all"},
      // In front of what refuses it.
      {"v=spf1 a -ip4:91.200.40.0/24 include:_spf.sender.example -all",
       "v=spf1 a include:_spf.sender.example -ip4:91.200.40.0/24 -all"},
      {"v=spf1 a ~include:b.example mx redirect=b.example",
       "v=spf1 a include:_spf.sender.example ~include:b.example mx redirect=b.example"},
      // A part of its ranges is not enough.
      {"v=spf1 ip4:91.200.40.0/24 -all", "v=spf1 ip4:91.200.40.0/24 include:_spf.sender.example -all"},
  }));
  CAPTURE(before);
  const ApexInclude apex = GENERATE(ApexInclude::needed, ApexInclude::without_return_path, ApexInclude::unknown);
  const Authorisation found = authorised({before}, esp(apex));
  CHECK(found.way == Way::include);
  CHECK(found.at == "acme.example");
  CHECK(found.record == then);
  CHECK(found.publish == Changes{{"acme.example", "TXT", in_quotes(then)}});
  CHECK(found.remove == Changes{{"acme.example", "TXT", in_quotes(before)}});
}

TEST_CASE("A domain without a record gets one", "[lint][spf]") {
  const Authorisation found = authorised(std::vector<std::string>{}, esp(ApexInclude::needed));
  CHECK(found.way == Way::include);
  CHECK(found.record == "v=spf1 include:_spf.sender.example ~all");
  CHECK(found.publish == Changes{{"acme.example", "TXT", "\"v=spf1 include:_spf.sender.example ~all\""}});
  CHECK(found.remove.empty());
}

TEST_CASE("An ESP that bounces to its own domain passes elsewhere", "[lint][spf]") {
  const Authorisation found = authorised({"v=spf1 -all"}, esp(ApexInclude::not_needed));
  CHECK(found.way == Way::elsewhere);
  CHECK(found.publish.empty());
}

TEST_CASE("Without an SPF name that can be written, the way is unknown", "[lint][spf]") {
  Provider provider = esp(GENERATE(ApexInclude::needed, ApexInclude::unknown));
  provider.spf_includes = GENERATE(std::vector<std::string>{}, std::vector<std::string>{"*.sender.example"},
                                   std::vector<std::string>{"%{ir}.%{v}.%{d}.sender.example"});
  const Authorisation found = authorised({"v=spf1 a -all"}, provider);
  CHECK(found.way == Way::unknown);
  CHECK(found.publish.empty());
}

TEST_CASE("A record at fault is not extended", "[lint][spf]") {
  const std::vector<std::string> own =
      GENERATE(std::vector<std::string>{"v=spf1 moo -all"}, std::vector<std::string>{"v=spf1 -all", "v=spf1 a -all"});
  const Authorisation found = authorised(own, esp(ApexInclude::needed));
  CHECK(found.way == Way::broken);
  CHECK(found.publish.empty());
  CHECK(found.record.empty());
}

TEST_CASE("An include that receivers do not get to, or not surely, is not present", "[lint][spf]") {
  const auto [record, way] = GENERATE(table<std::string, Way>({
      {"v=spf1 include:_spf.sender.example include:gone.example -all", Way::broken},
      {"v=spf1 exists:g1.example exists:g2.example exists:g3.example include:_spf.sender.example -all", Way::broken},
      {"v=spf1 include:silent.example include:_spf.sender.example -all", Way::undetermined},
  }));
  CAPTURE(record);
  FakeResolver dns = world({record});
  dns.fail("silent.example", "TXT");
  const Authorisation found = authorised(dns, esp(ApexInclude::needed));
  CHECK(found.way == way);
  CHECK(found.publish.empty());
}

TEST_CASE("An include that stands past the limit already is not offered again", "[lint][spf]") {
  std::string record = "v=spf1";
  for (int i = 0; i < 10; ++i) record += " exists:acme.example.x" + std::to_string(i) + ".example";
  record += " include:_spf.sender.example -all";
  const Authorisation found = authorised({record}, esp(ApexInclude::needed));
  CHECK(found.way == Way::include);
  CHECK(found.record == record);
  CHECK(found.publish.empty());
  CHECK(found.remove.empty());
}

TEST_CASE("A record that was not fetched leaves it undetermined, unless a return path settles it", "[lint][spf]") {
  FakeResolver dns = world({});
  dns.fail("acme.example", "TXT");
  CHECK(authorised(dns, esp(ApexInclude::needed)).way == Way::undetermined);
  CHECK(authorised(dns, bouncing()).way == Way::return_path);
}

TEST_CASE("The include at the domain can be asked for where it would not be evaluated", "[lint][spf]") {
  FakeResolver dns = world({"v=spf1 a -all"});
  dns.add({"bounce.acme.example", "CNAME", "pm.sender.example"});
  const survey::Facts facts = facts_of(dns, bouncing());
  const Authorisation found = apex_include(facts, *facts.declared().front());
  CHECK(found.way == Way::include);
  CHECK(found.record == "v=spf1 a include:_spf.sender.example -all");
  CHECK(authorisation(facts, *facts.declared().front()).way == Way::present);
}

TEST_CASE("A redirect= that leads to the ESP stays: it is the policy for everybody else", "[lint][spf]") {
  const Authorisation found =
      authorised({"v=spf1 -ip4:91.200.40.0/24 redirect=_spf.sender.example"}, esp(ApexInclude::needed));
  CHECK(found.way == Way::include);
  CHECK(found.record == "v=spf1 include:_spf.sender.example -ip4:91.200.40.0/24 redirect=_spf.sender.example");
}

TEST_CASE("What an ESP wants below the domain is not known by its labels alone", "[lint][spf]") {
  Provider provider = esp(ApexInclude::not_needed);
  provider.return_path_labels = {"send"};
  CHECK(authorised({"v=spf1 -all"}, provider).way == Way::unknown);
  provider.return_path_labels.clear();
  CHECK(authorised({"v=spf1 -all"}, provider).way == Way::elsewhere);
}
