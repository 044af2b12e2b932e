#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("dkim-esp-missing wants a usable key at the declared selectors", "[rule][dkim]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", Severity::error},
      {"no-txt.zone", Severity::error},
      {"not-for-mail.zone", Severity::error},
      {"sha1.zone", Severity::error},
      {"wildcard.zone", Severity::error},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("dkim-esp-missing/" + zone, "dkim-esp-missing", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("dkim-esp-missing gives way to the rule that says it more precisely", "[rule][dkim]") {
  const auto [zone, rule] = GENERATE(table<std::string, std::string>({
      {"revoked.zone", "dkim-key-revoked"},
      {"dangling.zone", "dkim-cname-dangling"},
  }));
  const auto findings = test::lint_fixture("dkim-esp-missing/" + zone, "dkim-esp-missing", declared);
  REQUIRE(findings.size() == 1);  // alone, it must not read as a pass
  CHECK(findings[0].unless == std::vector{rule});
}

TEST_CASE("dkim-esp-missing tries what the catalogue knows before it calls a key missing", "[rule][dkim]") {
  const test::Setup unnamed{.plan = test::plan("postmark:pm", {"sendgrid"})};
  CHECK(test::lint_fixture("dkim-esp-missing/second-selector.zone", "dkim-esp-missing", unnamed).empty());
  const test::Setup mailgun{.plan = test::plan("postmark:pm", {"mailgun:pdk1"})};
  CHECK(test::lint_fixture("dkim-esp-missing/below-sending-domain.zone", "dkim-esp-missing", mailgun).empty());
}

TEST_CASE("dkim-esp-missing leaves open what a selector that nobody named may hold", "[rule][dkim]") {
  const test::Setup unnamed{.plan = test::plan("postmark:pm", {"sendgrid"})};
  const auto judgement = test::judge_fixture("dkim-esp-missing/absent.zone", "dkim-esp-missing", unnamed);
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].reason == "selector");
  CHECK(judgement.verdict == lint::Verdict::undetermined);
}

TEST_CASE("dkim-esp-missing lets campaigns wait for their backup", "[rule][dkim]") {
  test::Setup marketing = declared;
  marketing.plan.stream = survey::Stream::marketing;
  const auto findings = test::lint_fixture("dkim-esp-missing/absent.zone", "dkim-esp-missing", marketing);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
}
