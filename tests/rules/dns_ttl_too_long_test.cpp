#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using namespace std::chrono_literals;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-ttl-too-long begins a second over the hour, and finds once", "[rule][dns]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"hour", "clean"},
      {"mx-over", "warning"},
      {"both", "warning"},
      {"others", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "dns-ttl-too-long") == outcome);
}

TEST_CASE("dns-ttl-too-long lists the sets with their TTLs", "[rule][dns]") {
  survey::Plan plan = test::plan("sendgrid:s1");
  plan.outbound[0].return_path = {.kind = survey::ReturnPath::Kind::named, .text = "em1"};
  const lint::Finding finding = finding_of("both", "dns-ttl-too-long", {.plan = plan});
  CHECK(finding.evidence == std::vector<std::string>{"acme.example. MX: 1 day", "acme.example. TXT: 2 hours",
                                                     "em1.acme.example. CNAME: 1 day",
                                                     "s1._domainkey.acme.example. CNAME: 1 day"});
  CHECK_THAT(finding.message, contains_text("MX, SPF, return-path and DKIM"));
}

TEST_CASE("dns-ttl-too-long goes by the plan's limit", "[rule][dns]") {
  survey::Plan plan;
  plan.max_ttl = 24h;
  CHECK(outcome_of("both", "dns-ttl-too-long", {.plan = plan}) == "clean");
  plan.max_ttl = 3599s;
  CHECK(outcome_of("hour", "dns-ttl-too-long", {.plan = plan}) == "warning");
}

TEST_CASE("dns-ttl-too-long fires on a lower bound, and never weighs where one proves nothing", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  facts.ttls = {{.use = survey::TtlFacts::Use::mx, .name = facts.domain, .ttl = 3601s, .exact = false}};
  const lint::Judgement found = test::judge_facts(facts, "dns-ttl-too-long");
  CHECK(outcome_of(found) == "warning");
  CHECK(found.findings[0].evidence == std::vector<std::string>{"acme.example. MX: at least 1 hour 1 second"});

  facts.ttls[0].ttl = 3600s;
  facts.ttls[0].failure = dns::Failure{.kind = dns::Failure::Kind::unreachable};
  const lint::Judgement open = test::judge_facts(facts, "dns-ttl-too-long");
  REQUIRE(outcome_of(open) == "undecided");
  CHECK(open.undecided[0].reason == "unreachable");
  CHECK(lint::exit_code(open, lint::FailOn::warning) == 0);
}

TEST_CASE("dns-ttl-too-long is undecided where the records themselves are unknown", "[rule][dns]") {
  const lint::Judgement open = test::judge_facts(test::facts_without_mx_answer(), "dns-ttl-too-long");
  REQUIRE(outcome_of(open) == "undecided");
  CHECK(lint::exit_code(open, lint::FailOn::warning) == 3);
}
