#include <fmt/format.h>

#include <algorithm>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::DeclaredExchange;
using survey::ExchangeFacts;
using survey::Role;

static const ExchangeFacts* published(const std::vector<ExchangeFacts>& exchanges, const dns::Name& host) {
  const auto found = std::ranges::find(exchanges, host, &ExchangeFacts::exchange);
  return found == exchanges.end() ? nullptr : &*found;
}

/// What a backup must stand behind: the last of the declared primaries, or, where none is published, the first exchange
/// that the plan does not name. Null where there is neither.
static const ExchangeFacts* primary_of(const std::vector<ExchangeFacts>& exchanges, const Plan& plan) {
  const ExchangeFacts* primary = nullptr;
  const ExchangeFacts* undeclared = nullptr;
  for (const ExchangeFacts& exchange : exchanges) {  // by preference
    const auto declared = std::ranges::find(plan.inbound, exchange.exchange, &DeclaredExchange::host);
    if (declared == plan.inbound.end()) {
      if (!undeclared) undeclared = &exchange;
    } else if (declared->role == Role::primary) {
      primary = &exchange;
    }
  }
  return primary ? primary : undeclared;
}

static Finding absent(const Facts& facts, const dns::Name& backup, const ExchangeFacts* primary) {
  Finding found{.subject = facts.domain.to_string(),
                .type = "MX",
                .message = fmt::format("The declared backup {} is not among the MX records: nothing takes over",
                                       backup.to_string()),
                .fix = "Publish it with a higher preference number than the primary's.",
                .publish = {backup_record(facts.domain, primary ? primary->preference : 10, backup.to_absolute())},
                .complete = primary != nullptr,
                .caused_by = {"mx-missing"}};
  if (facts.mx) found.evidence = evidence(facts.mx->records);
  return found;
}

static Finding misplaced(const Facts& facts, const ExchangeFacts& backup, const ExchangeFacts& primary) {
  const std::string order = backup.preference == primary.preference
                                ? fmt::format("preference {}, as {} has, so it gets mail every day", backup.preference,
                                              primary.exchange.to_string())
                                : fmt::format("preference {}, below the {} of {}, so mail goes to it first",
                                              backup.preference, primary.preference, primary.exchange.to_string());
  return {.subject = facts.domain.to_string(),
          .type = "MX",
          .message = fmt::format("The declared backup {} has {}", backup.exchange.to_string(), order),
          .fix = "Give it a higher preference number than the primary's.",
          .publish = {backup_record(facts.domain, primary.preference, backup.exchange.to_absolute())},
          .remove = {change(backup.record)},
          .evidence = {evidence(primary.record), evidence(backup.record)}};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.declares_inbound_backup()) return {};
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (facts.mx && facts.mx->has_null) return {};
  const std::vector<ExchangeFacts> exchanges = facts.mx ? facts.mx->exchanges : std::vector<ExchangeFacts>{};
  const ExchangeFacts* primary = primary_of(exchanges, plan);
  Outcome outcome;
  for (const DeclaredExchange& declared : plan.inbound) {
    if (declared.role != Role::backup) continue;
    const ExchangeFacts* backup = published(exchanges, declared.host);
    if (!backup)
      outcome += finding(absent(facts, declared.host, primary));
    else if (primary && backup->preference <= primary->preference)
      outcome += finding(misplaced(facts, *backup, *primary));
  }
  return outcome;
}

extern const Rule mx_backup_order{
    .id = "mx-backup-order",
    .severity = Severity::error,
    .summary = "A declared backup exchange is published, behind the primary",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(Senders try the exchange with the lowest preference number first and go on to higher numbers
only when it fails. A backup that is not published is never tried; one with a number as low as the primary's, or
lower, gets the mail every day, while the host that was meant to take it waits. The number is not a priority: higher
means later.)",
    .bad = R"(mailready check acme.example --primary-mx mx1.acme.example --backup-mx mx2.acme.example

@ MX 20 mx1
@ MX 10 mx2)",
    .good = R"(mailready check acme.example --primary-mx mx1.acme.example --backup-mx mx2.acme.example

@ MX 10 mx1
@ MX 20 mx2)",
    .check = check,
};
}  // namespace mailready::rules
