#include "support/carets.h"
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

TEST_CASE("spf-pass-all points at what does it", "[rule][spf]") {
  using Terms = std::vector<std::string>;
  const auto [zone, record, terms, heading] = GENERATE(table<std::string, std::string, Terms, std::string>({
      {"plus.zone", "v=spf1 ip4:185.10.20.7 +all", Terms{"+all"}, ""},
      {"bare.zone", "v=spf1 ip4:185.10.20.7 all", Terms{"all"}, ""},
      {"in-an-include.zone", "v=spf1 +all", Terms{"+all"}, "acme.example → _a.acme.example:"},
      {"exists.zone", "v=spf1 exists:www.acme.example -all", Terms{"exists:www.acme.example"}, ""},
      {"halves.zone", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", Terms{"ip4:0.0.0.0/1", "ip4:128.0.0.0/1"}, ""},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-pass-all/" + zone, "spf-pass-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence == test::quote(record, terms, heading));
}

TEST_CASE("spf-pass-all points into each record that has a part in it", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-pass-all/halves-in-two-records.zone", "spf-pass-all");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence.size() == 5);
  CHECK(test::marked(findings[0].evidence) == std::vector<std::string>{"ip4:0.0.0.0/1", "ip4:128.0.0.0/1"});
}

TEST_CASE("spf-pass-all has the owner leave a record of others that does it", "[rule][spf]") {
  const test::Setup below{.plan = {}, .domain = "shop.acme.example"};
  const auto judgement = test::judge_zone(
      "$ORIGIN acme.example.\n$TTL 3600\n"
      "shop TXT \"v=spf1 ip4:185.10.20.7 redirect=_a.acme.example\"\n"
      "_a TXT \"v=spf1 +all\"\n",
      "spf-pass-all", below);
  REQUIRE(judgement.findings.size() == 1);
  const lint::Finding& found = judgement.findings[0];
  CHECK(found.evidence == test::quote("v=spf1 +all", {"+all"}, "shop.acme.example → _a.acme.example:"));
  REQUIRE(found.publish.size() == 1);
  CHECK(found.publish[0].data == R"("v=spf1 ip4:185.10.20.7 ~all")");
}

TEST_CASE("spf-pass-all says nothing of a domain that cannot be asked", "[rule][spf]") {
  const test::Setup setup{.plan = {}, .domain = "partner.test"};
  const auto judgement = test::judge_fixture("spf-pass-all/absent.zone", "spf-pass-all", setup);
  CHECK(judgement.findings.empty());
  CHECK(judgement.undecided.size() == 1);
}
