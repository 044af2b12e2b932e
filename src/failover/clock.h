// How long it takes until everybody sees a change of the records.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "survey/facts.h"

namespace mailready::failover {

/// One kind of change, and how long the old state may be held on to.
struct ClockEntry {
  enum class Kind { record, new_record, policy } kind = Kind::record;
  std::string change{};  ///< "MX of acme.example", "a new record", "the MTA-STS policy"
  std::chrono::seconds time{};
  bool exact = false;                          ///< false: at least so long, as heard from a cache
  std::optional<std::chrono::seconds> most{};  ///< not exact: never longer than this, where something tells
};

struct Clock {
  std::vector<ClockEntry>
      entries{};  ///< the records in the order of a change's reach, then new records, then the policy

  std::vector<std::string> unheard{};  ///< what nobody answered for: "MX of acme.example (timeout)"

  /// The slowest of the records, new ones included; the policy, which only senders with MTA-STS hold, left out. Null
  /// where nothing is known.
  const ClockEntry* slowest() const;
};

Clock clock(const survey::Facts& facts);

/// Whether every change is seen within `rto`: false where one takes longer for sure, nothing where one may.
std::optional<bool> within(const Clock& clock, std::chrono::seconds rto);

}  // namespace mailready::failover
