#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("spf-esp-partial compares a flattened record with what the ESP publishes", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"stale.zone", Severity::warning},
      {"whole.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"mended-by-return-path.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-esp-partial/" + zone, "spf-esp-partial", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("spf-esp-partial names the networks that are missing", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-esp-partial/stale.zone", "spf-esp-partial", declared);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == std::vector<std::string>{"147.160.158.0/24"});
}
