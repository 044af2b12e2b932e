#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-multiple-records wants one SPF record at the most", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"one.zone", std::nullopt},
      {"two.zone", Severity::error},
      {"two-cases.zone", Severity::error},
      {"redirect.zone", Severity::error},
      {"in-an-include.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-multiple-records/" + zone, "spf-multiple-records");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-multiple-records offers the merged record in the place of all", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-multiple-records/two.zone", "spf-multiple-records");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  CHECK(findings[0].remove.size() == 2);
  REQUIRE(findings[0].publish.size() == 1);
  const std::string data = findings[0].publish[0].data;
  CHECK_THAT(data, contains_text("include:spf.mtasv.net") && contains_text("include:sendgrid.net"));
  CHECK_THAT(data, Catch::Matchers::EndsWith(" ~all\""));
}

TEST_CASE("spf-multiple-records offers nothing where merging needs a person", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-multiple-records/redirect.zone", "spf-multiple-records");
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings[0].complete);
  CHECK(findings[0].publish.empty());
  CHECK(findings[0].evidence.size() == 2);
}

TEST_CASE("spf-multiple-records says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-multiple-records/absent.zone", "spf-multiple-records", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
