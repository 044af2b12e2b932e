// The rules that speak, and how loudly, as the options of `check` and the plan file say.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "cli/check_options.h"
#include "cli/rule_names.h"
#include "cli/usage_error.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

/// "off", which is no severity, or a severity.
std::optional<lint::Severity> parse_level(const std::string& text) {
  if (text == "off") return std::nullopt;
  const auto severity = lint::parse_severity(text);
  if (!severity)
    throw UsageError(fmt::format("--severity: \"{}\" is no level; there are error, warning, info and off", text));
  return severity;
}

void set_severity(lint::Settings& settings, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    throw UsageError(fmt::format("--severity takes RULE=LEVEL, such as mx-no-ipv6=off, and not \"{}\"", text));
  const auto level = parse_level(text.substr(equals + 1));
  for (const lint::Rule* rule : rules_named(text.substr(0, equals), "--severity"))
    settings.severities[std::string(rule->id)] = level;
}

}  // namespace

lint::Settings make_settings(const RuleOptions& options,
                             std::map<std::string, std::optional<lint::Severity>> severities) {
  for (const std::string& pattern : options.select) rules_named(pattern, "--select");
  for (const std::string& pattern : options.ignore) rules_named(pattern, "--ignore");
  lint::Settings settings;
  settings.select = options.select;
  settings.ignore = options.ignore;
  settings.severities = std::move(severities);
  for (const std::string& text : options.severities) set_severity(settings, text);
  if (lint::selected(rules::all(), settings).empty())
    throw UsageError(
        "no rule is left to judge by: --ignore, --severity and the plan file take away all that --select names");
  return settings;
}

}  // namespace mailready::cli
