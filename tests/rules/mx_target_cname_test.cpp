#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-target-cname wants hosts and no aliases", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"alias", "error"},
      {"dangling", "error"},
      {"chain", "error"},
      {"hosts", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-target-cname") == outcome);
}

TEST_CASE("mx-target-cname names the host in the MX record", "[rule][mx]") {
  const auto found = finding_of("chain", "mx-target-cname");
  CHECK(found.subject == "mail.acme.example");
  CHECK(found.publish == std::vector<lint::RecordChange>{{"acme.example", "MX", "20 mx2.holdmail.test."}});
  CHECK(found.remove == std::vector<lint::RecordChange>{{"acme.example", "MX", "20 mail.acme.example."}});
  CHECK(found.evidence == std::vector<std::string>{
                              "acme.example. MX 20 mail.acme.example.", "mail.acme.example. CNAME relay.acme.example.",
                              "relay.acme.example. CNAME mx2.holdmail.test.", "mx2.holdmail.test. A 80.31.9.25",
                              "mx2.holdmail.test. AAAA 2a0d:31:9::25"});
}

TEST_CASE("mx-target-cname does not lead to a host that is gone", "[rule][mx]") {
  const auto found = finding_of("dangling", "mx-target-cname");
  CHECK_THAT(found.message, contains_text("old.acme.example, which has no address"));
  CHECK(found.publish == std::vector<lint::RecordChange>{{"mail.acme.example", "A", "<IPV4-ADDRESS>"}});
  CHECK_FALSE(found.complete);
}

TEST_CASE("mx-target-cname is decided by either address question", "[rule][mx]") {
  const auto [ipv4, ipv6, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"185.10.20.10", "?", "clean"},
      {"?", "2a05:10:20::10", "clean"},
      {"", "?", "clean"},
      {"?", "?", "undecided"},
  }));
  CAPTURE(ipv4, ipv6);
  const survey::Facts facts = test::facts_with({{10, "mx1.acme.example", ipv4, ipv6}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-target-cname")) == outcome);
}

TEST_CASE("mx-target-cname is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-target-cname")) == "undecided");
}

TEST_CASE("mx-target-cname needs no answer from where the alias leads", "[rule][mx]") {
  const std::string zone = GENERATE("target-unknown.zone", "circle.zone");
  const auto judgement = test::judge_fixture("mx-target-cname/" + zone, "mx-target-cname");
  REQUIRE(judgement.findings.size() == 1);
  CHECK(judgement.findings[0].subject == "mail.acme.example");
  CHECK(judgement.undecided.empty());
}
