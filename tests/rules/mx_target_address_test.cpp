#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-target-address knows an address from a name", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"address", "error"},
      {"address-with-dot", "error"},
      {"numbers", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-target-address") == outcome);
}

TEST_CASE("mx-target-address puts a name in front of the address", "[rule][mx]") {
  const auto found = finding_of("address", "mx-target-address");
  CHECK(found.subject == "185.10.20.10.acme.example");
  CHECK(found.publish == std::vector<lint::RecordChange>{{"<HOST>.acme.example", "A", "185.10.20.10"},
                                                         {"acme.example", "MX", "10 <HOST>.acme.example."}});
  CHECK(found.remove == std::vector<lint::RecordChange>{{"acme.example", "MX", "10 185.10.20.10.acme.example."}});
}

TEST_CASE("mx-target-address is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-target-address")) == "undecided");
}
