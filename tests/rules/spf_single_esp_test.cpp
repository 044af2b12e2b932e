#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-single-esp counts the transactional ESPs that the records authorise", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"one.zone", Severity::warning},
      {"two.zone", std::nullopt},
      {"none.zone", Severity::info},
      {"behind-another.zone", Severity::warning},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-single-esp/" + zone, "spf-single-esp");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("spf-single-esp rests where a plan says who sends", "[rule][spf]") {
  const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};
  CHECK(test::lint_fixture("spf-single-esp/one.zone", "spf-single-esp", declared).empty());
}
