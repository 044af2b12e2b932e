#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-key-revoked holds the declared selectors against their keys", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"revoked.zone", Severity::error},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-key-revoked/" + zone, "dkim-key-revoked", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-key-revoked does not mind a selector that nobody declared", "[rule][dkim]") {
  const test::Setup unnamed{.plan = test::plan("postmark:pm", {"sendgrid"})};
  CHECK(test::lint_fixture("dkim-key-revoked/revoked.zone", "dkim-key-revoked", unnamed).empty());
}
