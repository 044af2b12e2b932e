#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-lookup-limit weighs a policy by the lookups that it causes", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"free-terms.zone", std::nullopt},
      {"ten.zone", std::nullopt},
      {"eleven.zone", Severity::error},
      {"eleven-nested.zone", Severity::error},
      {"eleven-by-repetition.zone", Severity::error},
      {"behind-all.zone", std::nullopt},
      {"macro.zone", std::nullopt},
      {"macro-eleven.zone", Severity::error},
      {"loop.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-lookup-limit/" + zone, "spf-lookup-limit");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-lookup-limit counts the whole tree", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"eleven.zone", R"(SPF takes 11 DNS lookups)"},
      {"eleven-nested.zone", R"(SPF takes 11 DNS lookups)"},
      {"eleven-by-repetition.zone", R"(SPF takes 11 DNS lookups)"},
      {"macro-eleven.zone", R"(SPF takes at least 11 DNS lookups)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-lookup-limit/" + zone, "spf-lookup-limit");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-lookup-limit shows what each term costs", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-lookup-limit/eleven-nested.zone", "spf-lookup-limit");
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].evidence.size() == 5);  // behind the eleventh
  CHECK(findings[0].evidence[3] == "include:_a.acme.example (6)");
  CHECK(findings[0].evidence[4] == "include:_b.acme.example (5)");
  CHECK_FALSE(findings[0].complete);
}

TEST_CASE("spf-lookup-limit offers a record that keeps it, where repetitions and hosts suffice", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-lookup-limit/eleven-by-repetition.zone", "spf-lookup-limit");
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == R"("v=spf1 include:_a.acme.example exists:h1.acme.example -all")");
  CHECK_THAT(findings[0].fix, contains_text("Leave out what is said twice; 6 lookups are left."));
  CHECK(findings[0].complete);
}

TEST_CASE("spf-lookup-limit is decided by what is known", "[rule][spf]") {
  CHECK(test::judge_fixture("spf-lookup-limit/unread-eleven.zone", "spf-lookup-limit").findings.size() == 1);
}

TEST_CASE("spf-lookup-limit is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-lookup-limit/" + zone, "spf-lookup-limit");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-lookup-limit points at the term whose lookup is one too many", "[rule][spf]") {
  const auto [zone, heading, term] = GENERATE(table<std::string, std::string, std::string>({
      {"eleven.zone", "The eleventh lookup:", "a:h11.acme.example"},
      {"eleven-by-repetition.zone", "The eleventh lookup:", "exists:h1.acme.example"},
      {"eleven-nested.zone", "The eleventh lookup, at acme.example → _b.acme.example:", "a:h8.acme.example"},
      {"unread-eleven.zone", "The eleventh lookup:", "include:_spf.partner.test"},
  }));
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-lookup-limit/" + zone, "spf-lookup-limit");
  REQUIRE(judgement.findings.size() == 1);
  const auto& evidence = judgement.findings[0].evidence;
  REQUIRE(evidence.size() > 3);
  CHECK(evidence[0] == heading);
  CHECK(test::marked(evidence) == std::vector<std::string>{term});
}

TEST_CASE("spf-lookup-limit says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-lookup-limit/absent.zone", "spf-lookup-limit", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
