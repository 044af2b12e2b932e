#include "cli/rule_names.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "cli/usage_error.h"
#include "lint/engine.h"
#include "rules/table.h"

namespace mailready::cli {

Result<std::vector<const lint::Rule*>, std::string> find_rules(std::string_view pattern) {
  std::vector<const lint::Rule*> named;
  std::set<std::string> words;
  for (const lint::Rule* rule : rules::all()) {
    if (lint::names(pattern, *rule)) named.push_back(rule);
    words.emplace(rule->id);
    words.emplace(rule->family());
  }
  if (!named.empty()) return named;

  const std::vector<std::string> choices(words.begin(), words.end());
  const std::string guess = nearest(pattern, choices);
  return fmt::format("there is no rule \"{}\"{}", pattern,
                     guess.empty() ? "; `mailready rules` lists them" : fmt::format("; did you mean {}?", guess));
}

std::vector<const lint::Rule*> rules_named(const std::string& pattern, std::string_view where) {
  auto named = find_rules(pattern);
  if (!named) throw UsageError(fmt::format("{}: {}", where, named.error()));
  return *std::move(named);
}

}  // namespace mailready::cli
