#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-target-unresolvable wants an address for every exchange", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"no-address", "error"},
      {"missing-dot", "error"},
      {"foreign", "error"},
      {"one-family", "clean"},
      {"wildcard", "clean"},
      {"dangling", "clean"},
      {"literal", "clean"},
      {"undecided", "undecided"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-target-unresolvable") == outcome);
}

TEST_CASE("mx-target-unresolvable sees that a final dot is missing", "[rule][mx]") {
  const auto found = finding_of("missing-dot", "mx-target-unresolvable");
  CHECK_THAT(found.fix, contains_text("Write mx1.holdmail.test. with its final dot"));
  CHECK(found.publish == std::vector<lint::RecordChange>{{"acme.example", "MX", "20 mx1.holdmail.test."}});
  CHECK_THAT(finding_of("no-address", "mx-target-unresolvable").fix, !contains_text("final dot"));
}

TEST_CASE("mx-target-unresolvable publishes addresses of own hosts only", "[rule][mx]") {
  const std::vector<lint::RecordChange> own{{"mx9.acme.example", "A", "<IPV4-ADDRESS>"}};
  CHECK(finding_of("no-address", "mx-target-unresolvable").publish == own);
  CHECK(finding_of("foreign", "mx-target-unresolvable").publish.empty());
}

TEST_CASE("mx-target-unresolvable takes a time-out for no answer", "[rule][mx]") {
  const auto [ipv4, ipv6, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"", "", "error"},
      {"", "?", "undecided"},
      {"?", "", "undecided"},
      {"?", "?", "undecided"},
      {"185.10.20.10", "?", "clean"},
      {"?", "2a05:10:20::10", "clean"},
  }));
  CAPTURE(ipv4, ipv6);
  const survey::Facts facts = test::facts_with({{10, "mx1.acme.example", ipv4, ipv6}});
  CHECK(outcome_of(test::judge_facts(facts, "mx-target-unresolvable")) == outcome);
}

TEST_CASE("mx-target-unresolvable finds one exchange dead while another is unknown", "[rule][mx]") {
  const survey::Facts facts = test::facts_with({{10, "mx1.acme.example", "", ""}, {20, "mx2.acme.example", "?", "?"}});
  const auto judgement = test::judge_facts(facts, "mx-target-unresolvable");
  CHECK(outcome_of(judgement) == "error undecided");
  CHECK(judgement.undecided.at(0).subject == "mx2.acme.example");
  CHECK(judgement.undecided.at(0).reason == "timeout");
}

TEST_CASE("mx-target-unresolvable is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-target-unresolvable")) == "undecided");
}
