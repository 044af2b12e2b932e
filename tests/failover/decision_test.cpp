#include "failover/decision.h"
#include "failover/gaps.h"

#include <algorithm>

#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using failover::Aspect;
using failover::Call;
using failover::Outbound;
using failover::Row;
using failover::Sending;
using failover::Standing;
using failover::Verdict;

namespace {

Sending sending(const std::string& id, Verdict verdict) {
  Sending made{.provider = survey::share(*catalogue::find(id))};
  made.verdict = verdict;
  return made;
}

/// A row in which sending comes to this, and these ESPs remain.
Row row_of(Verdict verdict, std::vector<Sending> remaining) {
  Row row;
  Outbound outbound;
  outbound.verdict = verdict;
  outbound.remaining = std::move(remaining);
  row.outbound.push_back(std::move(outbound));
  row.sends = {verdict, true};
  return row;
}

}  // namespace

TEST_CASE("The worst direction of mail makes the call", "[failover][decision]") {
  const auto [sends, receives, call] = GENERATE(table<Verdict, Verdict, Call>({
      {Verdict::survives, Verdict::untouched, Call::go},
      {Verdict::degraded, Verdict::survives, Call::go},
      {Verdict::survives, Verdict::lost, Call::no_go},
      {Verdict::unknown, Verdict::survives, Call::undetermined},
      {Verdict::unknown, Verdict::lost, Call::no_go},  // a loss is certain, whatever is not known
      {Verdict::none_declared, Verdict::survives, Call::no_go},
  }));
  Row row = row_of(sends, {});
  row.receives = {receives, true};
  const Standing standing{};
  CHECK(failover::decide(standing, row).call == call);
}

TEST_CASE("The first of those that do best takes over", "[failover][decision]") {
  const Standing standing{};
  const Row row =
      row_of(Verdict::survives, {sending("postmark", Verdict::degraded), sending("sendgrid", Verdict::survives),
                                 sending("mailgun", Verdict::survives)});
  const failover::Decision decision = failover::decide(standing, row);
  REQUIRE(decision.sender);
  CHECK(decision.sender->provider->id == "sendgrid");
  CHECK(decision.unchecked.size() == 2);
  CHECK(decision.faults.empty());

  CHECK(failover::decide(standing, row_of(Verdict::lost, {})).sender == nullptr);
  CHECK(failover::decide(standing, row_of(Verdict::untouched, {sending("sendgrid", Verdict::survives)})).sender ==
        nullptr);
}

TEST_CASE("Faults are errors about what should take over", "[failover][decision]") {
  Standing standing{};
  standing.facts = test::facts_with({{10, "mx1.acme.example", "185.10.20.10", ""}, {20, "mx2.acme.example", "", ""}});
  standing.facts.gathered = {survey::Need::mx, survey::Need::exchanges};
  Row row;
  row.receives = {Verdict::lost, true};
  const auto faults = failover::decide(standing, row).faults;
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].rule == "mx-target-unresolvable");

  row.receives = {Verdict::survives, true};
  CHECK(failover::decide(standing, row).faults.empty());
  // Nothing of the exchanges mends what is sent.
  CHECK(failover::decide(standing, row_of(Verdict::lost, {})).faults.empty());
}

TEST_CASE("The verdict over a matrix is the worst of what counts", "[failover][decision]") {
  const auto row = [](Verdict sends, bool counts) {
    Row made;
    made.sends = {sends, counts};
    return made;
  };
  CHECK(failover::overall({}, {}) == Verdict::none_declared);
  CHECK(failover::overall({row(Verdict::lost, false)}, {}) == Verdict::none_declared);
  CHECK(failover::overall({row(Verdict::survives, true), row(Verdict::lost, false)}, {}) == Verdict::survives);
  CHECK(failover::overall({row(Verdict::survives, true), row(Verdict::degraded, true)}, {}) == Verdict::degraded);
  CHECK(failover::overall({row(Verdict::unknown, true), row(Verdict::degraded, true)}, {}) == Verdict::unknown);
  CHECK(failover::overall({row(Verdict::unknown, true), row(Verdict::lost, true)}, {}) == Verdict::lost);
}
