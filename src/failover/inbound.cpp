#include "failover/inbound.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "failover/operators.h"
#include "lint/evidence.h"
#include "mail/web_proxy.h"

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
                    .other_network = stands_apart(exchange, lost),
                    .other_operator = has_other_operator(exchange, lost)};
  if (const mta_sts::Policy* policy = enforced_policy(facts)) takeover.in_policy = policy->matches(exchange.exchange);
  takeover.lacks_tlsa = exchange.tlsa.records.absent() && std::ranges::any_of(lost, has_tlsa);
  if (exchange.provider) takeover.queues = exchange.provider->store_and_forward;
  return takeover;
}

/// Whether senders can reach an address of it: a public one, and no web proxy in front of the owner's own host.
bool is_reachable(const ExchangeFacts& exchange, const IpAddress& address) {
  return is_public(address) && (exchange.provider || !catalogue::proxy_of(address));
}

bool is_usable(const ExchangeFacts& exchange) {
  return std::ranges::any_of(exchange.host.addresses(),
                             [&](const IpAddress& address) { return is_reachable(exchange, address); });
}

bool needs_ipv6(const ExchangeFacts& exchange) {
  return std::ranges::none_of(exchange.host.addresses(), [&](const IpAddress& address) {
    return address.family == Family::ipv4 && is_reachable(exchange, address);
  });
}

bool is_turned_away(const ExchangeFacts& exchange, const mta_sts::Policy* policy) {
  return policy && !policy->matches(exchange.exchange);
}

/// Those at the lowest preference that has a usable exchange. Senders that honour a policy pass over what it leaves out
/// (RFC 8461, section 5).
std::vector<const ExchangeFacts*> first_in_line(const std::vector<const ExchangeFacts*>& exchanges,
                                                const mta_sts::Policy* policy) {
  std::vector<const ExchangeFacts*> first;
  for (const ExchangeFacts* exchange : exchanges)
    if (is_usable(*exchange) && !is_turned_away(*exchange, policy) &&
        (first.empty() || exchange->preference == first.front()->preference))
      first.push_back(exchange);
  return first;
}

std::string names_of(const std::vector<const ExchangeFacts*>& exchanges) {
  std::vector<dns::Name> names;
  for (const ExchangeFacts* exchange : exchanges) names.push_back(exchange->exchange);
  return lint::some_of(names);
}

void degrade(Inbound& inbound, Verdict verdict, std::string note) {
  inbound.verdict = std::max(inbound.verdict, verdict);
  inbound.notes.push_back(std::move(note));
}

/// What keeps a takeover from being as good as what is lost.
void weigh(Inbound& inbound, const Takeover& takeover, const ExchangeFacts& exchange, const Split& exchanges) {
  const std::string host = takeover.exchange.to_string();
  if (needs_ipv6(exchange) && exchange.host.ipv4.unknown())
    degrade(inbound, Verdict::unknown, fmt::format("whether senders without IPv6 reach {} is not known", host));
  else if (needs_ipv6(exchange))
    degrade(inbound, Verdict::degraded, fmt::format("only senders with IPv6 reach {}", host));
  if (takeover.lacks_tlsa)
    degrade(inbound, Verdict::degraded,
            fmt::format("{} has no TLSA records, and what is lost has: mail arrives unprotected by DANE", host));
  if (exchange.tlsa.records.unknown() && std::ranges::any_of(exchanges.lost, has_tlsa))
    degrade(inbound, Verdict::unknown,
            fmt::format("whether {} has TLSA records is not known: senders that use DANE may wait", host));
  if (!takeover.other_network)
    inbound.notes.push_back(fmt::format("{} stands in the same network as what is lost", host));
  if (takeover.other_operator == false)
    inbound.notes.push_back(fmt::format("{} is run by the same operator as what is lost", host));
  if (takeover.queues == false)
    inbound.notes.push_back(fmt::format("{} does not queue for a dead primary: it must hold the mailboxes too", host));
}

/// The lost exchanges that IPv6 still reaches.
std::vector<const ExchangeFacts*> over_ipv6(const Split& exchanges, const Part& part) {
  std::vector<const ExchangeFacts*> reached;
  for (const ExchangeFacts* exchange : exchanges.lost)
    if (part.ipv6_only.contains(exchange->exchange)) reached.push_back(exchange);
  return reached;
}

std::string only_over_ipv6(const std::vector<const ExchangeFacts*>& reached) {
  return fmt::format("only senders with IPv6 still reach {}", names_of(reached));
}

/// The exchanges that would take over, were it not for the policy.
std::vector<const ExchangeFacts*> passed_over(const Split& exchanges, const mta_sts::Policy* policy) {
  std::vector<const ExchangeFacts*> first = first_in_line(exchanges.remaining, nullptr);
  std::erase_if(first, [&](const ExchangeFacts* exchange) { return !is_turned_away(*exchange, policy); });
  return first;
}

/// What it means that senders who honour the policy pass over these.
void weigh_policy(Inbound& inbound, const Split& exchanges, const std::vector<const ExchangeFacts*>& left_out,
                  const std::vector<const ExchangeFacts*>& serving, const Part& part) {
  if (left_out.empty()) return;
  const std::string who = fmt::format("the MTA-STS policy, which is in enforce, leaves out {}: senders that honour it ",
                                      names_of(left_out));
  const auto reached = over_ipv6(exchanges, part);
  if (!serving.empty()) return degrade(inbound, Verdict::degraded, who + "go on to " + names_of(serving));
  degrade(inbound, reached.empty() ? Verdict::lost : Verdict::degraded, who + "do not deliver there");
  if (!reached.empty()) inbound.notes.push_back(only_over_ipv6(reached));
}

/// Whether something that is lost is among those that take mail today.
bool took_mail(const survey::MxFacts& mx, const Split& exchanges, const mta_sts::Policy* policy) {
  std::vector<const ExchangeFacts*> all;
  for (const ExchangeFacts& exchange : mx.exchanges) all.push_back(&exchange);
  const auto is_lost = [&](const ExchangeFacts* exchange) { return std::ranges::count(exchanges.lost, exchange) > 0; };
  return std::ranges::any_of(first_in_line(all, policy), is_lost) ||
         std::ranges::any_of(first_in_line(all, nullptr), is_lost);
}

/// Nobody takes over for sure: what there is to say of those that remain.
Inbound with_nobody(const Split& exchanges, const Part& part) {
  const auto is_unknown = [](const ExchangeFacts* exchange) { return exchange->host.failure() != nullptr; };
  std::vector<const ExchangeFacts*> same_machine;
  for (const ExchangeFacts* exchange : exchanges.lost)
    if (part.kind == Part::Kind::exchange && exchange->exchange.to_string() != part.id)
      same_machine.push_back(exchange);
  if (std::ranges::any_of(exchanges.remaining, is_unknown))
    return {.verdict = Verdict::unknown,
            .notes = {fmt::format("whether {} has an address is not known", names_of(exchanges.remaining))}};
  const auto reached = over_ipv6(exchanges, part);
  if (!reached.empty()) return {.verdict = Verdict::degraded, .notes = {only_over_ipv6(reached)}};
  std::string why = "no exchange is left";
  if (!exchanges.remaining.empty())
    why = names_of(exchanges.remaining) + " has no address that senders can use";
  else if (!same_machine.empty())
    why = names_of(same_machine) + " has no address of its own, so no exchange is left";
  return {.verdict = Verdict::lost, .notes = {why + ": senders queue mail, for days at most, and then return it"}};
}

}  // namespace

Inbound inbound_without(const Facts& facts, const Part& part) {
  constexpr std::size_t most_described = 8;
  Inbound inbound;
  if (part.exchanges.empty() || !facts.mx) return inbound;
  const Split exchanges = split(*facts.mx, part);
  if (exchanges.lost.empty()) return inbound;
  const mta_sts::Policy* policy = enforced_policy(facts);
  const std::vector<const ExchangeFacts*> serving = first_in_line(exchanges.remaining, policy);
  if (serving.empty() && first_in_line(exchanges.remaining, nullptr).empty()) return with_nobody(exchanges, part);

  inbound.verdict = Verdict::survives;
  for (const ExchangeFacts* exchange : serving) inbound.serving.push_back(exchange->exchange);
  if (!took_mail(*facts.mx, exchanges, policy)) return inbound;
  const std::vector<const ExchangeFacts*> left_out = passed_over(exchanges, policy);
  weigh_policy(inbound, exchanges, left_out, serving, part);
  for (const auto* group : {&serving, &left_out})
    for (const ExchangeFacts* exchange : *group) {
      if (inbound.takeovers.size() == most_described) break;
      inbound.takeovers.push_back(describe(*exchange, exchanges.lost, facts));
      if (group == &serving) weigh(inbound, inbound.takeovers.back(), *exchange, exchanges);
    }
  if (facts.mta_sts.unknown() || (facts.mta_sts && facts.mta_sts->policy.unknown()))
    degrade(inbound, Verdict::unknown, "whether an MTA-STS policy names what takes over is not known");
  return inbound;
}

bool declares_inbound_spare(const survey::Plan& plan) {
  return plan.declares_inbound_backup() || plan.inbound.size() > 1;
}

}  // namespace mailready::failover
