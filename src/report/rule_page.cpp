#include "report/rule_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "lint/example.h"

namespace mailready::report {
namespace {

using Kind = lint::ExamplePart::Kind;

constexpr std::string_view silencing = R"(
## Where it is meant

`--ignore {id}` leaves the rule out of a run; `--severity {id}={level}` gives its findings another level. In [`mailready.json`](../plan.md) a domain may be excused, with the reason, until somebody has to look again:

```json
"ignore": [{{"rule": "{id}", "reason": "<WHY>", "until": "2027-03-01"}}]
```

and the level be changed for all of them: `"rules": {{"{id}": "{level}"}}`.
)";

/// Whether a word of prose is something to type or to publish: a name with "_", a tag, a placeholder, a qualified
/// "all".
bool is_code(std::string_view word) {
  if (word.empty() || word.find('`') != std::string_view::npos) return false;
  return word.find_first_of("_=*<@") != std::string_view::npos || std::string_view("+-?~").find(word[0]) < 4;
}

/// A word with what is code in it marked as that, which also keeps "_" and "*" from meaning emphasis.
std::string marked(std::string_view word) {
  constexpr std::string_view before = "(", behind = ".,;:)";
  std::size_t first = std::min(word.find_first_not_of(before), word.size());
  std::size_t end = std::max(word.find_last_not_of(behind) + 1, first);
  if (end - first >= 2 && word[first] == '"' && word[end - 1] == '"') ++first, --end;
  const std::string_view core = word.substr(first, end - first);
  return is_code(core) ? fmt::format("{}`{}`{}", word.substr(0, first), core, word.substr(end)) : std::string(word);
}

/// Paragraphs stay; single line ends are only the source's.
std::string prose(std::string_view text) {
  std::string out, separator;
  for (const std::string_view line : split(text, '\n')) {
    for (const std::string_view word : split(line, ' ')) {
      if (word.empty()) continue;
      out += separator + marked(word);
      separator = " ";
    }
    if (line.empty()) separator = "\n\n";
  }
  return out + "\n";
}

/// The language of a block of code.
std::string_view language(Kind kind) {
  switch (kind) {
    case Kind::command:
      return "sh";
    case Kind::plan:
      return "json";
    case Kind::policy:
      return "yaml";
    case Kind::zone:
      return "zone";
  }
  return "";
}

/// What a block is, where it is neither typed nor records.
std::string_view caption(Kind kind) {
  switch (kind) {
    case Kind::plan:
      return "In `mailready.json`, for the domain:\n\n";
    case Kind::policy:
      return "The policy:\n\n";
    case Kind::command:
    case Kind::zone:
      return "";
  }
  return "";
}

std::string example(std::string_view heading, std::string_view text) {
  std::string out = fmt::format("\n## {}\n", heading);
  for (const lint::ExamplePart& part : lint::example_parts(text))
    out += fmt::format("\n{}```{}\n{}\n```\n", caption(part.kind), language(part.kind), part.text);
  return out;
}

std::string references(const lint::Rule& rule) {
  std::string out = "\n## References\n\n";
  for (const lint::Reference& reference : rule.references)
    out += fmt::format("- [{}]({})\n", reference.text(), reference.url());
  return out;
}

/// A level to change to: one step down.
std::string_view another_level(lint::Severity severity) {
  switch (severity) {
    case lint::Severity::error:
      return "warning";
    case lint::Severity::warning:
      return "info";
    case lint::Severity::info:
      return "off";
  }
  return "";
}

}  // namespace

std::string rule_page(const lint::Rule& rule) {
  std::string page = fmt::format("# {}\n\n**{}** · {}\n\n", rule.id, lint::severity_text(rule.severity), rule.summary);
  page += prose(rule.explanation);
  page += example("This is found", rule.bad) + example("This is well", rule.good);
  page += fmt::format(silencing, fmt::arg("id", rule.id), fmt::arg("level", another_level(rule.severity)));
  return page + references(rule);
}

std::string rule_table(std::span<const lint::Rule* const> rules) {
  std::string table = "| rule | severity | all is well when |\n| --- | --- | --- |\n";
  for (const lint::Rule* rule : rules)
    table +=
        fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", rule->id, lint::severity_text(rule->severity), rule->summary);
  return table;
}

}  // namespace mailready::report
