#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("domain-nonexistent tells names that are there from those that are not", "[rule][domain]") {
  const auto [domain, outcome] = GENERATE(table<std::string, std::string>({
      {"acme.example", "clean"},
      {"old.acme.example", "clean"},  // an empty non-terminal: NODATA
      {"www.acme.example", "clean"},
      {"gone.acme.example", "error"},
      {"mail.acme.example", "error"},  // an alias of gone
      {"acmee.example", "error"},      // not delegated
      {"acme.test", "undecided"},      // offline
  }));
  CAPTURE(domain);
  CHECK(outcome_of("names", "domain-nonexistent", {.domain = domain}) == outcome);
}

TEST_CASE("domain-nonexistent shows whose zone denies the name", "[rule][domain]") {
  const auto found = finding_of("names", "domain-nonexistent", {.domain = "acmee.example"});
  REQUIRE(found.evidence.size() == 1);
  CHECK_THAT(found.evidence[0], contains_text("example. SOA ns1.example."));
}

TEST_CASE("domain-nonexistent names the alias that leads nowhere", "[rule][domain]") {
  const auto found = finding_of("names", "domain-nonexistent", {.domain = "mail.acme.example"});
  CHECK_THAT(found.message, contains_text("alias of gone.acme.example"));
  CHECK(found.evidence == std::vector<std::string>{"mail.acme.example. CNAME gone.acme.example."});
}
