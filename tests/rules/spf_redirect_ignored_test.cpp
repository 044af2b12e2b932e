#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-redirect-ignored finds a redirect beside all", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"alone.zone", std::nullopt},
      {"behind-all.zone", Severity::warning},
      {"in-front.zone", Severity::warning},
      {"own-include.zone", Severity::warning},
      {"lookalike.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-redirect-ignored/" + zone, "spf-redirect-ignored");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-redirect-ignored offers the record without it", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"behind-all.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
      {"in-front.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-redirect-ignored/" + zone, "spf-redirect-ignored");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-redirect-ignored points at the redirect", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"behind-all.zone", "v=spf1 ip4:185.10.20.7 -all redirect=_a.acme.example", Terms{"redirect=_a.acme.example"},
       ""},
      {"in-front.zone", "v=spf1 redirect=_a.acme.example ip4:185.10.20.7 -all", Terms{"redirect=_a.acme.example"}, ""},
      {"own-include.zone", "v=spf1 ip4:185.10.20.7 -all redirect=_b.acme.example", Terms{"redirect=_b.acme.example"},
       "_a.acme.example:"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-redirect-ignored/" + zone, "spf-redirect-ignored");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-redirect-ignored says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-redirect-ignored/absent.zone", "spf-redirect-ignored", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
