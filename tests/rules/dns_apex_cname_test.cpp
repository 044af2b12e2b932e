#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-apex-cname finds an alias at an apex only", "[rule][dns]") {
  const auto [zone, domain, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"apex", "acme.example", "error"},
      {"below", "acme.example", "clean"},
      {"below", "news.acme.example", "clean"},
      {"fragment", "news.acme.example", "clean"},
  }));
  CAPTURE(zone, domain);
  CHECK(outcome_of(zone, "dns-apex-cname", {.domain = domain}) == outcome);
}

TEST_CASE("dns-apex-cname has the alias removed", "[rule][dns]") {
  const lint::Finding finding = finding_of("apex", "dns-apex-cname");
  CHECK(finding.subject == "acme.example");
  CHECK(finding.remove == std::vector<lint::RecordChange>{{"acme.example", "CNAME", "hosted.example."}});
}

TEST_CASE("dns-apex-cname decides what can be decided", "[rule][dns]") {
  const dns::Failure timeout{.kind = dns::Failure::Kind::timed_out};
  survey::Facts facts = test::facts_with({});
  facts.zone = timeout;
  CHECK(outcome_of(test::judge_facts(facts, "dns-apex-cname")) == "clean");  // no alias, wherever the zone begins
  facts.alias =
      dns::Record{facts.domain, dns::Type::cname, std::chrono::seconds(60), dns::Cname{test::name("hosted.example")}};
  CHECK(outcome_of(test::judge_facts(facts, "dns-apex-cname")) == "undecided");
  facts.alias = timeout;
  CHECK(outcome_of(test::judge_facts(facts, "dns-apex-cname")) == "undecided");
}
