#include "failover/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "failover/operators.h"
#include "lint/streams.h"

namespace mailready::failover {
namespace {

using Kind = Part::Kind;
using survey::Facts;
using survey::Plan;

/// A host with its addresses, whichever trade it has.
struct Host {
  dns::Name name;
  std::vector<IpAddress> addresses;
};

std::vector<Host> exchange_hosts(const Facts& facts) {
  std::vector<Host> hosts;
  if (facts.mx)
    for (const survey::ExchangeFacts& exchange : facts.mx->exchanges)
      hosts.push_back({exchange.exchange, exchange.host.addresses()});
  return hosts;
}

std::vector<Host> server_hosts(const Facts& facts) {
  std::vector<Host> hosts;
  if (facts.zone && facts.zone->servers)
    for (const survey::NameServerFacts& server : *facts.zone->servers)
      hosts.push_back({server.name, server.host.addresses()});
  return hosts;
}

/// Whether all of a host's addresses are lost, or all that senders without IPv6 can reach.
template <class IsLost>
bool is_lost_by(const Host& host, const IsLost& is_lost) {
  const auto is_ipv4 = [](const IpAddress& address) { return address.family == Family::ipv4; };
  if (!std::ranges::any_of(host.addresses, is_lost)) return false;
  return std::ranges::all_of(host.addresses, [&](const IpAddress& address) { return is_lost(address); }) ||
         (std::ranges::any_of(host.addresses, is_ipv4) && std::ranges::all_of(host.addresses, [&](const auto& address) {
            return !is_ipv4(address) || is_lost(address);
          }));
}

template <class IsLost>
std::set<dns::Name> lost_hosts(const std::vector<Host>& hosts, const IsLost& is_lost) {
  std::set<dns::Name> lost;
  for (const Host& host : hosts)
    if (is_lost_by(host, is_lost)) lost.insert(host.name);
  return lost;
}

/// The lost hosts that keep an address.
template <class IsLost>
void add_reachable(const std::vector<Host>& hosts, const IsLost& is_lost, std::set<dns::Name>& reachable) {
  for (const Host& host : hosts)
    if (is_lost_by(host, is_lost) && !std::ranges::all_of(host.addresses, is_lost)) reachable.insert(host.name);
}

/// Adds to `part` what falls with its networks.
void add_lost(Part& part, const Facts& facts) {
  const auto is_lost = [&](const IpAddress& address) {
    return std::ranges::any_of(part.networks, [&](const Network& network) { return network.contains(address); });
  };
  part.exchanges.merge(lost_hosts(exchange_hosts(facts), is_lost));
  part.name_servers.merge(lost_hosts(server_hosts(facts), is_lost));
  add_reachable(exchange_hosts(facts), is_lost, part.ipv6_only);
  add_reachable(server_hosts(facts), is_lost, part.ipv6_only);
}

/// A host falls with the machine that it names: with every other name of the same addresses.
Part machine(Kind kind, const Host& host, const Facts& facts) {
  Part part{.kind = kind, .id = host.name.to_string(), .name = host.name.to_string()};
  for (const IpAddress& address : host.addresses)
    part.networks.push_back(Network::of(address, address_bits(address.family)));
  add_lost(part, facts);
  part.ipv6_only.clear();  // a machine is off
  (kind == Kind::exchange ? part.exchanges : part.name_servers).insert(host.name);
  return part;
}

/// Whether the owner's own servers are the primary of a stream, which then declares backups only.
bool has_own_servers(const Plan& plan) {
  return std::ranges::any_of(lint::by_stream(plan),
                             [](const lint::StreamSenders& stream) { return stream.primary() == nullptr; });
}

/// The ESPs, each with those that send by its servers only.
void add_esps(std::vector<Part>& parts, const Facts& facts, const Plan& plan) {
  const auto esps = facts.esps(plan);
  std::set<std::string> seen;
  for (const survey::SenderFacts* esp : esps) {
    const catalogue::Provider& provider = *esp->provider;
    if (!seen.insert(provider.id).second) continue;
    Part part{.kind = Kind::esp, .id = provider.id, .name = provider.name};
    part.also.insert(provider.aliases.begin(), provider.aliases.end());
    for (const survey::SenderFacts* other : esps)
      if (other->provider->id == provider.id || other->provider->runs_on == provider.id)
        part.providers.insert(other->provider->id);
    parts.push_back(std::move(part));
  }
}

/// The names of other people's that a record leads to: included, or redirected to, by itself or by the owner's own
/// records below it.
void collect_foreign(const spf::Node& node, const dns::Name& own, std::vector<dns::Name>& names) {
  for (const spf::Branch& branch : node.branches) {
    if (!(branch.is_include() || branch.is_redirect()) || !branch.evaluated || !branch.target) continue;
    if (!branch.target->is_at_or_below(own)) {
      if (std::ranges::count(names, *branch.target) == 0) names.push_back(*branch.target);
    } else if (branch.child) {
      collect_foreign(*branch.child, own, names);
    }
  }
}

/// The ESPs whose SPF name this is fall with it: a vendor without DNS does not send.
Part include_part(const dns::Name& target, const Facts& facts, const Plan& plan) {
  Part part{
      .kind = Kind::include, .id = target.to_string(), .name = "include:" + target.to_string(), .includes = {target}};
  const catalogue::Provider* owner = catalogue::by_include(target);
  for (const survey::SenderFacts* esp : facts.esps(plan))
    if (owner && (esp->provider->id == owner->id || esp->provider->runs_on == owner->id))
      part.providers.insert(esp->provider->id);
  return part;
}

void add_includes(std::vector<Part>& parts, const Facts& facts, const Plan& plan) {
  if (!facts.spf) return;
  std::vector<dns::Name> names;
  collect_foreign(facts.spf->root, facts.zone ? facts.zone->apex : facts.domain, names);
  for (const dns::Name& name : names) parts.push_back(include_part(name, facts, plan));
}

void add_hosts(std::vector<Part>& parts, const Facts& facts, Kind kind, const std::vector<Host>& hosts) {
  for (const Host& host : hosts)
    if (parts.size() < most_parts) parts.push_back(machine(kind, host, facts));
}

void add_networks(std::vector<Part>& parts, const Facts& facts) {
  std::set<Network> networks;
  for (const auto& hosts : {exchange_hosts(facts), server_hosts(facts)})
    for (const Host& host : hosts)
      for (const IpAddress& address : host.addresses) networks.insert(network_of(address));
  for (const Network& network : networks) {
    if (parts.size() >= most_parts) return;
    Part part{.kind = Kind::network, .id = network.to_string(), .name = network.to_string(), .networks = {network}};
    add_lost(part, facts);
    parts.push_back(std::move(part));
  }
}

/// "DNS of Cloudflare", "Amazon Web Services (amazon-ses, name servers)"
std::string company_name(const Operator& company) {
  std::vector<std::string> what(company.providers.begin(), company.providers.end());
  if (!company.exchanges.empty()) what.push_back("exchanges");
  if (what.empty()) return "DNS of " + company.name;
  if (!company.name_servers.empty()) what.push_back("name servers");
  return fmt::format("{} ({})", company.name, join(what, ", "));
}

/// One that is behind a single part is lost with that part's own row.
void add_companies(std::vector<Part>& parts, const Facts& facts, const Plan& plan) {
  for (Operator& company : operators(facts, plan)) {
    if (company.size() < 2) continue;
    parts.push_back({.kind = Kind::company,
                     .id = company.id,
                     .name = company_name(company),
                     .also = {company.name},
                     .providers = std::move(company.providers),
                     .exchanges = std::move(company.exchanges),
                     .name_servers = std::move(company.name_servers)});
  }
}

bool is_called(const Part& part, const std::string& text) {
  const auto same = [&](std::string_view name) { return to_lower(name) == text; };
  return same(part.id) || same(part.name) || std::ranges::any_of(part.also, same);
}

}  // namespace

std::string_view kind_text(Kind kind) {
  switch (kind) {
    case Kind::esp:
      return "esp";
    case Kind::include:
      return "include";
    case Kind::exchange:
      return "exchange";
    case Kind::network:
      return "network";
    case Kind::name_server:
      return "name-server";
    case Kind::company:
      return "operator";
  }
  return "";
}

Network network_of(const IpAddress& address) { return Network::of(address, address.family == Family::ipv4 ? 24 : 48); }

std::vector<Part> parts(const Facts& facts, const Plan& plan) {
  std::vector<Part> all;
  if (has_own_servers(plan))
    all.push_back(
        {.kind = Kind::esp, .id = "self-hosted", .name = "own servers", .also = {"own"}, .own_servers = true});
  add_esps(all, facts, plan);
  add_includes(all, facts, plan);
  add_hosts(all, facts, Kind::exchange, exchange_hosts(facts));
  add_hosts(all, facts, Kind::name_server, server_hosts(facts));
  add_networks(all, facts);
  add_companies(all, facts, plan);
  if (all.size() > most_parts) all.resize(most_parts);
  return all;
}

Part united(const Facts& facts, const std::vector<Part>& parts) {
  Part whole = parts.front();
  for (const Part& part : parts) {
    if (&part == &parts.front()) continue;
    whole.id += "+" + part.id;
    whole.name += " and " + part.name;
    whole.own_servers = whole.own_servers || part.own_servers;
    whole.providers.insert(part.providers.begin(), part.providers.end());
    whole.exchanges.insert(part.exchanges.begin(), part.exchanges.end());
    whole.name_servers.insert(part.name_servers.begin(), part.name_servers.end());
    whole.includes.insert(part.includes.begin(), part.includes.end());
    whole.networks.insert(whole.networks.end(), part.networks.begin(), part.networks.end());
  }
  whole.ipv6_only.clear();
  add_lost(whole, facts);
  for (const Part& part : parts)
    std::erase_if(whole.ipv6_only, [&](const dns::Name& host) {
      return (part.exchanges.contains(host) || part.name_servers.contains(host)) && !part.ipv6_only.contains(host);
    });
  return whole;
}

Result<Part, std::string> find_part(std::span<const Part> parts, std::string_view text) {
  std::string wanted = to_lower(text);
  if (wanted.ends_with('.')) wanted.pop_back();
  for (const Part& part : parts)
    if (is_called(part, wanted)) return part;
  if (const auto written = Network::parse(wanted)) {
    const Network network = network_of(written->address);
    const bool is_meant = *written == network || written->prefix == address_bits(written->address.family);
    for (const Part& part : parts)
      if (is_meant && part.kind == Kind::network && part.id == network.to_string()) return part;
  }
  if (parts.empty()) return fmt::format("\"{}\" is no part of the domain's mail: it has none", printable(text));

  std::vector<std::string> ids;
  for (const Part& part : parts) ids.push_back(part.id);
  const std::string near = nearest(wanted, ids);
  if (!near.empty())
    return fmt::format("\"{}\" is no part of the domain's mail; did you mean \"{}\"?", printable(text), near);
  return fmt::format("\"{}\" is no part of the domain's mail; these are: {}", printable(text), enumerate(ids));
}

}  // namespace mailready::failover
