#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-missing finds that no record is published", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"present.zone", std::nullopt},
      {"broken.zone", std::nullopt},
      {"none.zone", Severity::error},
      {"other-txt.zone", Severity::error},
      {"semicolon.zone", Severity::error},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-missing/" + zone, "spf-missing");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-missing is a note where return-path names authorise every declared ESP", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, Severity>({
      {"return-path.zone", Severity::info},
      {"one-return-path.zone", Severity::error},
      {"none.zone", Severity::error},
  }));
  CAPTURE(zone);
  test::Setup setup{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};
  setup.plan.outbound[1].return_path = *survey::parse_return_path("em4821");
  const auto findings = test::lint_fixture("spf-missing/" + zone, "spf-missing", setup);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == severity);
}

TEST_CASE("spf-missing offers the record that the plan asks for", "[rule][spf]") {
  const test::Setup setup{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"none.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net -all")"},
      {"one-return-path.zone", R"("v=spf1 include:sendgrid.net -all")"},
      {"google-mailboxes.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net include:_spf.google.com -all")"},
      {"semicolon.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-missing/" + zone, "spf-missing", setup);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].name == "acme.example");
  CHECK(findings[0].publish[0].data == data);
}

TEST_CASE("spf-missing offers a template where nothing tells who sends", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-missing/none.zone", "spf-missing");
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings[0].complete);
  CHECK(findings[0].publish[0].data == R"("v=spf1 include:<SPF-NAME-OF-YOUR-ESP> ~all")");
}

TEST_CASE("spf-missing shows the TXT record that people take for SPF", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-missing/other-txt.zone", "spf-missing");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == std::vector<std::string>{R"(acme.example. TXT "my spf is v=spf1 -all")"});
}

TEST_CASE("spf-missing says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-missing/none.zone", "spf-missing", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
