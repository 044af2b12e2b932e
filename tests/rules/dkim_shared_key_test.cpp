#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-shared-key compares the keys of different ESPs", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"same.zone", Severity::warning},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-shared-key/" + zone, "dkim-shared-key", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-shared-key lets one ESP use its key twice", "[rule][dkim]") {
  const test::Setup twice{.plan = test::plan("postmark:pm", {"sendgrid:s1,s2"})};
  CHECK(test::lint_fixture("dkim-shared-key/one-esp-twice.zone", "dkim-shared-key", twice).empty());
}
