#include "lint/places.h"

#include "lint/engine.h"
#include "support/catch.h"
#include "support/lint_zone.h"
using namespace mailready;

namespace {

const char* const zone = R"($ORIGIN acme.example.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
@ TXT "verification=1"
@ TXT "v=spf1 include:spf.mtasv.net ?all"
@ MX 10 mx1
mx1 A 10.0.0.1
_dmarc TXT "v=DMARC1; p=none"
)";

survey::Plan plan_file() {
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.place = dns::Place{"mailready.json", 4};
  plan.outbound[1].place = dns::Place{"mailready.json", 6};
  return plan;
}

/// The line of the zone, or of the plan as a negative number; 0 where there is none.
int line_of(const std::optional<dns::Place>& place) {
  if (!place) return 0;
  return place->file == "mailready.json" ? -place->line : place->line;
}

}  // namespace

TEST_CASE("a finding stands where what it is about was written", "[lint][places]") {
  const auto [rule, with_plan, line] = GENERATE(table<std::string, bool, int>({
      {"spf-neutral-all", false, 6},       // not the first TXT record
      {"mx-target-not-public", false, 8},  // the address that has to go
      {"mx-no-secondary", false, 7},
      {"dmarc-policy-none", false, 9},  // below the name that it is about
      {"spf-esp-missing", true, 6},     // the record to be replaced
      {"tls-rpt-missing", false, 0},    // nothing is found
      {"dns-single-nameserver", false, 4},
      {"dkim-missing", false, 3},  // nothing is there: the line that names the domain
      {"plan-no-backup", true, 0},
  }));
  CAPTURE(rule);
  const lint::Judgement judgement = test::judge_zone(zone, rule, {.plan = with_plan ? plan_file() : survey::Plan{}});
  REQUIRE(judgement.findings.size() == (line == 0 ? 0 : 1));
  if (line > 0) CHECK(line_of(judgement.findings.front().place) == line);
}

TEST_CASE("without a record of its own a finding stands at the plan's entry, else where the plan names the domain",
          "[lint][places]") {
  const survey::Plan plan = plan_file();
  survey::Facts facts;
  facts.domain = *dns::Name::parse("acme.example");
  std::vector<lint::Finding> findings{
      {.rule = "dkim-esp-missing", .subject = "s1._domainkey.acme.example", .type = "TXT", .provider = "sendgrid"},
      {.rule = "mx-missing", .subject = "acme.example", .type = "MX"},
      {.rule = "esp-same", .subject = "acme.example", .place = dns::Place{"other.json", 1}},
  };
  lint::set_places(findings, facts, plan);
  CHECK(findings[0].place == dns::Place{"mailready.json", 6});
  CHECK(findings[1].place == dns::Place{"mailready.json", 4});
  CHECK(findings[2].place == dns::Place{"other.json", 1});
  CHECK(lint::place_of_domain(facts, plan) == dns::Place{"mailready.json", 4});

  std::vector<lint::Finding> live{{.rule = "mx-missing", .subject = "acme.example", .type = "MX"}};
  lint::set_places(live, facts, {});
  CHECK_FALSE(live[0].place);
  CHECK_FALSE(lint::place_of_domain(facts, {}));
}
