#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-mx-limit allows ten exchanges to an mx mechanism", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"ten.zone", std::nullopt},
      {"eleven.zone", Severity::error},
      {"eleven-nested.zone", Severity::error},
      {"no-mechanism.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-mx-limit/" + zone, "spf-mx-limit");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-mx-limit names the mechanism, and counts", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"eleven.zone", R"(mx:pool.acme.example stands for 11 MX records)"},
      {"eleven-nested.zone", R"(mx:pool.acme.example in the record of _a.acme.example)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-mx-limit/" + zone, "spf-mx-limit");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-mx-limit is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-mx-limit/" + zone, "spf-mx-limit");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-mx-limit points at the mechanism", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"eleven.zone", "v=spf1 mx:pool.acme.example -all", Terms{"mx:pool.acme.example"}, ""},
      {"eleven-nested.zone", "v=spf1 mx:pool.acme.example -all", Terms{"mx:pool.acme.example"},
       "acme.example → _a.acme.example:"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-mx-limit/" + zone, "spf-mx-limit");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-mx-limit says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-mx-limit/absent.zone", "spf-mx-limit", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
