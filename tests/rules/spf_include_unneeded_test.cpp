#include <optional>

#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("spf-include-unneeded finds the cheapest lookup to save near the limit", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"nine.zone", Severity::info},
      {"eight.zone", std::nullopt},
      {"nine-without-return-path.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-include-unneeded/" + zone, "spf-include-unneeded", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("spf-include-unneeded offers the record without the include", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-include-unneeded/nine.zone", "spf-include-unneeded", declared);
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK_THAT(findings[0].publish[0].data, contains_text("v=spf1 include:sendgrid.net a:h1.acme.example"));
}

TEST_CASE("spf-include-unneeded points at the include", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-include-unneeded/nine.zone", "spf-include-unneeded", declared);
  REQUIRE(findings.size() == 1);
  CHECK(test::marked(findings[0].evidence) == std::vector<std::string>{"include:spf.mtasv.net"});
}
