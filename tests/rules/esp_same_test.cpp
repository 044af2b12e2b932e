#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("esp-same compares the primary with its backups", "[rule][esp]") {
  struct Case {
    std::string primary;
    std::vector<std::string> backups;
    std::string outcome;
  };
  const Case c = GENERATE(values<Case>({
      {"postmark", {"sendgrid"}, "clean"},
      {"postmark", {"postmark"}, "error"},
      {"amazon-ses", {"ses"}, "error"},  // an alias of the same
      {"postmark", {"sendgrid", "postmark"}, "error"},
      {"postmark", {"postmark", "postmark"}, "error"},
      {"postmark", {}, "clean"},
  }));
  CAPTURE(c.primary, c.backups);
  CHECK(outcome_of("two-esps", "esp-same", {.plan = test::plan(c.primary, c.backups)}) == c.outcome);
}

TEST_CASE("esp-same compares within a stream", "[rule][esp]") {
  survey::Plan plan = test::plan("postmark", {"sendgrid", "postmark"});
  plan.outbound[2].stream = survey::Stream::marketing;
  CHECK(outcome_of("two-esps", "esp-same", {.plan = plan}) == "clean");
}

TEST_CASE("esp-same takes no backup of an own server for its primary", "[rule][esp]") {
  survey::Plan plan = test::plan("postmark", {"postmark"});
  plan.stream = survey::Stream::self_hosted;
  plan.outbound[0].role = survey::Role::backup;
  CHECK(outcome_of("two-esps", "esp-same", {.plan = plan}) == "clean");
}

TEST_CASE("esp-same rests without a plan", "[rule][esp]") { CHECK(outcome_of("two-esps", "esp-same") == "clean"); }
