// Who takes mail for the domain once exchanges are lost.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "failover/part.h"
#include "failover/verdict.h"

namespace mailready::failover {

/// An exchange that senders turn to next, held against those that are lost.
struct Takeover {
  dns::Name exchange;
  std::uint16_t preference = 0;
  bool other_network = false;            ///< some address stands in no network of a lost exchange
  std::optional<bool> other_operator{};  ///< nothing where the catalogue does not know both
  std::optional<bool> in_policy{};  ///< whether the enforcing MTA-STS policy names it; nothing without such a policy
  bool lacks_tlsa = false;          ///< a lost exchange has TLSA records, and it has none
  std::optional<bool> queues{};     ///< whether its provider holds mail for a dead primary; nothing where unknown
};

struct Inbound {
  Verdict verdict = Verdict::untouched;
  std::vector<dns::Name> serving{};  ///< who takes mail then: those at the lowest preference that senders can use
  /// Where what is lost took mail before: some of these described, and behind them those that a policy leaves out.
  std::vector<Takeover> takeovers{};
  std::vector<std::string> notes{};  ///< why it is not plain survival: clauses, safe to show
};

/// Judges what remains of the exchanges without those of `part`, and without every name of the same machines.
Inbound inbound_without(const survey::Facts& facts, const Part& part);

/// Whether the plan declares an exchange that takes over.
bool declares_inbound_spare(const survey::Plan& plan);

}  // namespace mailready::failover
