#include "cli/invalid_domain.h"

#include <algorithm>

#include "base/text.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

constexpr std::string_view id = "domain-invalid";

/// Its level; nothing where it is switched off.
std::optional<lint::Severity> level(const lint::Rule& rule, const lint::Settings& settings) {
  for (const std::string& pattern : settings.ignore)
    if (lint::names(pattern, rule)) return std::nullopt;
  const auto given = settings.severities.find(std::string(id));
  return given == settings.severities.end() ? rule.severity : given->second;
}

}  // namespace

lint::Judgement judge_invalid(const std::string& text, const std::string& reason, const lint::Settings& settings) {
  const auto table = rules::all();
  const lint::Rule& rule = **std::ranges::find(table, id, &lint::Rule::id);

  lint::Judgement judgement;
  judgement.domain = printable(text);
  const auto severity = level(rule, settings);
  if (!severity) return judgement;
  if (*severity == lint::Severity::error) judgement.verdict = lint::Verdict::not_ready;
  lint::Finding found{.rule = std::string(id),
                      .severity = severity,
                      .subject = judgement.domain,
                      .message = reason,
                      .fix = "Write one domain name a line, such as acme.example.",
                      .complete = false};
  for (const lint::Reference& reference : rule.references) found.references.push_back(reference.text());
  judgement.findings.push_back(std::move(found));
  return judgement;
}

}  // namespace mailready::cli
