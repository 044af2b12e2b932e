#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-shared-address wants a secondary with an address of its own", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"same", "error"},
      {"subset", "error"},
      {"of-two-primaries", "error"},
      {"two-secondaries", "error"},
      {"apart", "clean"},
      {"one-of-its-own", "clean"},
      {"own-ipv6", "clean"},
      {"equal-preference", "clean"},
      {"no-address", "clean"},
      {"twice", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-shared-address") == outcome);
}

TEST_CASE("mx-shared-address names every secondary in one finding", "[rule][mx]") {
  const auto found = finding_of("two-secondaries", "mx-shared-address");
  CHECK_THAT(found.message, contains_text("mx2.acme.example and mx3.acme.example have no address but"));
  CHECK(found.subject == "acme.example");
}

TEST_CASE("mx-shared-address decides what the known addresses decide", "[rule][mx]") {
  struct Case {
    std::string primary_ipv4, primary_ipv6, secondary_ipv4, secondary_ipv6, outcome;
  };
  const Case c = GENERATE(values<Case>({
      {"185.10.20.10", "", "91.200.40.10", "?", "clean"},  // its A is its own already
      {"185.10.20.10", "", "185.10.20.10", "?", "undecided"},
      {"185.10.20.10", "?", "185.10.20.10", "", "error"},         // the primary's AAAA does not matter
      {"185.10.20.10", "?", "", "2a0a:200:40::10", "undecided"},  // the primary may have it too
      {"?", "2a05:10:20::10", "", "2a0a:200:40::10", "clean"},
      {"?", "", "91.200.40.10", "", "undecided"},
      {"185.10.20.10", "", "?", "?", "undecided"},
      {"185.10.20.10", "", "", "", "clean"},
  }));
  CAPTURE(c.primary_ipv4, c.primary_ipv6, c.secondary_ipv4, c.secondary_ipv6);
  const survey::Facts facts = test::facts_with({{10, "mx1.acme.example", c.primary_ipv4, c.primary_ipv6},
                                                {20, "mx2.acme.example", c.secondary_ipv4, c.secondary_ipv6}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-shared-address")) == c.outcome);
}

TEST_CASE("mx-shared-address rests among the exchanges of one service", "[rule][mx]") {
  const std::string address = "142.250.110.27";
  survey::Facts facts =
      test::facts_with({{1, "aspmx.l.google.com", address, ""}, {5, "alt1.aspmx.l.google.com", address, ""}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-shared-address")) == "clean");
  facts = test::facts_with({{1, "aspmx.l.google.com", address, ""}, {5, "mx2.acme.example", address, ""}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-shared-address")) == "error");
}

TEST_CASE("mx-shared-address is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-shared-address")) == "undecided");
}
