#include "support/catch.h"
#include "support/outcome.h"
#include "support/transport_facts.h"

using namespace mailready;
using namespace mailready::test;
using Changes = std::vector<lint::RecordChange>;

namespace {

const std::string good = "version: STSv1\nmode: enforce\nmx: mx1.acme.example\nmax_age: 604800\n";

}  // namespace

TEST_CASE("mta-sts-syntax wants one record that parses", "[rule][mta-sts]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"clean", "clean"},
      {"none", "clean"},
      {"id-date", "error"},
      {"no-id", "error"},
      {"two", "error"},
      {"beside-others", "clean"},
      {"lower-case", "error"},
      {"something-else", "clean"},
      {"alias", "clean"},
      {"in-strings", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mta-sts-syntax", {.mta_sts_policy = good}) == outcome);
}

TEST_CASE("mta-sts-syntax wants a policy that parses", "[rule][mta-sts]") {
  const auto [policy, outcome] = GENERATE(table<std::string, std::string>({
      {good, "clean"},
      {"version: STSv1\nmode: none\nmax_age: 604800\n", "clean"},
      {"version: STSv1\nmode: on\nmx: mx1.acme.example\nmax_age: 604800\n", "error"},
      {"<html>", "error"},
  }));
  CAPTURE(policy);
  CHECK(outcome_of("clean", "mta-sts-syntax", {.mta_sts_policy = policy}) == outcome);
}

TEST_CASE("mta-sts-syntax corrects an id where that can be told", "[rule][mta-sts]") {
  const auto date = finding_of("id-date", "mta-sts-syntax");
  CHECK(date.publish == Changes{{"_mta-sts.acme.example", "TXT", "\"v=STSv1; id=20260101T000000\""}});
  CHECK(date.remove == Changes{{"_mta-sts.acme.example", "TXT", "\"v=STSv1; id=2026-01-01T00:00:00\""}});
  CHECK(date.complete);
  const auto none = finding_of("no-id", "mta-sts-syntax");
  CHECK(none.publish == Changes{{"_mta-sts.acme.example", "TXT", "\"v=STSv1; id=<NEW-POLICY-ID>\""}});
  CHECK_FALSE(none.complete);
  CHECK(finding_of("two", "mta-sts-syntax").remove.size() == 2);
  CHECK(finding_of("lower-case", "mta-sts-syntax").publish ==
        Changes{{"_mta-sts.acme.example", "TXT", "\"v=STSv1; id=20260101\""}});
}

TEST_CASE("mta-sts-syntax is undecided about a policy that nobody has seen", "[rule][mta-sts]") {
  CHECK(outcome_of("clean", "mta-sts-syntax") == "undecided");
  CHECK(outcome_of("none", "mta-sts-syntax") == "clean");
  CHECK(outcome_of("no-id", "mta-sts-syntax") == "error");
  CHECK(outcome_of(judge_facts(facts_without_policy_record(), "mta-sts-syntax")) == "undecided");
  const auto later = judge_facts(facts_with_policy(unfetched(dns::Failure::Kind::unreachable)), "mta-sts-syntax");
  REQUIRE(outcome_of(later) == "undecided");
  CHECK(later.undecided[0].reason == "policy");
  CHECK(later.undecided[0].detail == "https://mta-sts.acme.example/.well-known/mta-sts.txt: Connection refused");
}

TEST_CASE("mta-sts-syntax leaves what no sender takes to mta-sts-policy-missing", "[rule][mta-sts]") {
  survey::PolicyFacts page = refused_policy("it comes as text/html and not as text/plain");
  page.error = "line 1: it is no field of the form NAME: VALUE";
  CHECK(outcome_of(judge_facts(facts_with_policy(page), "mta-sts-syntax")) == "clean");
  page.refused.clear();
  CHECK(outcome_of(judge_facts(facts_with_policy(page), "mta-sts-syntax")) == "error");
}
