// GO or NO-GO: what somebody has to know whose part has just been lost.
#pragma once
#include <string>
#include <vector>

#include "failover/simulate.h"
#include "lint/finding.h"

namespace mailready::failover {

enum class Call { go, no_go, undetermined };

/// "go", "no-go", "undetermined".
std::string_view call_text(Call call);

struct Decision {
  Call call = Call::go;
  /// Who takes over sending: the first that does best in the plan's order. Null where sending is not touched, or none
  /// is left.
  const Sending* sender = nullptr;
  /// What has to change first: the findings of the rules about what should take over and does not.
  std::vector<lint::Finding> faults{};
  std::vector<std::string> status_pages{};  ///< of who is lost and who takes over: "https://… (Postmark)"
  std::vector<std::string> unchecked{};     ///< what DNS cannot tell: clauses
};

/// Decides over `row`, which outlives the decision: every direction of mail that it touches counts.
Decision decide(const Standing& standing, const Row& row);

}  // namespace mailready::failover
