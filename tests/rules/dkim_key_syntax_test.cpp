#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-key-syntax finds the key of a declared ESP that does not parse", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"two-records.zone", Severity::error},
      {"tag-twice.zone", Severity::error},
      {"bad-base64.zone", Severity::error},
      {"of-another.zone", std::nullopt},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-key-syntax/" + zone, "dkim-key-syntax", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-key-syntax warns of the broken key of another ESP, where every selector is tried", "[rule][dkim]") {
  test::Setup discovering = declared;
  discovering.discover = true;
  const auto findings = test::lint_fixture("dkim-key-syntax/of-another.zone", "dkim-key-syntax", discovering);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].subject == "mailjet._domainkey.acme.example");
}
