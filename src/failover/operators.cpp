#include "failover/operators.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace mailready::failover {
namespace {

using survey::Facts;

using ById = std::map<std::string, Operator>;

Operator& entry(ById& operators, const std::string& id, const std::string& name) {
  Operator& found = operators[to_lower(id)];
  if (found.id.empty()) found = {.id = id, .name = name};
  return found;
}

std::string owner_of(const catalogue::Provider& provider) {
  return provider.operator_name.empty() ? provider.name : provider.operator_name;
}

/// A provider falls with its own company, and with those whose servers always send its mail.
void add_provider(ById& operators, const catalogue::Provider& provider, const std::string& id) {
  entry(operators, owner_of(provider), owner_of(provider)).providers.insert(id);
  const catalogue::Provider* carrier = provider.runs_on.empty() ? nullptr : catalogue::find(provider.runs_on);
  if (carrier && carrier != &provider) add_provider(operators, *carrier, id);
}

void add_name_server(ById& operators, const survey::NameServerFacts& server) {
  if (server.operated_by)
    entry(operators, server.operated_by->company, server.operated_by->company).name_servers.insert(server.name);
  else if (!server.name.is_root()) {
    const std::string domain = server.name.parent().to_string();
    entry(operators, domain, domain).name_servers.insert(server.name);
  }
}

/// The autonomous systems that announce every address of a host, so that it falls with any of them.
std::set<std::uint32_t> systems_of(const Facts& facts, const survey::HostFacts& host) {
  std::optional<std::set<std::uint32_t>> common;
  for (const IpAddress& address : host.addresses()) {
    const auto origin = facts.origins.find(address);
    if (origin == facts.origins.end() || !origin->second) return {};
    const std::set<std::uint32_t> numbers(origin->second->numbers.begin(), origin->second->numbers.end());
    if (!common) common = numbers;
    std::erase_if(*common, [&](std::uint32_t number) { return !numbers.contains(number); });
  }
  return common.value_or(std::set<std::uint32_t>());
}

}  // namespace

std::string operator_of(const survey::ExchangeFacts& exchange) {
  return exchange.provider ? owner_of(*exchange.provider) : "";
}

std::vector<Operator> operators(const Facts& facts, const survey::Plan& plan) {
  ById found;
  for (const survey::SenderFacts* esp : facts.esps(plan)) add_provider(found, *esp->provider, esp->provider->id);
  const auto add_systems = [&](const survey::HostFacts& host, std::set<dns::Name> Operator::*hosts,
                               const dns::Name& name) {
    for (const std::uint32_t number : systems_of(facts, host)) {
      const std::string id = fmt::format("AS{}", number);
      (entry(found, id, id).*hosts).insert(name);
    }
  };
  if (facts.mx)
    for (const survey::ExchangeFacts& exchange : facts.mx->exchanges) {
      if (const std::string name = operator_of(exchange); !name.empty())
        entry(found, name, name).exchanges.insert(exchange.exchange);
      add_systems(exchange.host, &Operator::exchanges, exchange.exchange);
    }
  if (facts.zone && facts.zone->servers)
    for (const survey::NameServerFacts& server : *facts.zone->servers) {
      add_name_server(found, server);
      add_systems(server.host, &Operator::name_servers, server.name);
    }
  std::vector<Operator> all;
  for (auto& [id, found_operator] : found) all.push_back(std::move(found_operator));
  return all;
}

}  // namespace mailready::failover
