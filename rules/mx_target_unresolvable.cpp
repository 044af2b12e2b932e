#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The name that the owner may have meant: what stands in front of the domain, where that looks like a host of another
/// domain. A zone file completes a name without a final dot by its origin.
static std::string without_domain(const dns::Name& exchange, const dns::Name& domain) {
  constexpr std::size_t least_labels = 3;
  if (exchange.label_count() < domain.label_count() + least_labels || !exchange.is_below(domain)) return {};
  const std::string text = exchange.to_string();
  return text.substr(0, text.size() - domain.to_string().size());
}

/// Says how to repair it: by the name that was meant, by an address of an own host, or not at all.
static void repair(Finding& found, const Facts& facts, const survey::ExchangeFacts& exchange) {
  if (const std::string meant = without_domain(exchange.exchange, facts.domain); !meant.empty()) {
    found.fix = fmt::format("Write {} with its final dot, if that was meant; otherwise publish an address.", meant);
    found.publish = {{facts.domain.to_string(), "MX", fmt::format("{} {}", exchange.preference, meant)}};
    found.remove = {change(exchange.record)};
  } else if (exchange.exchange.is_at_or_below(facts.domain)) {
    found.fix = "Publish its address, or remove the MX record.";
    found.publish = {{exchange.exchange.to_string(), "A", "<IPV4-ADDRESS>"}};
  } else {
    found.fix = "Ask whoever runs the host for its right name, or remove the MX record.";
  }
}

static Finding unresolvable(const Facts& facts, const survey::ExchangeFacts& exchange) {
  Finding found{.subject = exchange.exchange.to_string(),
                .type = "MX",
                .message = fmt::format("The exchange {} has no address, neither A nor AAAA: mail never reaches it",
                                       exchange.exchange.to_string()),
                .complete = false,
                .evidence = evidence(exchange)};
  repair(found, facts, exchange);
  return found;
}

static Outcome check_exchange(const Facts& facts, const survey::ExchangeFacts& exchange) {
  const survey::HostFacts& host = exchange.host;
  if (exchange.is_address_literal || host.is_alias() || host.has_address()) return {};
  if (host.failure()) return undecided(exchange.exchange, *host.failure());
  return finding(unresolvable(facts, exchange));
}

static Outcome check(const Facts& facts, const Plan&) { return each_exchange(facts, check_exchange); }

extern const Rule mx_target_unresolvable{
    .id = "mx-target-unresolvable",
    .severity = Severity::error,
    .summary = "Every exchange has an address",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.1"}, {"RFC 2181", "10.3"}},
    .explanation = R"(Senders cannot connect to a host without an A or AAAA record. At the primary this delays or
loses mail today; at a backup it stays unseen until the primary is down, and then nothing takes over. Common causes
are a host that was switched off, a misspelt name, and a missing final dot in the zone file, which puts the zone's own
name behind the host's.)",
    .bad = R"(@ MX 20 mx2 ; and no mx2 A)",
    .good = R"(@ MX 20 mx2
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
