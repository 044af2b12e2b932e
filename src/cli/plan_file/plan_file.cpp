#include "cli/plan_file/plan_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include "base/files.h"
#include "cli/domain_argument.h"
#include "cli/plan_file/consistency.h"
#include "cli/plan_file/entry.h"
#include "cli/plan_file/reading.h"
#include "cli/rule_names.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::size_t most_octets = std::size_t{64} << 20;

/// "off", which is no severity, or a severity; nothing, and a complaint, where it is neither.
std::optional<std::optional<lint::Severity>> read_level(Reading& reading, const Located& value) {
  const std::vector<std::string> levels{"error", "warning", "info", "off"};
  const auto text = read_text(reading, value);
  if (!text) return std::nullopt;
  if (*text == "off") return std::optional<lint::Severity>();
  if (const auto severity = lint::parse_severity(*text)) return severity;
  reading.complain(value, unknown("level", *text, levels));
  return std::nullopt;
}

/// A family's level holds for those of its rules that have none of their own.
void read_rules(Reading& reading, const Located& value, PlanFile& file) {
  const auto* object = read_object(reading, value, "an object of rules and levels");
  if (object == nullptr) return;
  std::map<std::string, std::optional<lint::Severity>> own;
  for (const auto& [pattern, level_value] : *object) {
    const auto rules = find_rules(pattern);
    if (!rules) {
      reading.complain(level_value, rules.error());
      continue;
    }
    const auto level = read_level(reading, level_value);
    if (!level) continue;
    for (const lint::Rule* rule : *rules) {
      const bool is_own = rule->id == pattern;
      (is_own ? own : file.severities)[std::string(rule->id)] = *level;
    }
  }
  for (auto& [rule, level] : own) file.severities[rule] = level;
}

std::optional<DomainEntry> read_pattern(Reading& reading, const Member& domain) {
  constexpr std::string_view wildcard = "*.";
  const bool below = domain.name.starts_with(wildcard);
  auto name = parse_domain(std::string_view(domain.name).substr(below ? wildcard.size() : 0));
  if (name) return DomainEntry{.name = *std::move(name), .below = below, .entry = {}};
  reading.complain(domain.value, name.error());
  return std::nullopt;
}

void read_domains(Reading& reading, const Located& value, PlanFile& file) {
  const auto* object = read_object(reading, value, "an object of domains");
  if (object == nullptr) return;
  std::unordered_map<std::string, int> lines;
  for (const Member& each : *object) {
    auto domain = read_pattern(reading, each);
    if (!domain) continue;
    const auto [first, is_new] = lines.emplace(domain->pattern(), each.value.line);
    if (!is_new)
      reading.complain(each.value, fmt::format("stands here twice: line {} has {} too", first->second, first->first));
    domain->entry = read_entry(reading, each.value);
    file.domains.push_back(*std::move(domain));
  }
}

constexpr std::array keys{
    Key<PlanFile>{"$schema", [](Reading& reading, const Located& value, PlanFile&) { read_text(reading, value); }},
    Key<PlanFile>{"max_ttl", [](Reading& reading, const Located& value,
                                PlanFile& file) { file.max_ttl = read_seconds(reading, value); }},
    Key<PlanFile>{"rules", read_rules},
    Key<PlanFile>{"defaults", [](Reading& reading, const Located& value,
                                 PlanFile& file) { file.defaults = read_entry(reading, value); }},
    Key<PlanFile>{"domains", read_domains},
};

}  // namespace

Result<PlanFile, std::vector<Complaint>> parse_plan_file(std::string_view text, const std::string& path) {
  const auto root = parse_located(text);
  if (!root) return std::vector{root.error()};
  Reading reading{.path = path};
  PlanFile file{.path = path};
  read_members<PlanFile>(reading, *root, keys, file);
  if (reading.complaints.empty()) check_consistency(reading, file);
  if (reading.complaints.empty()) return file;
  return std::move(reading.complaints);
}

std::map<std::string_view, std::vector<std::string_view>> plan_file_keys() {
  auto all = entry_keys();
  for (const Key<PlanFile>& key : keys) all["file"].push_back(key.name);
  return all;
}

std::string find_plan_file(const std::string& from) {
  namespace fs = std::filesystem;
  std::error_code none;
  for (fs::path folder = from;; folder = folder.parent_path()) {
    const fs::path file = folder / plan_file_name;
    if (fs::exists(file, none)) return file.string();
    if (fs::exists(folder / ".git", none) || folder == folder.parent_path()) return {};
  }
}

PlanFile load_plan_file(const std::string& config) {
  std::string path = config;
  if (path.empty()) {
    std::error_code none;
    const auto here = std::filesystem::current_path(none);
    path = find_plan_file(here.string());
    if (!path.empty()) path = std::filesystem::proximate(path, here, none).string();
  }
  if (path.empty()) return {};
  const auto text = read_file(path, most_octets);
  if (!text) throw UsageError(fmt::format("{}: {}", path, text.error().message));
  auto file = parse_plan_file(*text, path);
  if (!file) refuse(path, file.error());
  return *std::move(file);
}

}  // namespace mailready::cli
