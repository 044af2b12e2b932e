#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static Finding alias(const Facts& facts, const survey::ExchangeFacts& exchange) {
  const dns::Name& target = std::get<dns::Cname>(exchange.host.aliases.back().rdata).target;
  Finding found{
      .subject = exchange.exchange.to_string(),
      .type = "CNAME",
      .message = fmt::format("The exchange {} is an alias of {}", exchange.exchange.to_string(), target.to_string()),
      .fix = fmt::format("Name {} in the MX record itself.", target.to_string()),
      .publish = {{facts.domain.to_string(), "MX", fmt::format("{} {}", exchange.preference, target.to_absolute())}},
      .remove = {change(exchange.record)},
      .evidence = evidence(exchange)};
  if (exchange.host.unresolvable()) {
    found.message += ", which has no address";
    found.fix = fmt::format("Replace the alias by the addresses of {}.", exchange.exchange.to_string());
    found.publish = {{exchange.exchange.to_string(), "A", "<IPV4-ADDRESS>"}};
    found.remove = {change(exchange.host.aliases.front())};
    found.complete = false;
  }
  return found;
}

static Outcome check_exchange(const Facts& facts, const survey::ExchangeFacts& exchange) {
  if (exchange.host.is_alias()) return finding(alias(facts, exchange));
  // One answer of either type shows whether the name is an alias.
  if (exchange.host.ipv4.unknown() && exchange.host.ipv6.unknown())
    return undecided(exchange.exchange, *exchange.host.failure());
  return {};
}

static Outcome check(const Facts& facts, const Plan&) { return each_exchange(facts, check_exchange); }

extern const Rule mx_target_cname{
    .id = "mx-target-cname",
    .severity = Severity::error,
    .summary = "An exchange is a host with addresses of its own, and no alias",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 2181", "10.3"}, {"RFC 5321", "5.1"}},
    .explanation = R"(The name in an MX record must not be an alias. Many senders follow it all the same; others
refuse, and a host that looks for itself in the list of exchanges under its real name does not find it and sends the
mail round in a loop. An alias in front of the backup shows only when the primary is down. Name the real host in the
MX record, or replace the alias by addresses.)",
    .bad = R"(@ MX 20 mx2
mx2 CNAME mail
mail A 91.200.40.10)",
    .good = R"(@ MX 20 mail
mail A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
