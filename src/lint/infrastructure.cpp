#include "lint/infrastructure.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace mailready::lint {
namespace {

using catalogue::Provider;
using dns::Fact;

/// Whose servers may send the mail of a provider: its own, or those that it runs on, at any remove.
std::set<std::string> carriers(const Provider& provider) {
  std::set<std::string> found, seen{provider.id};
  std::vector<const Provider*> open{&provider};
  while (!open.empty()) {
    const Provider* next = open.back();
    open.pop_back();
    if (next->runs_alone()) found.insert(next->id);
    std::vector<std::string> below = next->runs_on_any;
    if (!next->runs_on.empty()) below.push_back(next->runs_on);
    for (const std::string& id : below) {
      const Provider* carrier = catalogue::find(id);
      if (!carrier)
        found.insert(id);
      else if (seen.insert(id).second)
        open.push_back(carrier);
    }
  }
  return found;
}

std::string name_of(const std::string& id) {
  const Provider* provider = catalogue::find(id);
  return provider ? provider->name : id;
}

std::optional<std::string> shared_carrier(const Provider& a, const Provider& b) {
  const std::set<std::string> of_a = carriers(a), of_b = carriers(b);
  for (const std::string& id : of_a) {
    if (!of_b.contains(id)) continue;
    // "may": one of several, by account
    const std::string_view verb = of_a.size() > 1 || of_b.size() > 1 ? "may send" : "sends";
    if (id == a.id) return fmt::format("{} {} through {}", b.name, verb, a.name);
    if (id == b.id) return fmt::format("{} {} through {}", a.name, verb, b.name);
    return fmt::format("{} and {} both {} through {}", a.name, b.name, verb == "sends" ? "send" : verb, name_of(id));
  }
  return std::nullopt;
}

bool share_ranges(const Provider& a, const Provider& b) {
  return std::ranges::count(a.shares_ranges_with, b.id) > 0 || std::ranges::count(b.shares_ranges_with, a.id) > 0;
}

/// What the catalogue knows that the two have in common, as a clause.
std::optional<std::string> known_in_common(const Provider& a, const Provider& b) {
  if (auto carrier = shared_carrier(a, b)) return carrier;
  if (share_ranges(a, b)) return fmt::format("{} and {} send from the same address ranges", a.name, b.name);
  if (!a.operator_name.empty() && a.operator_name == b.operator_name)
    return fmt::format("{} runs both {} and {}", a.operator_name, a.name, b.name);
  return std::nullopt;
}

/// A network wider than this is a hosting company's whole range, and no list of mail servers: that two ESPs rent from
/// the same company says little. The widest that an ESP of the catalogue publishes is a /15.
int widest_prefix(Family family) { return family == Family::ipv4 ? 14 : 32; }

/// The ranges without such networks.
IpSet own_ranges(const IpSet& published) {
  std::vector<Network> networks = published.networks();
  std::erase_if(networks,
                [](const Network& network) { return network.prefix < widest_prefix(network.address.family); });
  return IpSet(networks);
}

/// The networks that both publish. One is enough: what befalls it befalls the mail of both. Absent: there is none.
Fact<IpSet> shared_ranges(const survey::SenderFacts& a, const survey::SenderFacts& b) {
  if (a.ranges.absent() || b.ranges.absent()) return {};
  if (a.ranges.unknown()) return a.ranges.failure();
  if (b.ranges.unknown()) return b.ranges.failure();
  if (a.ranges->intersected(*b.ranges).empty()) return {};
  const IpSet shared = own_ranges(*a.ranges).intersected(own_ranges(*b.ranges));
  return shared.empty() ? Fact<IpSet>() : shared;
}

}  // namespace

Fact<Common> in_common(const survey::SenderFacts& sender_a, const survey::SenderFacts& sender_b) {
  const Provider &a = *sender_a.provider, &b = *sender_b.provider;
  auto known = known_in_common(a, b);
  const Fact<IpSet> ranges = shared_ranges(sender_a, sender_b);
  if (!known && ranges.unknown()) return ranges.failure();
  if (!known && ranges.present())
    known = fmt::format("{} and {} both publish {}", a.name, b.name, ranges->networks().front().to_string());
  if (!known) return {};
  return Common{*std::move(known), ranges ? *ranges : IpSet()};
}

}  // namespace mailready::lint
