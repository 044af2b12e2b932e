#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dmarc-esp-unaligned wants one aligned leg under an enforced policy", "[rule][dmarc]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"no-key.zone", Severity::error},
      {"policy-none.zone", std::nullopt},
      {"testing.zone", std::nullopt},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dmarc-esp-unaligned/" + zone, "dmarc-esp-unaligned", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dmarc-esp-unaligned accepts an aligned return path without a key", "[rule][dmarc]") {
  test::Setup named = declared;
  named.plan.outbound[1].return_path = {survey::ReturnPath::Kind::named, "em4821"};
  CHECK(test::lint_fixture("dmarc-esp-unaligned/return-path.zone", "dmarc-esp-unaligned", named).empty());
}

TEST_CASE("dmarc-esp-unaligned judges a sending domain by the mode of the policy", "[rule][dmarc]") {
  const test::Setup mailgun{.plan = test::plan("postmark:pm", {"mailgun:pdk1@mg.acme.example"})};
  CHECK(test::lint_fixture("dmarc-esp-unaligned/relaxed.zone", "dmarc-esp-unaligned", mailgun).empty());
  const auto findings = test::lint_fixture("dmarc-esp-unaligned/strict.zone", "dmarc-esp-unaligned", mailgun);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].provider == "mailgun");
}
