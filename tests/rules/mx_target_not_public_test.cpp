#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-target-not-public wants one address that the Internet reaches", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"private", "error"},
      {"documentation", "error"},
      {"unique-local", "error"},
      {"loopback", "error"},
      {"private-and-public", "clean"},
      {"private-and-ipv6", "clean"},
      {"no-address", "clean"},
      {"public", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-target-not-public") == outcome);
}

TEST_CASE("mx-target-not-public lists the addresses and replaces them", "[rule][mx]") {
  const auto found = finding_of("documentation", "mx-target-not-public");
  CHECK(found.subject == "mx9.acme.example");
  CHECK_THAT(found.message, contains_text("192.0.2.25 and 2001:db8::25"));
  CHECK(found.remove == std::vector<lint::RecordChange>{{"mx9.acme.example", "A", "192.0.2.25"},
                                                        {"mx9.acme.example", "AAAA", "2001:db8::25"}});
}

TEST_CASE("mx-target-not-public waits for the other family", "[rule][mx]") {
  const auto [ipv4, ipv6, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"10.1.2.3", "?", "undecided"},
      {"?", "", "undecided"},
      {"91.200.40.10", "?", "clean"},
      {"?", "fd12::25", "undecided"},
  }));
  CAPTURE(ipv4, ipv6);
  const survey::Facts facts = test::facts_with({{10, "mx1.acme.example", ipv4, ipv6}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-target-not-public")) == outcome);
}

TEST_CASE("mx-target-not-public is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-target-not-public")) == "undecided");
}
