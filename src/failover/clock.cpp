#include "failover/clock.h"

#include <fmt/format.h>

#include <algorithm>

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
  if (facts.zone)
    clock.entries.push_back({.kind = ClockEntry::Kind::new_record,
                             .change = "a record that was not there before",
                             .time = facts.zone->negative_ttl(),
                             .exact = facts.zone->negative_ttl_exact()});
  if (facts.mta_sts && facts.mta_sts->policy && facts.mta_sts->policy->policy)
    clock.entries.push_back({.kind = ClockEntry::Kind::policy,
                             .change = "the MTA-STS policy",
                             .time = facts.mta_sts->policy->policy->max_age,
                             .exact = true});
  return clock;
}

std::optional<bool> within(const Clock& clock, std::chrono::seconds rto) {
  const ClockEntry* slowest = clock.slowest();
  if (slowest && slowest->time > rto) return false;
  const bool all_exact = std::ranges::all_of(clock.entries, &ClockEntry::exact);
  return slowest && all_exact ? std::optional(true) : std::nullopt;
}

}  // namespace mailready::failover
