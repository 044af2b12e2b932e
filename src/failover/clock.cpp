#include "failover/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mailready::failover {
namespace {

using survey::TtlFacts;

std::string change_of(const TtlFacts& set) {
  const std::string name = set.name.to_string();
  switch (set.use) {
    case TtlFacts::Use::mx:
      return "MX of " + name;
    case TtlFacts::Use::spf:
      return "SPF of " + name;
    case TtlFacts::Use::return_path:
      return "return path " + name;
    case TtlFacts::Use::dkim:
      return "DKIM key " + name;
    case TtlFacts::Use::mta_sts:
      return "MTA-STS record " + name;
  }
  return name;
}

/// The sets of one name and use are one change, as slow as the slowest.
void add_record(Clock& clock, ClockEntry entry) {
  const auto same = std::ranges::find(clock.entries, entry.change, &ClockEntry::change);
  if (same == clock.entries.end())
    clock.entries.push_back(std::move(entry));
  else if (entry.time > same->time)
    *same = std::move(entry);
}

/// The sets that a failover may have to change, and that nobody told, so that they are not among the TTLs either.
std::vector<std::string> unheard(const survey::Facts& facts) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& what, const dns::Failure& failure) {
    all.push_back(fmt::format("{} ({})", what, dns::reason(failure.kind)));
  };
  const std::string domain = facts.domain.to_string();
  if (facts.mx.unknown()) add("MX of " + domain, facts.mx.failure());
  if (facts.spf.unknown()) add("SPF of " + domain, facts.spf.failure());
  std::set<std::size_t> keys;
  for (const survey::SenderFacts& sender : facts.senders)
    if (sender.declared || sender.provider->is_esp()) keys.insert(sender.keys.begin(), sender.keys.end());
  for (const std::size_t i : keys)
    if (const survey::KeyFacts& key = facts.dkim.keys[i]; key.failure)
      add("DKIM key " + key.name.to_string(), *key.failure);
  if (facts.mta_sts.unknown()) add("MTA-STS record of " + domain, facts.mta_sts.failure());
  if (facts.zone.unknown()) add("SOA of " + domain, facts.zone.failure());
  return all;
}

/// However little of the SOA record's TTL a cache has left, its minimum bounds the time (RFC 2308, section 5).
ClockEntry new_record(const survey::ZoneFacts& zone) {
  return {.kind = ClockEntry::Kind::new_record,
          .change = "a record that was not there before",
          .time = zone.negative_ttl(),
          .exact = zone.negative_ttl_exact(),
          .most = std::get<dns::Soa>(zone.soa.rdata).minimum};
}

}  // namespace

const ClockEntry* Clock::slowest() const {
  const ClockEntry* slowest = nullptr;
  for (const ClockEntry& entry : entries)
    if (entry.kind != ClockEntry::Kind::policy && (!slowest || entry.time > slowest->time)) slowest = &entry;
  return slowest;
}

Clock clock(const survey::Facts& facts) {
  Clock clock;
  for (const TtlFacts& set : facts.ttls)
    add_record(clock, {.change = change_of(set), .time = set.ttl, .exact = set.exact});
  if (facts.zone) clock.entries.push_back(new_record(*facts.zone));
  if (facts.mta_sts && facts.mta_sts->policy && facts.mta_sts->policy->policy)
    clock.entries.push_back({.kind = ClockEntry::Kind::policy,
                             .change = "the MTA-STS policy",
                             .time = facts.mta_sts->policy->policy->max_age,
                             .exact = true});
  clock.unheard = unheard(facts);
  return clock;
}

std::optional<bool> within(const Clock& clock, std::chrono::seconds rto) {
  const ClockEntry* slowest = clock.slowest();
  if (slowest && slowest->time > rto) return false;
  const auto is_sure = [&](const ClockEntry& entry) { return entry.exact || (entry.most && *entry.most <= rto); };
  const bool all_sure = clock.unheard.empty() && std::ranges::all_of(clock.entries, is_sure);
  return slowest && all_sure ? std::optional(true) : std::nullopt;
}

}  // namespace mailready::failover
