#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-ptr finds the deprecated mechanism", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"own.zone", Severity::warning},
      {"own-include.zone", Severity::warning},
      {"behind-all.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-ptr/" + zone, "spf-ptr");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-ptr offers the record without it, as a part of the fix", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-ptr/own.zone", "spf-ptr");
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == R"("v=spf1 ip4:185.10.20.7 -all")");
}

TEST_CASE("spf-ptr is but a note where the record is somebody else's", "[rule][spf]") {
  const test::Setup below{.plan = {}, .domain = "shop.acme.example"};
  const auto judgement = test::judge_zone(
      "$ORIGIN acme.example.\n$TTL 3600\n"
      "shop TXT \"v=spf1 include:_spf.acme.example -all\"\n"
      "_spf TXT \"v=spf1 ptr -all\"\n",
      "spf-ptr", below);
  REQUIRE(judgement.findings.size() == 1);
  CHECK(judgement.findings[0].severity == Severity::info);
  CHECK(judgement.findings[0].publish.empty());
}

TEST_CASE("spf-ptr points at each", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"own.zone", "v=spf1 ptr ip4:185.10.20.7 ?PTR:acme.example -all", Terms{"ptr", "?PTR:acme.example"}, ""},
      {"own-include.zone", "v=spf1 ptr -all", Terms{"ptr"}, "acme.example → _a.acme.example:"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-ptr/" + zone, "spf-ptr");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-ptr says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-ptr/absent.zone", "spf-ptr", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
