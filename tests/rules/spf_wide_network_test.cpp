#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-wide-network bounds what the domain's own record passes", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"at-the-bounds.zone", std::nullopt},
      {"ip4.zone", Severity::warning},
      {"ip6.zone", Severity::warning},
      {"a.zone", Severity::warning},
      {"mx.zone", Severity::warning},
      {"not-passed.zone", std::nullopt},
      {"in-an-include.zone", std::nullopt},
      {"behind-all.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-wide-network/" + zone, "spf-wide-network");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-wide-network names the term", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"ip4.zone", R"(ip4:185.10.0.0/15 passes)"},
      {"a.zone", R"(a/8 passes)"},
      {"mx.zone", R"(mx//16 passes)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-wide-network/" + zone, "spf-wide-network");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-wide-network points at the term", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"ip4.zone", "v=spf1 ip4:185.10.0.0/15 -all", Terms{"ip4:185.10.0.0/15"}, ""},
      {"a.zone", "v=spf1 a/8 -all", Terms{"a/8"}, ""},
      {"mx.zone", "v=spf1 mx//16 -all", Terms{"mx//16"}, ""},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-wide-network/" + zone, "spf-wide-network");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-wide-network says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-wide-network/absent.zone", "spf-wide-network", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
