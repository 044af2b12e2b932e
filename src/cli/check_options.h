// The options of `check` as they were given, and what they add up to: the plan and the rules that speak.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/shard.h"
#include "lint/engine.h"
#include "survey/plan.h"

namespace mailready::cli {

struct PlanOptions {
  std::vector<std::string> primaries, backups;                   ///< SENDER; a backup may be "none"
  std::vector<std::string> return_paths;                         ///< ID=NAME
  std::vector<std::string> primary_exchanges, backup_exchanges;  ///< host names
  bool no_inbound = false;
  survey::Stream stream = survey::Stream::transactional;
};

struct RuleOptions {
  std::vector<std::string> select, ignore;  ///< rules and families
  std::vector<std::string> severities;      ///< RULE=LEVEL
  lint::FailOn fail_on = lint::FailOn::error;
};

struct CheckOptions {
  std::vector<std::string> names;  ///< domains, and resolvers written @ADDR
  std::string list;                ///< --domains: a file, "-" for standard input; empty: none
  PlanOptions plan;
  RuleOptions rules;
  SourceOptions source;
  OutputOptions output;
  std::optional<bool> discover;  ///< nothing: for one domain, not for several
  int concurrency = 64;
  bool ordered = false;
  std::string shard;  ///< I/N; empty: every name
  ShowProgress progress = ShowProgress::automatic;
};

void add_plan_options(CLI::App& command, PlanOptions& options);
void add_rule_options(CLI::App& command, RuleOptions& options);
CLI::Option* add_fail_on(CLI::App& command, lint::FailOn& fail_on);
void add_check_options(CLI::App& command, CheckOptions& options);

/// The plan that the options declare. Throws UsageError where they contradict one another or name what is not known.
survey::Plan make_plan(const PlanOptions& options);

/// Which rules speak, and how loudly. Throws UsageError where a rule is not known, or none is left.
lint::Settings make_settings(const RuleOptions& options);

}  // namespace mailready::cli
