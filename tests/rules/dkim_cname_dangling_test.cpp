#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-cname-dangling follows the alias of a declared ESP", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"dangling.zone", Severity::error},
      {"no-key.zone", std::nullopt},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-cname-dangling/" + zone, "dkim-cname-dangling", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-cname-dangling only warns of an ESP that is not declared", "[rule][dkim]") {
  const test::Setup others{.plan = test::plan("postmark:pm", {"mailgun:k1"}), .discover = true};
  const auto findings = test::lint_fixture("dkim-cname-dangling/dangling.zone", "dkim-cname-dangling", others);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].remove.size() == 1);
}

TEST_CASE("dkim-cname-dangling lets a provider's spare selector dangle", "[rule][dkim]") {
  const test::Setup microsoft{.plan = test::plan("microsoft-365", {"sendgrid:s1"})};
  CHECK(test::lint_fixture("dkim-cname-dangling/spare.zone", "dkim-cname-dangling", microsoft).empty());
}
