#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ExchangeFacts;

/// What commonly fails as one: the smallest block that is routed on the Internet by itself.
static int prefix_of(Family family) { return family == Family::ipv4 ? 24 : 48; }

/// The networks that the exchanges stand in, as far as their addresses are known.
static std::set<Network> networks_of(const std::vector<ExchangeFacts>& exchanges) {
  std::set<Network> networks;
  for (const ExchangeFacts& exchange : exchanges)
    for (const IpAddress& address : exchange.host.addresses())
      networks.insert(Network::of(address, prefix_of(address.family)));
  return networks;
}

static bool stand_apart(const std::set<Network>& networks) {
  for (const Family family : {Family::ipv4, Family::ipv6})
    if (std::ranges::count(networks, family, [](const Network& network) { return network.address.family; }) > 1)
      return true;
  return false;
}

/// Whether hosts of at most one network of each family have something in common: a host with IPv4 only and one with
/// IPv6 only may stand anywhere, unless a third has both.
static bool are_linked(const std::vector<ExchangeFacts>& exchanges, const std::set<Network>& networks) {
  return networks.size() == 1 || std::ranges::any_of(exchanges, [](const ExchangeFacts& exchange) {
           return exchange.host.ipv4.present() && exchange.host.ipv6.present();
         });
}

static std::size_t resolvable(const std::vector<ExchangeFacts>& exchanges) {
  const auto has_address = [](const ExchangeFacts& exchange) { return exchange.host.has_address(); };
  return static_cast<std::size_t>(std::ranges::count_if(exchanges, has_address));
}

static const dns::Failure* first_failure(const std::vector<ExchangeFacts>& exchanges) {
  for (const ExchangeFacts& exchange : exchanges)
    if (const dns::Failure* failure = exchange.host.failure()) return failure;
  return nullptr;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (!facts.mx || facts.mx->has_null) return {};
  const std::vector<ExchangeFacts>& exchanges = facts.mx->exchanges;
  if (exchanges.size() < 2 || facts.mx->sole_provider()) return {};
  const std::set<Network> networks = networks_of(exchanges);
  if (stand_apart(networks)) return {};
  if (const dns::Failure* failure = first_failure(exchanges)) return undecided(facts.domain, *failure);
  if (resolvable(exchanges) < 2 || !are_linked(exchanges, networks)) return {};

  std::vector<std::string> names;
  for (const Network& network : networks) names.push_back(network.to_string());
  return finding({.subject = facts.domain.to_string(),
                  .type = "MX",
                  .message = fmt::format("All exchanges stand in {}: one fault there stops all mail", enumerate(names)),
                  .fix = "Move the backup to another network, or add one that another company runs.",
                  .publish = {backup_record(facts.domain, exchanges.back().preference, "<BACKUP-HOST>.")},
                  .complete = false,
                  .evidence = evidence(exchanges),
                  .caused_by = {"mx-shared-address"}});
}

extern const Rule mx_shared_network{
    .id = "mx-shared-network",
    .severity = Severity::warning,
    .summary = "The exchanges stand in different networks",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.1"}, {"RFC 2182", "3.1"}},
    .explanation = R"(All exchanges have addresses in one /24 of IPv4 and one /48 of IPv6, so they very likely share a
router, a data centre and an operator. A fault there, or a wrong route announcement, takes primary and backup
together. What RFC 2182 asks of name servers serves exchanges as well: put the backup where a single failure does not
reach both.)",
    .bad = R"(mx1 A 185.10.20.10
mx2 A 185.10.20.11)",
    .good = R"(mx1 A 185.10.20.10
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
