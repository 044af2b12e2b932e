#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("mx-no-ipv6 is content with one exchange", "[rule][mx]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"ipv4-only", "info"},
      {"one-is-enough", "clean"},
      {"both", "clean"},
      {"no-address", "clean"},
      {"at-microsoft", "info"},
      {"undecided", "undecided"},
      {"decided", "clean"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, "mx-no-ipv6") == outcome);
}

TEST_CASE("mx-no-ipv6 asks of the owner only what he can do", "[rule][mx]") {
  const auto own = finding_of("ipv4-only", "mx-no-ipv6");
  CHECK(own.publish == std::vector<lint::RecordChange>{{"mx1.acme.example", "AAAA", "<IPV6-ADDRESS>"}});
  const auto service = finding_of("at-microsoft", "mx-no-ipv6");
  CHECK(service.publish.empty());
  CHECK_THAT(service.fix, contains_text("Ask Microsoft 365"));
}

TEST_CASE("mx-no-ipv6 is undecided without an answer about MX", "[rule][mx]") {
  CHECK(outcome_of(test::judge_facts(test::facts_without_mx_answer(), "mx-no-ipv6")) == "undecided");
}
