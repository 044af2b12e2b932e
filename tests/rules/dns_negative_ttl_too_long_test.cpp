#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using namespace std::chrono_literals;
using test::finding_of;
using test::outcome_of;

TEST_CASE("dns-negative-ttl-too-long begins a second over the hour", "[rule][dns]") {
  const auto [zone, domain, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"hour", "acme.example", "clean"},
      {"over", "acme.example", "info"},
      {"over", "news.acme.example", "info"},
      {"bounded-by-ttl", "acme.example", "clean"},
  }));
  CAPTURE(zone, domain);
  CHECK(outcome_of(zone, "dns-negative-ttl-too-long", {.domain = domain}) == outcome);
}

TEST_CASE("dns-negative-ttl-too-long shows the SOA record and what follows from it", "[rule][dns]") {
  const lint::Finding finding = finding_of("over", "dns-negative-ttl-too-long");
  CHECK(finding.type == "SOA");
  CHECK(finding.evidence.back() == "absence is kept for 1 hour 1 second");
}

TEST_CASE("dns-negative-ttl-too-long minds that a resolver tells a lower bound", "[rule][dns]") {
  const auto [ttl, minimum, exact, outcome] =
      GENERATE(table<std::chrono::seconds, std::chrono::seconds, bool, std::string>({
          {3601s, 86400s, false, "info"},
          {3600s, 86400s, false, "undecided"},
          {3600s, 86400s, true, "clean"},
          {10s, 3600s, false, "clean"},  // the minimum bounds it, whatever the TTL was
      }));
  CAPTURE(ttl.count(), minimum.count(), exact);
  survey::Facts facts = test::facts_with({{10, "mx1.acme.example", "185.10.20.10", ""}});
  dns::Soa soa;
  soa.minimum = minimum;
  facts.zone =
      survey::ZoneFacts{.apex = facts.domain, .soa = {facts.domain, dns::Type::soa, ttl, soa}, .soa_ttl_exact = exact};
  const lint::Judgement judgement = test::judge_facts(facts, "dns-negative-ttl-too-long");
  REQUIRE(outcome_of(judgement) == outcome);
  CHECK(lint::exit_code(judgement, lint::FailOn::info) == (outcome == "info" ? 1 : 0));
}

TEST_CASE("dns-negative-ttl-too-long is undecided, without weight, where the zone is unknown", "[rule][dns]") {
  survey::Facts facts = test::facts_with({});
  facts.zone = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  const lint::Judgement judgement = test::judge_facts(facts, "dns-negative-ttl-too-long");
  REQUIRE(outcome_of(judgement) == "undecided");
  CHECK_FALSE(judgement.undecided[0].weighs);
}
