#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("spf-esp-return-path tells of an ESP authorised there only", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"only-there.zone", Severity::info},
      {"both.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-esp-return-path/" + zone, "spf-esp-return-path", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}
