#include "support/carets.h"
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

TEST_CASE("spf-loop has the owner leave a circle in the records of others", "[rule][spf]") {
  const test::Setup below{.plan = {}, .domain = "shop.acme.example"};
  const auto judgement = test::judge_zone(
      "$ORIGIN acme.example.\n$TTL 3600\n"
      "shop TXT \"v=spf1 include:_own.shop.acme.example -all\"\n"
      "_own.shop TXT \"v=spf1 ip4:185.10.20.7 include:_a.acme.example ~all\"\n"
      "_a TXT \"v=spf1 include:_b.acme.example -all\"\n"
      "_b TXT \"v=spf1 include:_a.acme.example -all\"\n",
      "spf-loop", below);
  REQUIRE(judgement.findings.size() == 1);
  const lint::Finding& found = judgement.findings[0];
  CHECK(test::marked(found.evidence) == std::vector<std::string>{"include:_a.acme.example"});
  CHECK_THAT(found.fix, contains_text("Remove include:_a.acme.example in the record of _own.shop.acme.example until"));
  REQUIRE(found.publish.size() == 1);
  CHECK(found.publish[0].name == "_own.shop.acme.example");
  CHECK(found.publish[0].data == R"("v=spf1 ip4:185.10.20.7 ~all")");
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

TEST_CASE("spf-loop points at the term that closes the circle", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"itself.zone", "v=spf1 ip4:185.10.20.7 include:acme.example -all", Terms{"include:acme.example"}, ""},
      {"redirect.zone", "v=spf1 redirect=acme.example ip4:185.10.20.7", Terms{"redirect=acme.example"}, ""},
      {"two.zone", "v=spf1 ip4:185.10.20.8 include:_a.acme.example -all", Terms{"include:_a.acme.example"},
       "acme.example → _a.acme.example → _b.acme.example:"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-loop/" + zone, "spf-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-loop says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-loop/absent.zone", "spf-loop", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
