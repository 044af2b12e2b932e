#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("dkim-missing knows that there is no key, or says nothing", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"none.zone", Severity::warning},
      {"key.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-missing/" + zone, "dkim-missing");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-missing leaves declared ESPs to dkim-esp-missing", "[rule][dkim]") {
  const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};
  CHECK(test::lint_fixture("dkim-missing/none.zone", "dkim-missing", declared).empty());
}
