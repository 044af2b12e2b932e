#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-no-all judges the record that decides", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"at-the-domain.zone", Severity::warning},
      {"fail.zone", std::nullopt},
      {"softfail.zone", std::nullopt},
      {"neutral.zone", std::nullopt},
      {"at-the-redirect.zone", Severity::warning},
      {"in-an-include.zone", std::nullopt},
      {"broken-redirect.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-no-all/" + zone, "spf-no-all");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-no-all offers another end in the record that decides", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"at-the-domain.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
      {"at-the-redirect.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-no-all/" + zone, "spf-no-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-no-all names the record that a redirect leads to", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-no-all/at-the-redirect.zone", "spf-no-all");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text("record at _spf.acme.example"));
  CHECK(findings[0].publish[0].name == "_spf.acme.example");
}

TEST_CASE("spf-no-all is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread-redirect.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-no-all/" + zone, "spf-no-all");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-no-all points behind the last term", "[rule][spf]") {
  const std::string record = "v=spf1 ip4:185.10.20.7", caret = std::string(record.size(), '-') + "^";
  const auto own = test::lint_fixture("spf-no-all/at-the-domain.zone", "spf-no-all");
  REQUIRE(own.size() == 1);
  CHECK(own[0].evidence == std::vector<std::string>{record, caret});
  const auto redirected = test::lint_fixture("spf-no-all/at-the-redirect.zone", "spf-no-all");
  REQUIRE(redirected.size() == 1);
  CHECK(redirected[0].evidence == std::vector<std::string>{"_spf.acme.example:", record, caret});
}

TEST_CASE("spf-no-all says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-no-all/absent.zone", "spf-no-all", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
