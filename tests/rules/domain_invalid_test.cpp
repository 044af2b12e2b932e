#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("domain-invalid has nothing to say about a name that became a domain", "[rule][domain]") {
  CHECK(outcome_of("exists", "domain-invalid") == "clean");
  CHECK(outcome_of("exists", "domain-invalid", {.domain = "gone.acme.example"}) == "clean");
}
