#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-include-broken wants one valid record at every target", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"sound.zone", std::nullopt},
      {"missing.zone", Severity::error},
      {"no-spf.zone", Severity::error},
      {"several.zone", Severity::error},
      {"malformed.zone", Severity::error},
      {"redirect.zone", Severity::error},
      {"nested.zone", Severity::error},
      {"slip.zone", Severity::error},
      {"behind-all.zone", std::nullopt},
      {"macro.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-include-broken/" + zone, "spf-include-broken");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-include-broken says what is wrong with the target", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"missing.zone", R"(include:_old.acme.example leads to permerror: _old.acme.example publishes no SPF record)"},
      {"several.zone", R"(_a.acme.example publishes 2 SPF records)"},
      {"malformed.zone", R"(_a.acme.example publishes a malformed SPF record: unknown mechanism)"},
      {"nested.zone", R"(include:_gone.acme.example in the record of _a.acme.example)"},
      {"redirect.zone", R"(redirect=_gone.acme.example)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-include-broken/" + zone, "spf-include-broken");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-include-broken offers the record that leaves it out, or that was meant", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"missing.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
      {"nested.zone", R"("v=spf1 -all")"},
      {"slip.zone", R"("v=spf1 include:spf.mtasv.net include:sendgrid.net -all")"},
      {"malformed.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
      {"redirect.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-include-broken/" + zone, "spf-include-broken");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-include-broken shows the fault in the target", "[rule][spf]") {
  const auto nested = test::lint_fixture("spf-include-broken/nested.zone", "spf-include-broken");
  REQUIRE(nested.size() == 1);
  CHECK(nested[0].publish[0].name == "_a.acme.example");

  const auto malformed = test::lint_fixture("spf-include-broken/malformed.zone", "spf-include-broken");
  REQUIRE(malformed.size() == 1);
  std::vector<std::string> lines = test::quote("v=spf1 include:_a.acme.example -all", {"include:_a.acme.example"});
  lines.insert(lines.end(), {"_a.acme.example:", "v=spf1 ipv4:185.10.20.7 -all", "-------^"});
  CHECK(malformed[0].evidence == lines);

  const auto several = test::lint_fixture("spf-include-broken/several.zone", "spf-include-broken");
  REQUIRE(several.size() == 1);
  CHECK(several[0].remove.size() == 2);
  REQUIRE(several[0].publish.size() == 1);
  CHECK(several[0].publish[0].name == "_a.acme.example");
  CHECK_THAT(several[0].publish[0].data, contains_text("ip4:185.10.20.7") && contains_text("ip4:185.10.20.8"));
}

TEST_CASE("spf-include-broken is undecided for each target that got no answer", "[rule][spf]") {
  const auto judgement = test::judge_fixture("spf-include-broken/unread.zone", "spf-include-broken");
  CHECK(judgement.findings.size() == 1);
  REQUIRE(judgement.undecided.size() == 2);
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-include-broken points at the term that leads there", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"missing.zone", "v=spf1 ip4:185.10.20.7 include:_old.acme.example -all", Terms{"include:_old.acme.example"}, ""},
      {"redirect.zone", "v=spf1 ip4:185.10.20.7 redirect=_gone.acme.example", Terms{"redirect=_gone.acme.example"}, ""},
      {"nested.zone", "v=spf1 include:_gone.acme.example -all", Terms{"include:_gone.acme.example"},
       "acme.example → _a.acme.example:"},
      {"several.zone", "v=spf1 include:_a.acme.example -all", Terms{"include:_a.acme.example"}, ""},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-include-broken/" + zone, "spf-include-broken");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-include-broken says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-include-broken/absent.zone", "spf-include-broken", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
