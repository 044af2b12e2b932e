// The options of `simulate` as they were given.
#pragma once
#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/check_options.h"
#include "failover/simulate.h"

namespace mailready::cli {

struct SimulateOptions {
  std::vector<std::string> names;  ///< one domain, and resolvers written @ADDR
  std::vector<std::string> lost;   ///< --lose
  failover::Required required{};   ///< --require
  std::optional<std::chrono::seconds> rto{};
  bool asn = false;
  PlanOptions plan{};
  SourceOptions source{};
  OutputOptions output{};
};

/// The default first.
std::vector<std::string> simulate_formats();

void add_simulate_options(CLI::App& command, SimulateOptions& options);

}  // namespace mailready::cli
