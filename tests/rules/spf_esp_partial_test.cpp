#include <optional>

#include "support/carets.h"
#include "support/catch.h"
#include "support/lint_zone.h"

using namespace mailready;
using lint::Severity;

static const test::Setup declared{.plan = test::plan("postmark:pm", {"sendgrid:s1"})};

TEST_CASE("spf-esp-partial compares a flattened record with what the ESP publishes", "[rule][spf]") {
  const auto [zone, severity] = GENERATE(table<std::string, std::optional<Severity>>({
      {"stale.zone", Severity::warning},
      {"whole.zone", std::nullopt},
      {"none.zone", std::nullopt},
      {"mended-by-return-path.zone", std::nullopt},
  }));
  CAPTURE(zone);
  const auto findings = test::lint_fixture("spf-esp-partial/" + zone, "spf-esp-partial", declared);

  REQUIRE(findings.size() == (severity ? 1 : 0));
  if (severity) CHECK(findings[0].severity == *severity);
}

TEST_CASE("spf-esp-partial names the networks that are missing", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-esp-partial/stale.zone", "spf-esp-partial", declared);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence.back() == "147.160.158.0/24");
}

TEST_CASE("spf-esp-partial points at the copied addresses and offers the include for them", "[rule][spf]") {
  const auto findings = test::lint_fixture("spf-esp-partial/stale.zone", "spf-esp-partial", declared);
  REQUIRE(findings.size() == 1);
  CHECK(test::marked(findings[0].evidence) ==
        std::vector<std::string>{"ip4:50.31.156.96/27", "ip4:104.245.209.192/26", "ip4:50.31.205.0/24"});
  REQUIRE(findings[0].publish.size() == 1);
  CHECK(findings[0].publish[0].data == R"("v=spf1 include:spf.mtasv.net include:sendgrid.net -all")");
  CHECK(findings[0].complete);
}

static lint::Finding partial(const std::string& record) {
  const std::string zone = "$ORIGIN acme.example.\n$TTL 3600\n@ A 185.10.20.80\n@ TXT \"" + record + "\"\n";
  const auto judgement = test::judge_zone(zone, "spf-esp-partial", declared);
  REQUIRE(judgement.findings.size() == 1);
  return judgement.findings[0];
}

TEST_CASE("spf-esp-partial drops no term that passes others too", "[rule][spf]") {
  const auto [record, data] = GENERATE(table<std::string, std::string>({
      {"v=spf1 ip4:185.10.20.7 ip4:50.31.205.0/25 ip4:50.31.156.96/27 -all",
       R"("v=spf1 ip4:185.10.20.7 include:spf.mtasv.net -all")"},
      {"v=spf1 ip4:50.31.204.0/23 -all", R"("v=spf1 ip4:50.31.204.0/23 include:spf.mtasv.net -all")"},
  }));
  CAPTURE(record);
  const lint::Finding found = partial(record);
  REQUIRE(found.publish.size() == 1);
  CHECK(found.publish[0].data == data);
  CHECK(found.complete);
}

TEST_CASE("spf-esp-partial offers no record that would pass the lookup limit, or others than before", "[rule][spf]") {
  const auto record = GENERATE(as<std::string>(), "v=spf1 ip4:50.31.205.0/24 a a a a a a a a a a -all",
                               "v=spf1 -ip4:50.31.205.7 ip4:50.31.205.0/24 -all");
  CAPTURE(record);
  const lint::Finding found = partial(record);
  CHECK(found.publish.empty());
  CHECK_FALSE(found.complete);
}
