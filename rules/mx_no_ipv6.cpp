#include <fmt/format.h>

#include <algorithm>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ExchangeFacts;

/// The AAAA record to add, where an exchange is the domain's own host.
static std::vector<RecordChange> to_publish(const Facts& facts) {
  for (const ExchangeFacts& exchange : facts.mx->exchanges)
    if (exchange.exchange.is_at_or_below(facts.domain) && exchange.host.ipv4.present() && !exchange.host.is_alias())
      return {{exchange.exchange.to_string(), "AAAA", "<IPV6-ADDRESS>"}};
  return {};
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null) return {};
  const auto& exchanges = facts.mx->exchanges;
  if (std::ranges::any_of(exchanges, [](const ExchangeFacts& exchange) { return exchange.host.ipv6.present(); }))
    return {};
  for (const ExchangeFacts& exchange : exchanges)
    if (exchange.host.ipv6.unknown()) return undecided(facts.domain, exchange.host.ipv6.failure());
  if (std::ranges::none_of(exchanges, [](const ExchangeFacts& exchange) { return exchange.host.has_address(); }))
    return {};  // mx-target-unresolvable and its kin report that

  const catalogue::Provider* provider = facts.mx->sole_provider();
  return finding({.subject = facts.domain.to_string(),
                  .type = "AAAA",
                  .message = "No exchange has an IPv6 address",
                  .fix = provider ? fmt::format("Ask {} for exchanges with IPv6.", provider->name)
                                  : "Give an exchange an AAAA record, if its host has IPv6.",
                  .publish = to_publish(facts),
                  .complete = false,
                  .evidence = evidence(exchanges)});
}

extern const Rule mx_no_ipv6{
    .id = "mx-no-ipv6",
    .severity = Severity::info,
    .summary = "An exchange can be reached over IPv6",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.2"}, {"RFC 3974", "3"}},
    .explanation = R"(No exchange has an AAAA record, so senders with IPv6 only cannot deliver, and a fault of the
IPv4 routes leaves no other way in. Hardly any sender depends on it today; it is a second path that costs little where
the host has IPv6 anyway. One exchange with it is enough.)",
    .bad = R"(@ MX 10 mx1
mx1 A 185.10.20.10)",
    .good = R"(@ MX 10 mx1
mx1 A 185.10.20.10
mx1 AAAA 2a05:10:20::10)",
    .check = check,
};
}  // namespace mailready::rules
