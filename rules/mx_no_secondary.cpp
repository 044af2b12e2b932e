#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;

/// Whether the name stands for many hosts: a service runs it, and the catalogue does not deny it.
static bool is_a_service(const survey::ExchangeFacts& exchange) {
  return exchange.provider && exchange.provider->mx_redundant.value_or(true);
}

static Severity severity_of(const survey::ExchangeFacts& exchange, const Plan& plan) {
  const bool lowered = all_can_wait(plan) || (is_a_service(exchange) && !plan.declares_inbound_backup());
  return lowered ? Severity::warning : Severity::error;
}

static std::string message(const survey::ExchangeFacts& exchange) {
  const std::string host = exchange.exchange.to_string();
  if (is_a_service(exchange))
    return fmt::format("{} is the only exchange: while {} is down, no mail gets in", host, exchange.provider->name);
  return fmt::format("{} is the only exchange: while it is down, no mail gets in", host);
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null || facts.mx->exchanges.size() != 1) return {};
  const survey::ExchangeFacts& exchange = facts.mx->exchanges.front();
  return finding({.severity = severity_of(exchange, plan),
                  .subject = facts.domain.to_string(),
                  .type = "MX",
                  .message = message(exchange),
                  .fix = "Add an exchange that another company runs, with a higher preference number.",
                  .publish = {backup_record(facts.domain, exchange.preference, "<BACKUP-HOST>.")},
                  .complete = false,
                  .evidence = evidence(facts.mx->records),
                  .caused_by = {"mx-backup-order"}});  // a declared backup that is not published
}

extern const Rule mx_no_secondary{
    .id = "mx-no-secondary",
    .severity = Severity::error,
    .summary = "A second exchange takes over when the first is down",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(While the only exchange is down, every sender queues for as long as it likes: often some days,
sometimes minutes, and some never try again. Several addresses behind one name do not help, since one configuration,
one certificate and one operator stand behind them. Add a second exchange with a higher preference number, in another
network and best with another company, that queues mail until the first is back. Where a large service runs the
exchange its name stands for many hosts, and this is a warning.)",
    .bad = R"(@ MX 10 mx1)",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
