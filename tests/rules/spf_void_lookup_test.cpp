#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-void-lookup speaks of one or two lookups that find nothing", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"one.zone", Severity::warning},
      {"two.zone", Severity::warning},
      {"three.zone", std::nullopt},
      {"no-aaaa.zone", Severity::warning},
      {"include-without-spf.zone", std::nullopt},
      {"behind-all.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup/" + zone, "spf-void-lookup");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-void-lookup counts for the worse family", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"one.zone", R"(1 SPF lookup comes back empty; receivers stop after 2)"},
      {"two.zone", R"(2 SPF lookups come back empty;)"},
      {"no-aaaa.zone", R"(1 SPF lookup comes back empty for senders on IPv6;)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup/" + zone, "spf-void-lookup");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-void-lookup offers the record without them", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"two.zone", R"("v=spf1 -all")"},
      {"no-aaaa.zone", R"("v=spf1 ip4:185.10.20.81 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup/" + zone, "spf-void-lookup");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-void-lookup is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-void-lookup/" + zone, "spf-void-lookup");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-void-lookup points at each term that finds nothing", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-void-lookup/two.zone", "spf-void-lookup");
  REQUIRE(findings.size() == 1);
  auto lines = test::quote("v=spf1 a:gone.acme.example mx:gone.acme.example -all",
                           {"a:gone.acme.example", "mx:gone.acme.example"});
  lines.insert(lines.end(), {"a:gone.acme.example: no A and no AAAA record", "mx:gone.acme.example: no MX record"});
  CHECK(findings[0].evidence == lines);
}

TEST_CASE("spf-void-lookup says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-void-lookup/absent.zone", "spf-void-lookup", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
