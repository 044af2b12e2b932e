#include <set>

#include "report/samples.h"
#include "rules/table.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;

namespace {

Json run_of(const Sample& sample, bool interrupted = false) {
  const std::span samples(&sample, 1);
  const Json document = Json::parse(printed("sarif", samples, {.version = "0.1.0"}, interrupted));
  CHECK(document["version"] == "2.1.0");
  REQUIRE(document["runs"].size() == 1);
  return document["runs"][0];
}

}  // namespace

TEST_CASE("every rule is described, with help and where to read on", "[report][sarif]") {
  const Json rules = run_of(healthy())["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == rules::all().size());
  for (const Json& rule : rules) {
    CAPTURE(rule["id"]);
    for (const char* text : {"shortDescription", "fullDescription", "help"}) CHECK(rule[text]["text"] != "");
    CHECK_THAT(rule["helpUri"].get<std::string>(), contains_text("https://www.rfc-editor.org/rfc/rfc"));
    CHECK(std::set<std::string>{"error", "warning", "note"}.contains(rule["defaultConfiguration"]["level"]));
  }
}

TEST_CASE("a result names its rule, its place and its name in DNS", "[report][sarif]") {
  Sample sample = broken_backup();
  sample.judgement.findings[0].place = dns::Place{"./zones/acme 1.zone", 12};
  sample.judgement.findings[1].place = dns::Place{"/srv/zones/acme.zone", 0};
  sample.judgement.findings[2].rule = "of-another-version";
  const Json run = run_of(sample);
  REQUIRE(run["results"].size() == 3);
  const Json& result = run["results"][0];
  CHECK(result["ruleId"] == "spf-esp-missing");
  CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] == "spf-esp-missing");
  CHECK(result["level"] == "error");
  CHECK(result["message"]["text"] ==
        "no mechanism that SPF reaches passes the ranges of SendGrid, and no return-path name does\n"
        "Fix: Add include:sendgrid.net in front of the \"all\".\n"
        "- acme.example. TXT \"v=spf1 include:spf.mtasv.net -all\"\n"
        "+ acme.example. TXT \"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\"");
  CHECK(result["locations"] == Json::parse(R"([{
    "physicalLocation": {"artifactLocation": {"uri": "zones/acme%201.zone", "uriBaseId": "%SRCROOT%"},
                         "region": {"startLine": 12}},
    "logicalLocations": [{"fullyQualifiedName": "acme.example", "kind": "namespace"}]}])"));
  CHECK(result["partialFingerprints"] == Json::parse(R"({"mailready/v1": "7fe95e6058b721eb"})"));
  CHECK(result["suppressions"] == Json::array());
  CHECK(run["results"][1]["locations"][0]["physicalLocation"] ==
        Json::parse(R"({"artifactLocation": {"uri": "file:///srv/zones/acme.zone"}})"));
  CHECK(run["results"][2]["level"] == "note");
  CHECK_FALSE(run["results"][2].contains("ruleIndex"));
  CHECK_FALSE(run["results"][2]["locations"][0].contains("physicalLocation"));
}

TEST_CASE("what is suppressed is listed with its reason", "[report][sarif]") {
  Sample sample = healthy();
  sample.judgement.suppressed = {{.finding = spf_esp_missing(), .reason = "moving in spring", .until = "2027-03-01"}};
  const Json results = run_of(sample)["results"];
  REQUIRE(results.size() == 1);
  CHECK(results[0]["suppressions"] ==
        Json::parse(R"([{"kind": "external", "justification": "moving in spring, until 2027-03-01"}])"));
  CHECK(results[0]["partialFingerprints"]["mailready/v1"] == "7fe95e6058b721eb");  // as if it were not
}

TEST_CASE("what is undetermined is a notification", "[report][sarif]") {
  const Json invocation = run_of(undecided())["invocations"][0];
  CHECK(invocation["executionSuccessful"] == true);
  const Json& notifications = invocation["toolExecutionNotifications"];
  REQUIRE(notifications.size() == 1);
  CHECK(notifications[0]["level"] == "error");
  CHECK(notifications[0]["message"]["text"] ==
        "acme.example: undecided, since DNS timed out: acme.example MX at 192.0.2.53:53 [mx-missing, mx-no-secondary]");
  CHECK(notifications[0]["associatedRule"]["id"] == "mx-missing");
  CHECK(run_of(healthy(), true)["invocations"][0]["executionSuccessful"] == false);
}
