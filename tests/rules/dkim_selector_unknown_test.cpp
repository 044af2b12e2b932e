#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark", {"sendgrid:s1"})};

TEST_CASE("dkim-selector-unknown asks for the selector of an ESP that generates it", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"dated.zone", Severity::warning},
      {"clean.zone", std::nullopt},
      {"no-keys.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-selector-unknown/" + zone, "dkim-selector-unknown", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-selector-unknown is only told of an ESP that the records reveal", "[rule][dkim]") {
  const auto findings = test::lint_fixture("dkim-selector-unknown/dated.zone", "dkim-selector-unknown");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].provider == "postmark");
}
