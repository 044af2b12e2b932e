// `mailready.json`: what the owner of domains intends, as a file says it. Read whole, and refused whole.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/plan_file/located.h"
#include "dns/name.h"
#include "lint/engine.h"
#include "survey/plan.h"

namespace mailready::cli {

constexpr std::string_view plan_file_name = "mailready.json";

/// What an object of `domains`, or `defaults`, says; nothing where a key is missing.
struct PlanEntry {
  std::optional<survey::Stream> stream{};
  std::optional<std::vector<survey::Sender>> outbound{};  ///< in failover order; their roles are not settled
  std::optional<std::string> no_backup{};                 ///< "backup": "none", with this reason
  std::optional<std::vector<dns::Name>> inbound{};        ///< in failover order; empty: no mail is taken
  std::optional<survey::HealthCheck> health_check{};
  std::optional<std::vector<survey::Suppression>> suppressions{};
  std::optional<std::chrono::seconds> max_ttl{};
  dns::Place place{};
};

/// An entry with the names that it is for.
struct DomainEntry {
  dns::Name name;
  bool below = false;  ///< "*.name": for the names below, and not for the name itself
  PlanEntry entry;

  std::string pattern() const { return (below ? "*." : "") + name.to_string(); }
};

struct PlanFile {
  std::string path{};  ///< empty: there is none
  std::optional<std::chrono::seconds> max_ttl{};
  std::map<std::string, std::optional<lint::Severity>> severities{};  ///< by rule id; nothing: "off"
  std::optional<PlanEntry> defaults{};
  std::vector<DomainEntry> domains{};  ///< in the order of the file, none twice
};

/// Reads the text of a plan file. The error is all that is wrong with it; never empty.
Result<PlanFile, std::vector<Complaint>> parse_plan_file(std::string_view text, const std::string& path);

/// The objects of a plan file, and the keys that each may have: for its JSON Schema.
std::map<std::string_view, std::vector<std::string_view>> plan_file_keys();

/// The nearest `mailready.json` from the folder `from`, an absolute path, upward, as far as a folder with `.git`; empty
/// where there is none.
std::string find_plan_file(const std::string& from);

/// The plan file at `config`, or, where that is empty, the nearest from the working directory; one without a path where
/// there is none. Throws UsageError where it is no plan file, once everything wrong with it has gone to standard error.
PlanFile load_plan_file(const std::string& config);

}  // namespace mailready::cli
