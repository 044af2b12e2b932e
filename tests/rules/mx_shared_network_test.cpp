#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-shared-network wants two networks", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"one-ipv4", "warning"},
      {"next-ipv4", "clean"},
      {"one-of-each-family", "warning"},
      {"ipv6-apart", "clean"},
      {"third-apart", "clean"},
      {"families-apart", "clean"},
      {"linked-by-a-third", "warning"},
      {"at-one-service", "clean"},
      {"one", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-shared-network") == outcome);
}

TEST_CASE("mx-shared-network names the networks", "[rule][mx]") {
  CHECK_THAT(finding_of("one-of-each-family", "mx-shared-network").message,
             contains_text("185.10.20.0/24 and 2a05:10:20::/48"));
}

TEST_CASE("mx-shared-network decides what the known addresses decide", "[rule][mx]") {
  struct Case {
    std::string first_ipv4, first_ipv6, second_ipv4, second_ipv6, outcome;
  };
  const Case c = GENERATE(values<Case>({
      {"185.10.20.10", "?", "91.200.40.10", "?", "clean"},
      {"185.10.20.10", "", "185.10.20.11", "?", "undecided"},
      {"185.10.20.10", "?", "", "", "undecided"},
      {"185.10.20.10", "", "", "", "clean"},  // the other stands nowhere
  }));
  CAPTURE(c.first_ipv4, c.first_ipv6, c.second_ipv4, c.second_ipv6);
  const survey::Facts facts = test::facts_with(
      {{10, "mx1.acme.example", c.first_ipv4, c.first_ipv6}, {20, "mx2.acme.example", c.second_ipv4, c.second_ipv6}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-shared-network")) == c.outcome);
}

TEST_CASE("mx-shared-network is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-shared-network")) == "undecided");
}
