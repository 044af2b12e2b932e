#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-lookup-headroom speaks at nine and ten lookups", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"eight.zone", std::nullopt},
      {"nine.zone", Severity::warning},
      {"ten.zone", Severity::warning},
      {"eleven.zone", std::nullopt},
      {"loop.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-lookup-headroom/" + zone, "spf-lookup-headroom");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-lookup-headroom says what is left", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"nine.zone", R"(9 of the 10 DNS lookups that receivers make; one more is left)"},
      {"ten.zone", R"(10 of the 10 DNS lookups that receivers make; one more breaks it)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-lookup-headroom/" + zone, "spf-lookup-headroom");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-lookup-headroom offers the smallest edit that leaves room", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-lookup-headroom/nine.zone", "spf-lookup-headroom");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].fix == "Write hosts as addresses; 8 lookups are left.");
  CHECK(findings[0].complete);
  CHECK_THAT(findings[0].publish[0].data,
             Catch::Matchers::StartsWith(R"("v=spf1 ip4:185.10.21.1 ip6:2a05:10:21::1 a:h2.acme.example )"));
}

TEST_CASE("spf-lookup-headroom is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-lookup-headroom/" + zone, "spf-lookup-headroom");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-lookup-headroom says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-lookup-headroom/absent.zone", "spf-lookup-headroom", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
