#include <optional>

#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("mx-target-proxied finds an exchange with web proxies for addresses", "[rule][mx]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"proxied.zone", Severity::error},
      {"half.zone", std::nullopt},
      {"provider.zone", std::nullopt},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("mx-target-proxied/" + zone, "mx-target-proxied");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "mx2.acme.example");
  CHECK_THAT(findings[0].message, contains_text("Cloudflare"));
}
