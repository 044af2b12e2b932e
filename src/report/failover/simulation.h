// What `simulate` has found, ready to be written.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "failover/decision.h"
#include "failover/gaps.h"
#include "failover/simulate.h"

namespace mailready::report {

struct Simulation {
  std::string version{};  ///< of the program
  std::shared_ptr<const failover::Standing> standing{};
  std::vector<failover::Row> rows{};  ///< with `one_case`, that case alone
  bool one_case = false;              ///< asked for by --lose
  std::vector<failover::Gap> gaps{};  ///< what counts and has no rows
  failover::Clock clock{};
  std::optional<std::chrono::seconds> rto{};  ///< how long the owner can bear

  const survey::Facts& facts() const { return standing->facts; }
  failover::Verdict verdict() const { return failover::overall(rows, gaps); }
};

}  // namespace mailready::report
