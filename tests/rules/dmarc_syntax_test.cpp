#include "support/catch.h"
#include "support/dmarc_walks.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;
using test::published;
using test::silent;
using test::walked;
using test::without_policy;

TEST_CASE("dmarc-syntax tells a broken policy from other texts", "[rule][dmarc]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"policy-first", "error"},
      {"version", "error"},
      {"unknown-policy", "error"},
      {"no-mailto", "error"},
      {"policy-only", "error"},
      {"clean", "clean"},
      {"no-policy", "clean"},
      {"unknown-tags", "clean"},
      {"something-else", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dmarc-syntax") == outcome);
}

TEST_CASE("dmarc-syntax looks where the policy comes from", "[rule][dmarc]") {
  CHECK(outcome_of("above", "dmarc-syntax", {.domain = "news.acme.example"}) == "error");
  CHECK(outcome_of("above", "dmarc-syntax", {.domain = "shop.acme.example"}) == "clean");
}

TEST_CASE("dmarc-syntax says what is wrong and shows the record", "[rule][dmarc]") {
  const auto found = finding_of("unknown-policy", "dmarc-syntax");
  CHECK_THAT(found.message, contains_text("rejct"));
  CHECK(found.evidence == std::vector<std::string>{"_dmarc.acme.example. TXT \"v=DMARC1; p=rejct\""});
}

TEST_CASE("dmarc-syntax offers the record as it was meant", "[rule][dmarc]") {
  const auto [zone, record] = GENERATE(table<std::string, std::string>({
      {"policy-first", "v=DMARC1; p=reject; rua=mailto:dmarc@acme.example"},
      {"version", "v=DMARC1; p=reject"},
      {"unknown-policy", "v=DMARC1; p=reject"},
      {"no-mailto", "v=DMARC1; p=none; rua=mailto:dmarc@acme.example"},
      {"policy-only", "v=DMARC1; p=reject"},
  }));
  CAPTURE(zone);
  const auto found = finding_of(zone, "dmarc-syntax");
  CHECK(found.publish == std::vector<lint::RecordChange>{{"_dmarc.acme.example", "TXT", "\"" + record + "\""}});
  CHECK(found.remove.size() == 1);
  CHECK(found.complete);
}

TEST_CASE("dmarc-syntax guesses no policy", "[rule][dmarc]") {
  dmarc::Step step = without_policy("news.acme.example");
  step.policies = {"v=DMARC1; p=always"};
  step.error = dmarc::parse(step.policies[0]).error();
  const auto judgement = test::judge_facts(walked({step}), "dmarc-syntax");
  REQUIRE(judgement.findings.size() == 1);
  CHECK_FALSE(judgement.findings[0].complete);
  CHECK_THAT(judgement.findings[0].publish.at(0).data, contains_text("p=<POLICY>"));
}

TEST_CASE("dmarc-syntax is undecided only where the policy is", "[rule][dmarc]") {
  const auto own = published("news.acme.example", "v=DMARC1; p=none");
  CHECK(outcome_of(test::judge_facts(walked({own, silent("acme.example")}), "dmarc-syntax")) == "clean");
  CHECK(outcome_of(test::judge_facts(walked({silent("news.acme.example")}), "dmarc-syntax")) == "undecided");
}
