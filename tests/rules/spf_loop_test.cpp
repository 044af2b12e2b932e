#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-loop finds records that lead back to themselves", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"diamond.zone", std::nullopt},
      {"itself.zone", Severity::error},
      {"redirect.zone", Severity::error},
      {"two.zone", Severity::error},
      {"behind-all.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-loop/" + zone, "spf-loop");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-loop offers the record without the term that leads back", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"itself.zone", R"("v=spf1 ip4:185.10.20.7 -all")"},
      {"redirect.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
      {"two.zone", R"("v=spf1 ip4:185.10.20.8 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-loop/" + zone, "spf-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-loop shows the circle", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-loop/two.zone", "spf-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence ==
        std::vector<std::string>{"acme.example → _a.acme.example → _b.acme.example → _a.acme.example"});
  CHECK(findings[0].publish[0].name == "_b.acme.example");
}

TEST_CASE("spf-loop is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-loop/" + zone, "spf-loop");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-loop says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-loop/absent.zone", "spf-loop", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
