#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

TEST_CASE("spf-pass-all finds what lets everybody pass", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", std::nullopt},
      {"fail.zone", std::nullopt},
      {"plus.zone", Severity::error},
      {"bare.zone", Severity::error},
      {"in-an-include.zone", Severity::error},
      {"in-a-neutral-include.zone", std::nullopt},
      {"at-the-redirect.zone", Severity::error},
      {"behind-all.zone", std::nullopt},
      {"exists.zone", Severity::error},
      {"exists-not.zone", std::nullopt},
      {"exists-refused.zone", std::nullopt},
      {"exists-macro.zone", std::nullopt},
      {"halves.zone", Severity::error},
      {"one-half.zone", std::nullopt},
      {"halves-in-two-records.zone", Severity::error},
      {"a-zero.zone", Severity::error},
      {"ipv6.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-pass-all/" + zone, "spf-pass-all");

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (!severity) return;
  CHECK(findings[0].severity == *severity);
  CHECK(findings[0].subject == "acme.example");
  CHECK(findings[0].type == "TXT");
}

TEST_CASE("spf-pass-all names what does it", "[rule][spf]") {
  const auto [zone, message] = GENERATE(table<std::string, std::string>({
      {"plus.zone", R"(+all passes SPF for every server in the world)"},
      {"in-an-include.zone", R"(+all in the record of _a.acme.example passes)"},
      {"exists.zone", R"(since www.acme.example has an address)"},
      {"halves.zone", R"(add up to all of IPv4)"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-pass-all/" + zone, "spf-pass-all");
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(message));
}

TEST_CASE("spf-pass-all offers a record that does not", "[rule][spf]") {
  const auto [zone, data] = GENERATE(table<std::string, std::string>({
      {"plus.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
      {"bare.zone", R"("v=spf1 ip4:185.10.20.7 ~all")"},
      {"in-an-include.zone", R"("v=spf1 ~all")"},
      {"exists.zone", R"("v=spf1 -all")"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-pass-all/" + zone, "spf-pass-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].complete);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == data);
  REQUIRE(findings[0].remove.size() == 1);
  CHECK(findings[0].remove[0].name == findings[0].publish[0].name);
}

TEST_CASE("spf-pass-all does not wait for a host that passes but few", "[rule][spf]") {
  CHECK(test::lint_fixture("spf-pass-all/unread-host.zone", "spf-pass-all").empty());
}

TEST_CASE("spf-pass-all is undecided where an answer that decides is missing", "[rule][spf]") {
  const auto zone = GENERATE(as<std::string>(), "unread.zone");
  CAPTURE(zone);
  const auto judgement = test::judge_fixture("spf-pass-all/" + zone, "spf-pass-all");
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].subject == "acme.example");
  CHECK(judgement.undecided[0].reason == "offline");
}

TEST_CASE("spf-pass-all says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-pass-all/absent.zone", "spf-pass-all", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
