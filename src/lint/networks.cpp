#include "lint/networks.h"

#include <algorithm>
#include <set>

namespace mailready::lint {

namespace {

using Hosts = std::vector<const survey::HostFacts*>;

int prefix_of(Family family) { return family == Family::ipv4 ? 24 : 48; }

/// The networks that the hosts stand in, as far as their addresses are known.
std::set<Network> networks_of(const Hosts& hosts) {
  std::set<Network> networks;
  for (const survey::HostFacts* host : hosts)
    for (const IpAddress& address : host->addresses()) networks.insert(Network::of(address, prefix_of(address.family)));
  return networks;
}

bool stand_apart(const std::set<Network>& networks) {
  for (const Family family : {Family::ipv4, Family::ipv6})
    if (std::ranges::count(networks, family, [](const Network& network) { return network.address.family; }) > 1)
      return true;
  return false;
}

/// Whether hosts of at most one network of each family have something in common: a host with IPv4 only and one with
/// IPv6 only may stand anywhere, unless a third has both.
bool are_linked(const Hosts& hosts, const std::set<Network>& networks) {
  return networks.size() == 1 || std::ranges::any_of(hosts, [](const survey::HostFacts* host) {
           return host->ipv4.present() && host->ipv6.present();
         });
}

}  // namespace

dns::Fact<std::vector<std::string>> shared_networks(const Hosts& hosts) {
  const std::set<Network> networks = networks_of(hosts);
  if (stand_apart(networks)) return {};
  for (const survey::HostFacts* host : hosts)
    if (const dns::Failure* failure = host->failure()) return *failure;
  const auto resolvable = std::ranges::count_if(hosts, &survey::HostFacts::has_address);
  if (resolvable < 2 || !are_linked(hosts, networks)) return {};
  std::vector<std::string> names;
  for (const Network& network : networks) names.push_back(network.to_string());
  return names;
}

}  // namespace mailready::lint
