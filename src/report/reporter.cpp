#include "report/reporter.h"

#include <algorithm>
#include <array>

#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {

namespace {

constexpr std::array table{
    Format{"text", "for people: problems, their fixes, and the verdict last (the default)", make_text},
    Format{"json", "one object with every domain, for scripts", make_json},
    Format{"ndjson", "one domain a line, written as soon as it is judged", make_ndjson},
    Format{"sarif", "SARIF 2.1.0, for code scanning", make_sarif},
    Format{"junit", "JUnit XML: a suite a domain, a case a rule", make_junit},
    Format{"github", "annotations of a GitHub Actions job", make_github},
    Format{"gitlab", "GitLab Code Quality", make_gitlab},
    Format{"markdown", "for a comment on a pull request, or the summary of a job", make_markdown},
    Format{"csv", "one row a domain, for spreadsheets", make_csv},
};

}  // namespace

std::span<const Format> formats() { return table; }

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Format::name);
  return found == table.end() ? nullptr : &*found;
}

void Summary::count(const lint::Judgement& judgement) {
  ++domains;
  switch (judgement.verdict) {
    case lint::Verdict::ready:
      ++ready;
      if (judgement.scope == lint::Scope::records) ++no_failover;
      if (judgement.scope == lint::Scope::none) ++no_mail;
      break;
    case lint::Verdict::not_ready:
      ++not_ready;
      break;
    case lint::Verdict::undetermined:
      ++undetermined;
      break;
  }
  const Counts counts = count_findings(judgement);
  errors += counts.errors;
  warnings += counts.warnings;
  infos += counts.infos;
}

Counts count_findings(const lint::Judgement& judgement) {
  Counts counts;
  for (const lint::Finding& finding : judgement.findings) {
    switch (severity_of(finding)) {
      case lint::Severity::error:
        ++counts.errors;
        break;
      case lint::Severity::warning:
        ++counts.warnings;
        break;
      case lint::Severity::info:
        ++counts.infos;
        break;
    }
  }
  return counts;
}

}  // namespace mailready::report
