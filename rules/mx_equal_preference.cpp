#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null || facts.mx->exchanges.size() < 2) return {};
  const survey::MxFacts& mx = *facts.mx;
  if (!mx.secondaries().empty() || mx.sole_provider()) return {};  // a service balances its own hosts as it likes
  const std::uint16_t preference = mx.exchanges.front().preference;
  return finding(
      {.subject = facts.domain.to_string(),
       .type = "MX",
       .message =
           fmt::format("{} exchanges have preference {}: mail is spread over them, and none is the backup",
                       mx.exchanges.size() == 2 ? "Both" : fmt::format("All {}", mx.exchanges.size()), preference),
       .fix = "Give the exchange that is to step in a higher preference number, if one is meant as the backup.",
       .publish = {backup_record(facts.domain, preference, "<BACKUP-HOST>.")},
       .complete = false,
       .evidence = evidence(mx.records),
       .caused_by = {"mx-backup-order"}});
}

extern const Rule mx_equal_preference{
    .id = "mx-equal-preference",
    .severity = Severity::warning,
    .summary = "Preference numbers say which exchange is the backup",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(Senders choose at random among exchanges of one preference. That shares the load between equals,
but it is no ordered failover: a host meant as the backup gets half of the mail every day, and a fault of it hurts at
once, not only in an incident. Give the backup the higher number; leave the numbers equal only where each exchange can
carry all of the mail alone.)",
    .bad = R"(@ MX 10 mx1
@ MX 10 backup.mx.example.net.)",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
