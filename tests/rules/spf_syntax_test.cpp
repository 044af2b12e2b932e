#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-syntax finds a record outside the grammar", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"valid.zone", std::nullopt},
      {"ipv4.zone", Severity::error},
      {"glued.zone", Severity::error},
      {"prefix.zone", Severity::error},
      {"hostile.zone", Severity::error},
      {"two-faults.zone", Severity::error},
      {"in-an-include.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-syntax/" + zone, "spf-syntax");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-syntax points at the fault", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-syntax/prefix.zone", "spf-syntax");
  REQUIRE(findings.size() == 1);
  // "v=spf1 ip4:185.10.20.0/" are 23 octets.
  CHECK_THAT(findings[0].message, contains_text("at column 24, in ip4:185.10.20.0/33"));
  CHECK(findings[0].evidence ==
        std::vector<std::string>{"v=spf1 ip4:185.10.20.0/33 include:sendgrid.net -all", "-----------------------^"});
  CHECK(findings[0].publish.empty());
  CHECK_FALSE(findings[0].complete);
}

TEST_CASE("spf-syntax offers the record that was meant", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"ipv4.zone", R"("v=spf1 ip4:185.10.20.7 include:spf.mtasv.net include:sendgrid.net -all")"},
      {"glued.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net ip4:185.10.20.7 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-syntax/" + zone, "spf-syntax");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-syntax shows no octet raw that a terminal should not see", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-syntax/hostile.zone", "spf-syntax");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence[0] == R"(v=spf1 mx\027[31mred -all)");
  CHECK(findings[0].message.find('\033') == std::string::npos);
}

TEST_CASE("spf-syntax says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-syntax/absent.zone", "spf-syntax", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
