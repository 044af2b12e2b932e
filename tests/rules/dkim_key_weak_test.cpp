#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-key-weak weighs the length by whose key it is", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"rsa-768.zone", Severity::error},
      {"rsa-1024.zone", Severity::warning},
      {"rsa-1024-behind-alias.zone", Severity::info},
      {"rsa-1024-behind-own-alias.zone", Severity::warning},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-key-weak/" + zone, "dkim-key-weak", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-key-weak only warns of a short key of an ESP that is not declared", "[rule][dkim]") {
  const test::Setup others{.plan = test::plan("postmark:pm", {"mailgun:k1"}), .discover = true};
  const auto findings = test::lint_fixture("dkim-key-weak/rsa-768.zone", "dkim-key-weak", others);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
}
