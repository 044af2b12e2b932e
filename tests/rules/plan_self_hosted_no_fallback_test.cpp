#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using survey::Role;
using survey::Stream;

namespace {

std::string outcome(const survey::Plan& plan) {
  return test::outcome_of(test::judge_facts(test::facts_with({}), "plan-self-hosted-no-fallback", plan));
}

/// A service given in place, with these SPF names.
survey::Sender in_place(Role role, std::vector<std::string> includes) {
  return {.provider = std::make_shared<const catalogue::Provider>(
              catalogue::Provider{.id = "relay", .name = "Relay", .spf_includes = std::move(includes)}),
          .role = role};
}

survey::Plan self_hosted(std::vector<survey::Sender> senders = {}) {
  survey::Plan plan;
  plan.stream = Stream::self_hosted;
  plan.outbound = std::move(senders);
  return plan;
}

}  // namespace

TEST_CASE("plan-self-hosted-no-fallback wants a hosted backup", "[rule][plan]") {
  const survey::Sender own = in_place(Role::primary, {"spf.acme.example"});
  const survey::Sender hosted{.provider = survey::share(*catalogue::find("sendgrid")), .role = Role::backup};
  CHECK(outcome(self_hosted()) == "error");
  CHECK(outcome(self_hosted({own})) == "error");
  CHECK(outcome(self_hosted({own, in_place(Role::backup, {"spf2.acme.example"})})) == "error");
  CHECK(outcome(self_hosted({own, in_place(Role::backup, {})})) == "error");
  CHECK(outcome(self_hosted({own, hosted})) == "clean");
  CHECK(outcome(self_hosted({hosted})) == "clean");
  CHECK(outcome(self_hosted({own, in_place(Role::backup, {"spf.small-esp.example"})})) == "clean");
}

TEST_CASE("plan-self-hosted-no-fallback is about self-hosted mail", "[rule][plan]") {
  CHECK(outcome({}) == "clean");
  CHECK(outcome(test::plan("postmark")) == "clean");
  survey::Plan plan = test::plan("postmark", {"sendgrid"});
  plan.outbound.push_back(in_place(Role::primary, {}));
  CHECK(outcome(plan) == "clean");
  plan.outbound[2].stream = Stream::self_hosted;
  CHECK(outcome(plan) == "error");
}

TEST_CASE("plan-self-hosted-no-fallback takes a word for it that none is meant", "[rule][plan]") {
  survey::Plan plan = self_hosted();
  plan.no_backup_meant = true;
  CHECK(outcome(plan) == "clean");
}
