#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-duplicate-term finds what is said twice in one record", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"include.zone", Severity::info},
      {"canonical.zone", Severity::info},
      {"in-two-records.zone", std::nullopt},
      {"behind-all.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-duplicate-term/" + zone, "spf-duplicate-term");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-duplicate-term offers the record without the repetition", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"include.zone", R"("v=spf1 include:_a.acme.example ip4:185.10.20.7 -all")"},
      {"canonical.zone", R"("v=spf1 ip4:185.10.20.7 a -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-duplicate-term/" + zone, "spf-duplicate-term");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-duplicate-term points at the later terms", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"canonical.zone", "v=spf1 ip4:185.10.20.7 ip4:185.10.20.7/32 a +A:acme.example -all",
       Terms{"ip4:185.10.20.7/32", "+A:acme.example"}, ""},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-duplicate-term/" + zone, "spf-duplicate-term");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-duplicate-term says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-duplicate-term/absent.zone", "spf-duplicate-term", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
