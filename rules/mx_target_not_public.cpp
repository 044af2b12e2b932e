#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

static RecordChange address_record(const dns::Name& host, const IpAddress& address) {
  return {host.to_string(), address.family == Family::ipv4 ? "A" : "AAAA", address.to_string()};
}

static Finding not_public(const Facts& facts, const survey::ExchangeFacts& exchange) {
  const std::vector<IpAddress> addresses = exchange.host.addresses();
  Finding found{.subject = exchange.exchange.to_string(),
                .type = "MX",
                .message = fmt::format("The exchange {} has no address that the Internet can reach, only {}",
                                       exchange.exchange.to_string(), enumerate(texts(addresses))),
                .fix = "Publish the public address of the host, or remove the MX record.",
                .complete = false,
                .evidence = evidence(exchange)};
  if (exchange.host.is_alias() || !exchange.exchange.is_at_or_below(facts.domain)) return found;
  found.publish = {{exchange.exchange.to_string(), "A", "<PUBLIC-ADDRESS>"}};
  for (const IpAddress& address : addresses) found.remove.push_back(address_record(exchange.exchange, address));
  return found;
}

static Outcome check_exchange(const Facts& facts, const survey::ExchangeFacts& exchange) {
  const survey::HostFacts& host = exchange.host;
  if (std::ranges::any_of(host.addresses(), is_public)) return {};
  if (host.failure()) return undecided(exchange.exchange, *host.failure());
  return host.has_address() ? finding(not_public(facts, exchange)) : Outcome{};
}

static Outcome check(const Facts& facts, const Plan&) { return each_exchange(facts, check_exchange); }

extern const Rule mx_target_not_public{
    .id = "mx-target-not-public",
    .severity = Severity::error,
    .summary = "Every exchange has a public address",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 6890", "2.2"}, {"RFC 1918", "3"}, {"RFC 5321", "5.1"}},
    .explanation = R"(All addresses of the exchange are private, loopback, documentation or otherwise reserved ones.
The host may answer inside your own network, where tests are made; senders on the Internet cannot reach it, so it
takes no mail for anyone else and is no backup. It happens when internal DNS data is copied into the public zone.
Publish the address that the outside reaches.)",
    .bad = R"(@ MX 20 mx2
mx2 A 10.1.2.3)",
    .good = R"(@ MX 20 mx2
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
