#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-type99 finds records of the obsolete type", "[rule][spf]") {
  const auto [zone, count] = GENERATE(table<std::string, std::size_t>({
      {"txt-only.zone", 0},
      {"both.zone", 1},
      {"alone.zone", 1},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-type99/" + zone, "spf-type99");
  REQUIRE(findings.size() == count);
  if (count == 0) return;
  CHECK(findings[0].severity == Severity::info);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].type == "SPF");
  CHECK(findings[0].remove[0].data == R"("v=spf1 include:spf.mtasv.net -all")");
}

TEST_CASE("spf-type99 is undecided where it cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  CHECK(test::judge_fixture("spf-type99/both.zone", "spf-type99", setup).undecided.size() == 1);
}
