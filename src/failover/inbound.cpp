#include "failover/inbound.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "failover/operators.h"

namespace mailready::failover {
namespace {

using survey::ExchangeFacts;
using survey::Facts;

/// The exchanges, split by whether they are lost.
struct Split {
  std::vector<const ExchangeFacts*> lost, remaining;
};

Split split(const survey::MxFacts& mx, const Part& part) {
  Split split;
  for (const ExchangeFacts& exchange : mx.exchanges)
    (part.exchanges.contains(exchange.exchange) ? split.lost : split.remaining).push_back(&exchange);
  return split;
}

bool stands_apart(const ExchangeFacts& exchange, const std::vector<const ExchangeFacts*>& lost) {
  std::set<Network> taken;
  for (const ExchangeFacts* other : lost)
    for (const IpAddress& address : other->host.addresses()) taken.insert(network_of(address));
  return std::ranges::any_of(exchange.host.addresses(),
                             [&](const IpAddress& address) { return !taken.contains(network_of(address)); });
}

std::optional<bool> has_other_operator(const ExchangeFacts& exchange, const std::vector<const ExchangeFacts*>& lost) {
  const std::string own = operator_of(exchange);
  bool all_known = !own.empty();
  for (const ExchangeFacts* other : lost) {
    if (!own.empty() && operator_of(*other) == own) return false;
    all_known = all_known && !operator_of(*other).empty();
  }
  return all_known ? std::optional(true) : std::nullopt;
}

/// The policy that senders hold on to, where it turns mail away.
const mta_sts::Policy* enforced_policy(const Facts& facts) {
  if (!facts.mta_sts || !facts.mta_sts->policy || !facts.mta_sts->policy->policy) return nullptr;
  const mta_sts::Policy& policy = *facts.mta_sts->policy->policy;
  return policy.mode == mta_sts::Mode::enforce ? &policy : nullptr;
}

bool has_tlsa(const ExchangeFacts* exchange) { return exchange->tlsa.records.present(); }

Takeover describe(const ExchangeFacts& exchange, const std::vector<const ExchangeFacts*>& lost, const Facts& facts) {
  Takeover takeover{.exchange = exchange.exchange,
                    .preference = exchange.preference,
                    .has_address = exchange.host.has_address(),
                    .other_network = stands_apart(exchange, lost),
                    .other_operator = has_other_operator(exchange, lost)};
  if (const mta_sts::Policy* policy = enforced_policy(facts)) takeover.in_policy = policy->matches(exchange.exchange);
  takeover.lacks_tlsa = exchange.tlsa.records.absent() && std::ranges::any_of(lost, has_tlsa);
  if (exchange.provider) takeover.queues = exchange.provider->store_and_forward;
  return takeover;
}

/// Those that senders turn to next: the lowest preference that has an exchange with an address.
std::vector<const ExchangeFacts*> next_in_line(const std::vector<const ExchangeFacts*>& remaining) {
  std::vector<const ExchangeFacts*> next;
  for (const ExchangeFacts* exchange : remaining)
    if (exchange->host.has_address() && (next.empty() || exchange->preference == next.front()->preference))
      next.push_back(exchange);
  return next;
}

std::string names_of(const std::vector<const ExchangeFacts*>& exchanges) {
  std::vector<std::string> names;
  for (const ExchangeFacts* exchange : exchanges) names.push_back(exchange->exchange.to_string());
  return enumerate(names);
}

/// What keeps a takeover from being as good as what is lost, worst first.
void weigh(Inbound& inbound, const Facts& facts) {
  const auto left_out = [](const Takeover& takeover) { return takeover.in_policy == false; };
  const auto degrade = [&](Verdict verdict, std::string note) {
    inbound.verdict = std::max(inbound.verdict, verdict);
    inbound.notes.push_back(std::move(note));
  };
  for (const Takeover& takeover : inbound.takeovers) {
    const std::string host = takeover.exchange.to_string();
    if (left_out(takeover)) {
      const bool all = std::ranges::all_of(inbound.takeovers, left_out);
      degrade(all ? Verdict::lost : Verdict::degraded,
              fmt::format("the MTA-STS policy, which is in enforce, leaves out {}: senders that honour it do not "
                          "deliver there",
                          host));
    }
    if (takeover.lacks_tlsa)
      degrade(Verdict::degraded,
              fmt::format("{} has no TLSA records, and what is lost has: mail arrives unprotected by "
                          "DANE",
                          host));
    if (takeover.other_network == false)
      inbound.notes.push_back(fmt::format("{} stands in the same network as what is lost", host));
    if (takeover.other_operator == false)
      inbound.notes.push_back(fmt::format("{} is run by the same operator as what is lost", host));
    if (takeover.queues == false)
      inbound.notes.push_back(
          fmt::format("{} does not queue for a dead primary: it must hold the mailboxes too", host));
  }
  if (facts.mta_sts.unknown() || (facts.mta_sts && facts.mta_sts->policy.unknown()))
    degrade(Verdict::unknown, "whether an MTA-STS policy names what takes over is not known");
}

/// Nobody takes over for sure: what there is to say of those that remain.
Inbound with_nobody(const Split& exchanges, const Part& part) {
  const auto is_unknown = [](const ExchangeFacts* exchange) { return exchange->host.failure() != nullptr; };
  std::vector<const ExchangeFacts*> over_ipv6, same_machine;
  for (const ExchangeFacts* exchange : exchanges.lost) {
    if (part.ipv6_only.contains(exchange->exchange)) over_ipv6.push_back(exchange);
    if (part.kind == Part::Kind::exchange && exchange->exchange.to_string() != part.id)
      same_machine.push_back(exchange);
  }
  if (std::ranges::any_of(exchanges.remaining, is_unknown))
    return {.verdict = Verdict::unknown,
            .notes = {fmt::format("whether {} has an address is not known", names_of(exchanges.remaining))}};
  if (!over_ipv6.empty())
    return {.verdict = Verdict::degraded,
            .notes = {fmt::format("only senders with IPv6 still reach {}", names_of(over_ipv6))}};
  std::string why = "no exchange is left";
  if (!exchanges.remaining.empty())
    why = names_of(exchanges.remaining) + " has no address";
  else if (!same_machine.empty())
    why = names_of(same_machine) + " has no address of its own, so no exchange is left";
  return {.verdict = Verdict::lost, .notes = {why + ": senders queue mail, for days at most, and then return it"}};
}

}  // namespace

Inbound inbound_without(const Facts& facts, const Part& part) {
  Inbound inbound;
  if (part.exchanges.empty() || !facts.mx) return inbound;
  const Split exchanges = split(*facts.mx, part);
  if (exchanges.lost.empty()) return inbound;
  const std::vector<const ExchangeFacts*> next = next_in_line(exchanges.remaining);
  if (next.empty()) return with_nobody(exchanges, part);

  inbound.verdict = Verdict::survives;
  for (const ExchangeFacts* exchange : next) inbound.serving.push_back(exchange->exchange);
  if (exchanges.lost.front()->preference > next.front()->preference) return inbound;
  for (const ExchangeFacts* exchange : next) inbound.takeovers.push_back(describe(*exchange, exchanges.lost, facts));
  weigh(inbound, facts);
  return inbound;
}

bool declares_inbound_spare(const survey::Plan& plan) {
  return plan.declares_inbound_backup() || plan.inbound.size() > 1;
}

}  // namespace mailready::failover
