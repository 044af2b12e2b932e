#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-answer-too-long measures the whole TXT answer", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"512.zone", std::nullopt},
      {"513.zone", Severity::info},
      {"1232.zone", Severity::info},
      {"1233.zone", Severity::warning},
      {"no-spf.zone", Severity::info},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-answer-too-long/" + zone, "spf-answer-too-long");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-answer-too-long says how much of it is not SPF", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"513.zone", R"(513 octets, more than plain UDP carries, of which 0 are not SPF)"},
      {"1233.zone", R"(1233 octets, so that receivers need TCP to get it, of which 200 are not SPF)"},
      {"no-spf.zone", R"(556 octets, more than plain UDP carries, of which 526 are not SPF)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-answer-too-long/" + zone, "spf-answer-too-long");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-answer-too-long is undecided where TXT cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  CHECK(test::judge_fixture("spf-answer-too-long/512.zone", "spf-answer-too-long", setup).undecided.size() == 1);
}
