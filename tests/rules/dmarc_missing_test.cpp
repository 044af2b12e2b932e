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

TEST_CASE("dmarc-missing looks where receivers look", "[rule][dmarc]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"none", "warning"},
      {"own", "clean"},
      {"at-the-domain", "warning"},
      {"wildcard", "warning"},
      {"through-an-alias", "clean"},
      {"malformed", "clean"},
      {"two", "clean"},
      {"parked", "warning"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dmarc-missing") == outcome);
}

TEST_CASE("dmarc-missing knows that sub-domains inherit", "[rule][dmarc]") {
  CHECK(outcome_of("own", "dmarc-missing", {.domain = "news.acme.example"}) == "clean");
}

TEST_CASE("dmarc-missing is an error for marketing mail", "[rule][dmarc]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  CHECK(outcome_of("none", "dmarc-missing", {.plan = plan}) == "warning");
  plan.outbound[1].stream = survey::Stream::marketing;
  CHECK(outcome_of("none", "dmarc-missing", {.plan = plan}) == "error");
}

TEST_CASE("dmarc-missing has a parked domain's mail refused", "[rule][dmarc]") {
  const auto found = finding_of("parked", "dmarc-missing");
  CHECK(found.publish == std::vector<lint::RecordChange>{{"_dmarc.acme.example", "TXT", "\"v=DMARC1; p=reject\""}});
  CHECK(found.complete);
}

TEST_CASE("dmarc-missing is undecided only while there may be no policy", "[rule][dmarc]") {
  const auto own = published("news.acme.example", "v=DMARC1; p=none");
  const auto above = published("acme.example", "v=DMARC1; p=none");
  const auto outcome = [](std::vector<dmarc::Step> steps) {
    return outcome_of(test::judge_facts(walked(std::move(steps)), "dmarc-missing"));
  };
  CHECK(outcome({without_policy("news.acme.example"), silent("acme.example")}) == "undecided");
  CHECK(outcome({own, silent("acme.example")}) == "clean");
  CHECK(outcome({silent("news.acme.example"), above}) == "clean");
}
