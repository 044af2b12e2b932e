#include <algorithm>
#include <optional>

#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("spf-esp-missing decides how a record authorises the backup", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"absent.zone", Severity::error},
      {"behind-all.zone", Severity::error},
      {"neutral.zone", Severity::error},
      {"past-limit.zone", Severity::error},
      {"refused-first.zone", std::nullopt},
      {"nested.zone", std::nullopt},
      {"redirect.zone", std::nullopt},
      {"flattened-whole.zone", std::nullopt},
      {"flattened-stale.zone", std::nullopt},
      {"clean.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-esp-missing/" + zone, "spf-esp-missing", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("spf-esp-missing says why an include does not count", "[rule][spf]") {
  const auto [zone, why] = GENERATE(table<std::string, std::string>({
      {"behind-all.zone", "include:sendgrid.net stands behind -all"},
      {"neutral.zone", "?include:sendgrid.net does not pass"},
      {"past-limit.zone", "include:sendgrid.net stands behind the 10 lookups"},
  }));
  const auto findings = test::lint_fixture("spf-esp-missing/" + zone, "spf-esp-missing", declared);
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, contains_text(why));
}

TEST_CASE("spf-esp-missing offers the record with the include in front of its end", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-esp-missing/absent.zone", "spf-esp-missing", declared);
  REQUIRE(findings.size() == 1);
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == "\"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\"");
}

TEST_CASE("spf-esp-missing looks at the return path that is named", "[rule][spf]") {
  test::Setup named = declared;
  named.plan.outbound[1].return_path = {survey::ReturnPath::Kind::named, "em4821"};
  CHECK(test::lint_fixture("spf-esp-missing/return-path.zone", "spf-esp-missing", named).empty());
  CHECK(test::lint_fixture("spf-esp-missing/return-path-closed.zone", "spf-esp-missing", named).size() == 1);
  named.plan.outbound[1].return_path = {survey::ReturnPath::Kind::provider, ""};
  CHECK(test::lint_fixture("spf-esp-missing/absent.zone", "spf-esp-missing", named).empty());
}

TEST_CASE("spf-esp-missing leaves open the generated return path of an automated set-up", "[rule][spf]") {
  const auto judgement = test::judge_fixture("spf-esp-missing/automated.zone", "spf-esp-missing", declared);
  CHECK(judgement.findings.empty());
  REQUIRE(judgement.undecided.size() == 1);
  CHECK(judgement.undecided[0].reason == "return-path");
}

TEST_CASE("spf-esp-missing tries the usual sending domain of an ESP", "[rule][spf]") {
  const test::Setup mailgun{.plan = test::plan("postmark:pm", {"mailgun:pdk1"})};
  const auto findings = test::lint_fixture("spf-esp-missing/own-sub-domain.zone", "spf-esp-missing", mailgun);
  CHECK(findings.empty());
}

TEST_CASE("spf-esp-missing believes no wildcard at a usual return-path name", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-esp-missing/wildcard-return-path.zone", "spf-esp-missing", declared);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].provider == "postmark");
}

TEST_CASE("spf-esp-missing repeats no defect of the whole record", "[rule][spf]") {
  const auto [zone, rule] = GENERATE(table<std::string, std::string>({
      {"broken-record.zone", "spf-syntax"},
      {"no-record.zone", "spf-missing"},
  }));
  for (const lint::Finding& finding : test::lint_fixture("spf-esp-missing/" + zone, "spf-esp-missing", declared)) {
    CAPTURE(finding.message);
    CHECK(std::count(finding.unless.begin(), finding.unless.end(), rule) == 1);
  }
}

TEST_CASE("spf-esp-missing lets campaigns wait for their backup, and not for their primary", "[rule][spf]") {
  test::Setup marketing{.plan = test::plan("sendgrid:s1", {"mailgun:k1"})};
  marketing.plan.stream = survey::Stream::marketing;
  const auto findings = test::lint_fixture("spf-esp-missing/absent.zone", "spf-esp-missing", marketing);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].provider == "sendgrid");
  CHECK(findings[1].severity == Severity::warning);
}

TEST_CASE("spf-esp-missing points at the include that does not count", "[rule][spf]") {
  const auto [zone, term] = GENERATE(table<std::string, std::string>({
      {"behind-all.zone", "include:sendgrid.net"},
      {"neutral.zone", "?include:sendgrid.net"},
      {"past-limit.zone", "include:sendgrid.net"},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-esp-missing/" + zone, "spf-esp-missing", declared);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence.size() == 2);
  CHECK(test::marked(findings[0].evidence) == std::vector<std::string>{term});
}
