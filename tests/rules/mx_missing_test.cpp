#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-missing is about domains without any MX record", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"none", "error"},
      {"two", "clean"},
      {"null", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-missing") == outcome);
}

TEST_CASE("mx-missing lets a sub-domain send only", "[rule][mx]") {
  const auto [zone, domain, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"sub-domain", "news.acme.example", "info"},
      {"sub-domain-without-dmarc", "news.acme.example", "info"},
      {"sub-domain-apart", "news.acme.example", "error"},
      {"none", "ns1.acme.example", "info"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-missing", {.domain = domain}) == outcome);
}

TEST_CASE("mx-missing heeds what the plan says about inbound mail", "[rule][mx]") {
  survey::Plan takes_none;
  takes_none.no_inbound = true;
  CHECK(outcome_of("none", "mx-missing", {.plan = takes_none}) == "info");
  const survey::Plan takes_mail = test::inbound("mx1.acme.example", "mx2.acme.example");
  CHECK(outcome_of("sub-domain", "mx-missing", {.plan = takes_mail, .domain = "news.acme.example"}) == "error");
}

TEST_CASE("mx-missing offers two exchanges, and never a null MX to a domain that may send", "[rule][mx]") {
  const auto found = finding_of("none", "mx-missing");
  REQUIRE(found.publish.size() == 2);
  CHECK(found.publish[0] == lint::RecordChange{"acme.example", "MX", "10 <PRIMARY-HOST>."});
  CHECK(found.publish[1] == lint::RecordChange{"acme.example", "MX", "20 <BACKUP-HOST>."});
  CHECK_FALSE(found.complete);
}

TEST_CASE("mx-missing is undecided while the organisational domain is", "[rule][mx]") {
  survey::Facts facts = test::facts_with({});
  facts.mx = {};
  facts.dmarc.domain = facts.domain;
  facts.dmarc.steps = {{.name = facts.domain, .failure = dns::Failure{}}};
  CHECK(outcome_of(test::judge_facts(facts, "mx-missing")) == "undecided");
}

TEST_CASE("mx-missing is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-missing")) == "undecided");
}
