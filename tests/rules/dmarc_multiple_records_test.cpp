#include "support/catch.h"
#include "support/dmarc_walks.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;
using test::published;
using test::silent;
using test::walked;

TEST_CASE("dmarc-multiple-records counts policies, not texts", "[rule][dmarc]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"two", "error"},
      {"one", "clean"},
      {"beside-others", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dmarc-multiple-records") == outcome);
}

TEST_CASE("dmarc-multiple-records looks where the policy comes from", "[rule][dmarc]") {
  CHECK(outcome_of("above", "dmarc-multiple-records", {.domain = "news.acme.example"}) == "error");
  CHECK(outcome_of("above", "dmarc-multiple-records", {.domain = "shop.acme.example"}) == "clean");
}

TEST_CASE("dmarc-multiple-records shows the records", "[rule][dmarc]") {
  const auto found = finding_of("two", "dmarc-multiple-records");
  CHECK_THAT(found.message, contains_text("2 DMARC records stand at _dmarc.acme.example"));
  CHECK(found.evidence.size() == 2);
}

TEST_CASE("dmarc-multiple-records is undecided only where the policy is", "[rule][dmarc]") {
  const auto own = published("news.acme.example", "v=DMARC1; p=none");
  CHECK(outcome_of(test::judge_facts(walked({own, silent("acme.example")}), "dmarc-multiple-records")) == "clean");
  CHECK(outcome_of(test::judge_facts(walked({silent("news.acme.example")}), "dmarc-multiple-records")) == "undecided");
}
