#include "report/samples.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;

TEST_CASE("each finding is an issue with the keys that GitLab reads", "[report][gitlab]") {
  Sample sample = broken_backup();
  sample.judgement.findings[0].place = dns::Place{"./acme.zone", 12};
  const Json issues = Json::parse(printed("gitlab", sample));
  REQUIRE(issues.size() == 3);
  CHECK(issues[0] == Json::parse(R"({
    "description": "acme.example: no mechanism that SPF reaches passes the ranges of SendGrid, and no return-path name does Fix: Add include:sendgrid.net in front of the \"all\". - acme.example. TXT \"v=spf1 include:spf.mtasv.net -all\" + acme.example. TXT \"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\"",
    "check_name": "spf-esp-missing", "fingerprint": "7fe95e6058b721eb", "severity": "critical",
    "location": {"path": "acme.zone", "lines": {"begin": 12}}})"));
  CHECK(issues[1]["location"] == Json::parse(R"({"path": "acme.example", "lines": {"begin": 1}})"));
  CHECK(issues[2]["severity"] == "info");
}

TEST_CASE("a domain that is well has no issue, and one that could not be decided has", "[report][gitlab]") {
  CHECK(Json::parse(printed("gitlab", healthy())) == Json::array());
  Sample sample = undecided();
  sample.judgement.suppressed = {{.finding = spf_esp_missing(), .reason = "known"}};
  sample.judgement.undecided[1].weighs = false;
  const Json issues = Json::parse(printed("gitlab", sample));
  REQUIRE(issues.size() == 1);
  CHECK(issues[0]["severity"] == "major");
  CHECK(issues[0]["check_name"] == "mx-missing");
}
