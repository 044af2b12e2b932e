#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-void-lookup-limit allows two lookups that find nothing", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"two.zone", std::nullopt},
      {"three.zone", Severity::error},
      {"three-of-all-kinds.zone", Severity::error},
      {"three-nested.zone", Severity::error},
      {"families-apart.zone", std::nullopt},
      {"macro.zone", std::nullopt},
      {"exchange-unread.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-void-lookup-limit asks whom the third void of IPv6 senders hits", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"ipv6-only.zone", Severity::warning},
      {"ipv6-authorised-behind.zone", Severity::error},
      {"ipv6-authorised-in-front.zone", Severity::warning},
      {"ipv6-refused-behind.zone", Severity::warning},
      {"ipv6-behind-in-include.zone", Severity::error},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-void-lookup-limit names the family that meets them", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"three.zone", R"(3 SPF lookups come back empty; receivers stop after 2)"},
      {"ipv6-only.zone", R"(3 SPF lookups come back empty for senders on IPv6;)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-void-lookup-limit offers the record without them", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"three.zone", R"("v=spf1 -all")"},
      {"ipv6-only.zone", R"("v=spf1 ip4:185.10.21.1 ip4:185.10.21.2 ip4:185.10.21.3 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-void-lookup-limit says what each term misses, and where", "[rule][spf]") {
  const std::string rule = "spf-void-lookup-limit";
  const auto kinds = test::lint_fixture(rule + "/three-of-all-kinds.zone", rule);
  REQUIRE(kinds.size() == 1);
  REQUIRE(kinds[0].evidence.size() == 6);  // behind the third
  CHECK(kinds[0].evidence[3] == "exists:gone.acme.example: no A record");
  CHECK(kinds[0].evidence[4] == "mx:www.acme.example: no MX record");
  CHECK(kinds[0].evidence[5] == "include:_gone.acme.example: no TXT record");
  const auto nested = test::lint_fixture(rule + "/three-nested.zone", rule);
  REQUIRE(nested.size() == 1);
  CHECK(nested[0].evidence.at(4) == "a:gone2.acme.example: no A and no AAAA record, in the record of _a.acme.example");
  CHECK(nested[0].publish.size() == 2);
  CHECK(nested[0].complete);
}

TEST_CASE("spf-void-lookup-limit is decided by what is known", "[rule][spf]") {
  const auto judgement = test::judge_fixture("spf-void-lookup-limit/unread-three.zone", "spf-void-lookup-limit");
  CHECK(judgement.findings.size() == 1);
  CHECK(judgement.undecided.empty());
}

TEST_CASE("spf-void-lookup-limit is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-void-lookup-limit points at the term that is one too many", "[rule][spf]") {
  const auto [zone, heading, term] = GENERATE(table<std::string, std::string, std::string>({
      {"three.zone", "The third void lookup:", "a:gone3.acme.example"},
      {"three-nested.zone", "The third void lookup, at acme.example → _a.acme.example:", "a:gone3.acme.example"},
      {"three-of-all-kinds.zone", "The third void lookup:", "include:_gone.acme.example"},
      {"ipv6-only.zone", "The third void lookup:", "a:old3.acme.example"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-void-lookup-limit/" + zone, "spf-void-lookup-limit");
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].evidence.size() == 6);
  CHECK(findings[0].evidence[0] == heading);
  CHECK(test::marked(findings[0].evidence) == std::vector<std::string>{term});
}

TEST_CASE("spf-void-lookup-limit says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-void-lookup-limit/absent.zone", "spf-void-lookup-limit", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
