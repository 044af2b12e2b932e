#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-term-after-all finds mechanisms that can never match", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"last.zone", std::nullopt},
      {"include.zone", Severity::warning},
      {"second-all.zone", Severity::warning},
      {"many.zone", Severity::warning},
      {"own-include.zone", Severity::warning},
      {"redirect.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-term-after-all/" + zone, "spf-term-after-all");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-term-after-all says which", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"include.zone", R"(include:sendgrid.net stands behind -all and can never match)"},
      {"second-all.zone", R"(-all stands behind ~all)"},
      {"many.zone", R"(ip4:185.10.20.100, ip4:185.10.20.101, ip4:185.10.20.102, ip4:185.10.20.103 and 96 more stand)"},
      {"own-include.zone", R"(ip4:185.10.20.7 in the record of _a.acme.example)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-term-after-all/" + zone, "spf-term-after-all");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-term-after-all offers the record with all as its last mechanism", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"include.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net -all exp=explain.acme.example")"},
      {"second-all.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
      {"own-include.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-term-after-all/" + zone, "spf-term-after-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-term-after-all calls no fix complete that moves what nobody has walked", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-term-after-all/unknown.zone", "spf-term-after-all");
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings[0].complete);
}

TEST_CASE("spf-term-after-all points at them", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"second-all.zone", "v=spf1 ip4:185.10.20.7 ~all -all", Terms{"-all"}, ""},
      {"own-include.zone", "v=spf1 -all ip4:185.10.20.7", Terms{"ip4:185.10.20.7"}, "_a.acme.example:"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-term-after-all/" + zone, "spf-term-after-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-term-after-all points at the first three of many", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-term-after-all/many.zone", "spf-term-after-all");
  REQUIRE(findings.size() == 1);
  CHECK(test::marked(findings[0].evidence) ==
        std::vector<std::string>{"ip4:185.10.20.100", "ip4:185.10.20.101", "ip4:185.10.20.102"});
}

TEST_CASE("spf-term-after-all says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-term-after-all/absent.zone", "spf-term-after-all", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
