#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The address that was written: the first four labels.
static std::string address_of(const dns::Name& exchange) {
  const auto labels = exchange.labels();
  return fmt::format("{}", fmt::join(labels.begin(), labels.begin() + 4, "."));
}

static Outcome check_exchange(const Facts& facts, const survey::ExchangeFacts& exchange) {
  if (!exchange.is_address_literal) return {};
  const std::string address = address_of(exchange.exchange);
  const std::string host = fmt::format("<HOST>.{}", facts.domain.to_string());
  return finding(
      {.subject = exchange.exchange.to_string(),
       .type = "MX",
       .message = fmt::format("The exchange is the IP address {}; an MX record takes the name of a host", address),
       .fix = "Give the address a name, and publish the name as the exchange.",
       .publish = {{host, "A", address},
                   {facts.domain.to_string(), "MX", fmt::format("{} {}.", exchange.preference, host)}},
       .remove = {change(exchange.record)},
       .complete = false,
       .evidence = evidence(exchange)});
}

static Outcome check(const Facts& facts, const Plan&) { return each_exchange(facts, check_exchange); }

extern const Rule mx_target_address{
    .id = "mx-target-address",
    .severity = Severity::error,
    .summary = "An exchange is the name of a host, and no IP address",
    .applies = Applies::mail,
    .needs = {Need::mx},
    .references = {{"RFC 1035", "3.3.9"}, {"RFC 5321", "5.1"}},
    .explanation = R"(An MX record holds a domain name. An IP address there is read as a name whose labels are
numbers, often with the zone's own name behind it, and such a name does not exist: senders skip the exchange, or give
up. Give the host a name with an address record, and put the name in the MX record.)",
    .bad = R"(@ MX 10 185.10.20.10)",
    .good = R"(@ MX 10 mx1
mx1 A 185.10.20.10)",
    .check = check,
};
}  // namespace mailready::rules
