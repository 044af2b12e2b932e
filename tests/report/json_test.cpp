#include "report/json.h"

#include "report/samples.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;

static std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

static Json facts_of(const Sample& sample) {
  return json_value([&](report::JsonWriter& json) { report::write_facts(json, sample.facts, sample.plan); });
}

static Json domain_of(const Sample& sample) {
  return json_value([&](report::JsonWriter& json) { sample.result().write(json); });
}

static Json spf_of(const spf::Tree& tree) {
  return json_value([&](report::JsonWriter& json) {
    json.begin_object();
    report::write_spf_members(json, tree);
    json.end_object();
  });
}

TEST_CASE("a run without domains is a whole object", "[report][json]") {
  CHECK(printed("json", std::span<const Sample>(), {.version = "0.1.0", .expected = {}}, true) ==
        golden("no-domains.json"));
}

TEST_CASE("the object of a domain has the keys that scripts rely on", "[report][json]") {
  CHECK(printed("json", broken_backup()) == golden("broken-backup.json"));
}

TEST_CASE("domains are written one by one into one valid object", "[report][json]") {
  std::vector<Sample> samples;
  samples.push_back(healthy());
  samples.push_back(broken_backup());
  const std::string text = printed("json", samples, {.version = "0.1.0", .expected = {}});
  const Json json = Json::parse(text);
  CHECK(json.dump(2) + "\n" == text);
  CHECK(keys_of(json) == std::vector<std::string>{"schema", "tool", "domains", "summary"});
  REQUIRE(json["domains"].size() == 2);
  CHECK(json["domains"][0]["verdict"] == "ready");
  CHECK(json["domains"][1]["verdict"] == "not-ready");
  CHECK(json["summary"]["domains"] == 2);
  CHECK_FALSE(json.contains("interrupted"));
}

TEST_CASE("NDJSON has one domain a line and nothing else", "[report][json]") {
  std::vector<Sample> samples;
  samples.push_back(healthy());
  samples.push_back(broken_backup());
  std::istringstream lines(printed("ndjson", samples, {.version = "0.1.0", .expected = {}}));
  std::vector<Json> read;
  for (std::string line; std::getline(lines, line);) read.push_back(Json::parse(line));
  REQUIRE(read.size() == 2);
  CHECK(read[0] == domain_of(samples[0]));
  CHECK(read[1] == domain_of(samples[1]));
  CHECK(printed("ndjson", std::span<const Sample>(), {}).empty());
}

TEST_CASE("what was not surveyed has no key; what is absent is null; what is unknown says why", "[report][json]") {
  Sample sample = healthy();
  sample.facts.gathered = {survey::Need::mx};
  CHECK(keys_of(facts_of(sample)) == std::vector<std::string>{"exists", "mx"});
  CHECK_FALSE(facts_of(sample)["mx"][0].contains("addresses"));  // exchanges were not looked up

  sample.facts.gathered = {survey::Need::mx, survey::Need::spf, survey::Need::dmarc};
  sample.facts.mx = {};
  sample.facts.spf = {};
  sample.facts.dmarc.steps = {};
  CHECK(facts_of(sample)["mx"].is_null());
  CHECK(facts_of(sample)["spf"].is_null());
  CHECK(facts_of(sample)["dmarc"].is_null());

  const Json unknown{{"undetermined", "timeout"}};
  sample.facts.mx = timeout("acme.example", dns::Type::mx);
  sample.facts.spf = timeout("acme.example", dns::Type::txt);
  sample.facts.dmarc.steps = {
      {.name = name("acme.example"), .failure = timeout("_dmarc.acme.example", dns::Type::txt)}};
  CHECK(facts_of(sample)["mx"] == unknown);
  CHECK(facts_of(sample)["spf"] == unknown);
  CHECK(facts_of(sample)["dmarc"] == unknown);
}

TEST_CASE("who is meant as a backup is said where it is seen", "[report][json]") {
  Sample sample = healthy();
  sample.plan.inbound = {{name("mx2.acme.example"), survey::Role::backup}};
  survey::SenderFacts revealed;
  revealed.provider = provider("mailgun", "Mailgun");
  sample.facts.senders.push_back(std::move(revealed));
  const Json facts = facts_of(sample);
  CHECK_FALSE(facts["mx"][0].contains("role"));
  CHECK(facts["mx"][1]["role"] == "backup");
  CHECK(facts["senders"][0]["name"] == "Postmark");
  CHECK(facts["senders"][0]["role"] == "primary");
  CHECK(facts["senders"][1]["role"] == "backup");
  CHECK_FALSE(facts["senders"][2].contains("role"));
}

TEST_CASE("the verdict and the plan stand in words too", "[report][json]") {
  Sample sample = healthy();
  CHECK(domain_of(sample)["sentence"] == "If Postmark fails, mail through SendGrid passes SPF and DKIM.");
  CHECK(domain_of(sample)["plan"]["line"] == "postmark → sendgrid");

  Sample undeclared;
  undeclared.facts.domain = name("acme.example");
  CHECK_THAT(domain_of(undeclared)["sentence"].get<std::string>(),
             contains_text("No errors in the records. No failover"));
  CHECK(domain_of(undeclared)["plan"]["line"] == "no failover declared");
  undeclared.facts.domain = {};
  CHECK(domain_of(undeclared)["plan"]["line"].is_null());
}

TEST_CASE("a sender's legs are named by what aligns", "[report][json]") {
  Sample sample = healthy();
  sample.facts.senders[0].spf_aligned = name("pm-bounces.acme.example");
  sample.facts.senders[1].spf_aligned = timeout("em4821.acme.example", dns::Type::txt);
  const Json senders = facts_of(sample)["senders"];
  CHECK(senders[0]["aligned_by"] == Json({{"dkim", "acme.example"}, {"spf", "pm-bounces.acme.example"}}));
  CHECK(senders[1]["aligned_by"]["spf"] == Json({{"undetermined", "timeout"}}));
  CHECK(senders[1]["alignment_undetermined"] == Json::array({"spf"}));
}

TEST_CASE("report receivers stand beside the policy that names them", "[report][json]") {
  Sample sample = healthy();
  sample.facts.report_receivers.push_back({.uri = "mailto:acme@reports.example",
                                           .host = name("reports.example"),
                                           .asked = name("acme.example._report._dmarc.reports.example")});
  CHECK_FALSE(facts_of(sample)["dmarc"].contains("report_receivers"));  // not surveyed
  sample.facts.gathered.insert(survey::Need::reports);
  CHECK(facts_of(sample)["dmarc"]["report_receivers"][0] ==
        Json({{"uri", "mailto:acme@reports.example"},
              {"host", "reports.example"},
              {"asked", "acme.example._report._dmarc.reports.example"},
              {"authorised", false}}));
  sample.facts.report_receivers[0].authorised = timeout("acme.example._report._dmarc.reports.example", dns::Type::txt);
  CHECK(facts_of(sample)["dmarc"]["report_receivers"][0]["authorised"] == Json({{"undetermined", "timeout"}}));
}

TEST_CASE("an address list is never a part that reads as the whole", "[report][json]") {
  Sample sample = healthy();
  sample.facts.mx->exchanges[0].host.ipv6 = timeout("mx1.acme.example", dns::Type::aaaa);
  sample.facts.mx->exchanges[1].host.ipv4 = {};
  const Json mx = facts_of(sample)["mx"];
  CHECK(mx[0]["addresses"] == Json{{"undetermined", "timeout"}, {"known", Json::array({"185.10.20.10"})}});
  CHECK(mx[1]["addresses"] == Json::array());
}

TEST_CASE("a null MX is listed as the root", "[report][json]") {
  Sample sample = healthy();
  sample.facts.mx->records = {mx_record("acme.example", 0, ".")};
  sample.facts.mx->exchanges.clear();
  CHECK(facts_of(sample)["mx"] ==
        Json::parse(R"([{"preference": 0, "exchange": ".", "ttl": 3600, "ttl_exact": false}])"));
}

TEST_CASE("broken SPF gives its records and the error", "[report][json]") {
  spf::Tree tree;
  tree.root.domain = name("acme.example");
  tree.root.state = spf::Node::State::several;
  tree.root.texts = {"v=spf1 -all", "v=spf1 ~all"};
  const Json several = spf_of(tree);
  CHECK(several["record"].is_null());
  CHECK(several["records"] == Json{"v=spf1 -all", "v=spf1 ~all"});
  CHECK(several["error"] == "several records");

  tree.root.state = spf::Node::State::malformed;
  tree.root.texts = {"v=spf1 ip4:1.2.3 -all"};
  tree.root.error = spf::ParseError{.offset = 7, .term = "ip4:1.2.3", .message = "ip4 needs four octets"};
  const Json malformed = spf_of(tree);
  CHECK(malformed["record"] == "v=spf1 ip4:1.2.3 -all");
  CHECK(malformed["error"] == "ip4 needs four octets");
  CHECK(malformed["error_term"] == "ip4:1.2.3");
  CHECK(malformed["error_offset"] == 7);
}

TEST_CASE("the SPF tree shows voids by family, what was passed over, and what is not known", "[report][json]") {
  spf::Tree tree = spf_tree("acme.example", "v=spf1 include:a.example include:b.example -all", "185.10.20.0/24");
  spf::Branch& first = tree.root.branches[0];
  first.child.reset();
  first.failures = {timeout("a.example", dns::Type::txt)};
  spf::Branch& second = tree.root.branches[1];
  second.voids = tree.voids = {.ipv4 = 1, .ipv6 = 2};
  tree.root.branches[2].evaluated = false;
  const Json json = spf_of(tree);
  CHECK(json["void_lookups"] == 2);
  CHECK(json["voids"] == Json{{"ipv4", 1}, {"ipv6", 2}});
  const Json& terms = json["tree"]["terms"];
  CHECK(terms[0]["undetermined"] == "timeout");
  CHECK_FALSE(terms[0].contains("tree"));
  CHECK(terms[1]["void_lookups"] == 2);
  CHECK(terms[1]["voids"] == Json{{"ipv4", 1}, {"ipv6", 2}});
  CHECK(terms[1]["tree"]["terms"][0]["addresses"] == Json::array({"185.10.20.0/24"}));
  CHECK(terms[2] == Json{{"text", "-all"}, {"evaluated", false}});
}

TEST_CASE("selectors at which nothing stands are listed when the plan names them", "[report][json]") {
  Sample sample = broken_backup();
  CHECK(facts_of(sample)["dkim"].size() == 2);
  sample.facts.dkim.keys[1].declared = false;
  CHECK(facts_of(sample)["dkim"].size() == 1);
  sample.facts.dkim.keys[1].state = survey::KeyFacts::State::unknown;
  sample.facts.dkim.keys[1].failure = timeout("s1._domainkey.acme.example", dns::Type::txt);
  CHECK(facts_of(sample)["dkim"][1]["undetermined"] == "timeout");
}

TEST_CASE("a line that is no domain name has no facts", "[report][json]") {
  Sample sample;
  sample.judgement.domain = "https://acme.example/";
  const Json json = domain_of(sample);
  CHECK(json["domain"] == "https://acme.example/");
  CHECK(json["facts"] == Json::object());
}

TEST_CASE("octets that are no text never reach the output, nor break it", "[report][json]") {
  Sample sample = broken_backup();
  sample.judgement.findings[0].message = "bad \xff\x1b[2J\xe2\x80\xae";
  sample.judgement.findings[0].evidence = {
      "\xc2\x9b"
      "31m",
      "caf\xc3\xa9 \\255"};
  const spf::SharedRecord as_walked = sample.facts.spf->root.record;  // holds the terms of the branches
  spf::Record record = *as_walked;
  record.text = "v=spf1 \xff\x1b -all\\";
  sample.facts.spf->root.record = std::make_shared<const spf::Record>(std::move(record));
  const std::string text = printed("json", sample);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\xff') == std::string::npos);
  CHECK(text.find("\xc2\x9b") == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  const Json json = Json::parse(text)["domains"][0];
  CHECK(json["findings"][0]["message"] == "bad \\255\\027[2J\\226\\128\\174");
  CHECK(json["findings"][0]["evidence"] == Json{"\\194\\15531m", "café \\255"});
  CHECK(json["facts"]["spf"]["record"] == "v=spf1 \\255\\027 -all\\\\");
}
