#include "cli/print_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/plan_json.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

using report::JsonWriter;

/// The rules whose level is not their own, those that do not speak included.
void write_rules(JsonWriter& json, const lint::Settings& settings) {
  json.begin_object();
  const auto speaking = lint::selected(rules::all(), settings);
  for (const lint::Rule* rule : rules::all()) {
    const auto level = settings.severities.find(std::string(rule->id));
    if (std::ranges::count(speaking, rule) == 0)
      json.any_key(rule->id).value("off");
    else if (level != settings.severities.end())
      json.any_key(rule->id).value(lint::severity_text(*level->second));
  }
  json.end_object();
}

void write_domains(JsonWriter& json, const Plans& plans, const PlanFile& file, const std::vector<dns::Name>& domains) {
  json.begin_object();
  for (const dns::Name& domain : domains) write_plan(json.any_key(domain.to_string()), plans.of(domain));
  if (domains.empty())
    for (const DomainEntry& entry : file.domains) write_plan(json.any_key(entry.pattern()), plans.of(entry));
  json.end_object();
}

}  // namespace

std::string config_text(const Plans& plans, const PlanFile& file, const lint::Settings& settings,
                        const std::vector<dns::Name>& domains) {
  constexpr int indent = 2;
  const auto write = [&](JsonWriter& json) {
    json.begin_object();
    write_rules(json.key("rules"), settings);
    if (domains.empty()) write_plan(json.key("defaults"), plans.unnamed());
    write_domains(json.key("domains"), plans, file, domains);
    json.end_object();
  };
  return report::json_text(write, indent) + '\n';
}

}  // namespace mailready::cli
