#include "support/catch.h"
#include "support/dmarc_walks.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

constexpr const char* rule = "dmarc-report-unauthorised";

TEST_CASE("dmarc-report-unauthorised asks other organisations whether they take the reports", "[rule][dmarc]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"own", "clean"},
      {"elsewhere", "warning"},
      {"two-at-one-host", "warning"},
      {"two-receivers", "warning warning"},
      {"agreed", "clean"},
      {"agreed-for-everybody", "clean"},
      {"agreed-for-another", "warning"},
      {"no-agreement", "warning"},
      {"silent", "undecided"},
      {"none", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, rule) == outcome);
}

TEST_CASE("dmarc-report-unauthorised says what the other domain has to publish", "[rule][dmarc]") {
  // The policy of news.acme.example stands at acme.example, and that is the name that the other domain agrees to.
  const std::string domain = GENERATE("acme.example", "news.acme.example");
  const lint::Finding found = finding_of("elsewhere", rule, {.domain = domain});
  CHECK(found.subject == domain);
  CHECK(found.publish == std::vector<lint::RecordChange>{
                             {"acme.example._report._dmarc.reports.elsewhere.example", "TXT", "\"v=DMARC1;\""}});
  CHECK_THAT(found.fix, contains_text("for reports.elsewhere.example to publish"));
}

TEST_CASE("dmarc-report-unauthorised shows no octets of an address raw", "[rule][dmarc]") {
  survey::Facts facts = test::walked({test::published("news.acme.example", "v=DMARC1; p=none")});
  facts.report_receivers.push_back(
      {.uri = "mailto:\x1b[2J@elsewhere.example", .host = test::name("elsewhere.example")});
  const auto judgement = test::judge_facts(facts, rule);
  REQUIRE(judgement.findings.size() == 1);
  CHECK_THAT(judgement.findings[0].fix, contains_text("\\027[2J@elsewhere.example"));
}

TEST_CASE("dmarc-report-unauthorised is undecided while a policy may stand above", "[rule][dmarc]") {
  CHECK(outcome_of(test::judge_facts(test::walked({test::silent("news.acme.example")}), rule)) == "undecided");
}
