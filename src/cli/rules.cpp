// `mailready rules [RULE]`: lists the rules, or explains one.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/rule_names.h"
#include "report/page.h"
#include "report/rule_page.h"
#include "rules/table.h"

namespace mailready::cli {
namespace {

using Rules = std::vector<const lint::Rule*>;
using report::hanging;
using report::Page;

struct RulesOptions {
  std::string name;
  std::string format = "text";
};

std::vector<std::string> reference_texts(const lint::Rule& rule) {
  std::vector<std::string> texts;
  for (const lint::Reference& reference : rule.references) texts.push_back(reference.text());
  return texts;
}

/// A line a rule: its id, its highest severity, and what holds when all is well.
void list(Page& page, const Rules& rules) {
  std::size_t id_width = 0;
  for (const lint::Rule* rule : rules) id_width = std::max(id_width, rule->id.size());
  for (const lint::Rule* rule : rules)
    page.paragraph(hanging(fmt::format("{:{}}  {:7}  ", rule->id, id_width, lint::severity_text(rule->severity))),
                   {{std::string(rule->summary)}});
}

/// A text of several paragraphs, whose single line ends are only the source's.
void prose(Page& page, std::string_view text) {
  std::string paragraph;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : " ") + std::string(line);
    } else if (!paragraph.empty()) {
      page.paragraph(hanging(""), {{std::exchange(paragraph, "")}});
      page.blank();
    }
  }
  if (!paragraph.empty()) page.paragraph(hanging(""), {{paragraph}});
}

void records(Page& page, const std::string& heading, std::string_view text) {
  if (text.empty()) return;
  page.blank();
  page.paragraph(hanging(""), {{heading}});
  for (const std::string_view line : split(text, '\n')) page.paragraph(hanging("  "), {{std::string(line)}});
}

void explain(Page& page, const lint::Rule& rule) {
  page.paragraph(hanging(""), {{fmt::format("{} ({})", rule.id, lint::severity_text(rule.severity))}});
  page.paragraph(hanging(""), {{std::string(rule.summary)}});
  page.blank();
  prose(page, rule.explanation);
  records(page, "This is found:", rule.bad);
  records(page, "This is well:", rule.good);
  page.blank();
  page.paragraph(hanging("See "), {{enumerate(reference_texts(rule))}});
}

nlohmann::ordered_json to_json(const lint::Rule& rule) {
  return {{"rule", rule.id},
          {"severity", lint::severity_text(rule.severity)},
          {"family", rule.family()},
          {"summary", rule.summary},
          {"explanation", rule.explanation},
          {"bad", rule.bad},
          {"good", rule.good},
          {"references", reference_texts(rule)}};
}

std::string as_json(const Rules& rules) {
  auto array = nlohmann::ordered_json::array();
  for (const lint::Rule* rule : rules) array.push_back(to_json(*rule));
  return array.dump(1) + "\n";
}

std::string as_text(const Rules& rules, const std::string& name) {
  std::ostringstream out;
  Page page(out, text_width(), false);
  if (rules.size() == 1 && rules.front()->id == name)
    explain(page, *rules.front());
  else
    list(page, rules);
  return out.str();
}

/// The page of one rule, or the table of several: what docs/rules/ is made of.
std::string as_markdown(const Rules& rules, const std::string& name) {
  if (rules.size() == 1 && rules.front()->id == name) return report::rule_page(*rules.front());
  return report::rule_table(rules);
}

std::string written(const RulesOptions& options, const Rules& rules) {
  if (options.format == "json") return as_json(rules);
  if (options.format == "markdown") return as_markdown(rules, options.name);
  return as_text(rules, options.name);
}

int run(const RulesOptions& options) {
  const auto table = rules::all();
  const Rules rules = options.name.empty() ? Rules(table.begin(), table.end()) : rules_named(options.name, "rules");
  write_standard_output(written(options, rules));
  return exit_code::clean;
}

}  // namespace

Command add_rules(CLI::App& program) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = program.add_subcommand("rules", "List the rules, or explain one");
  command->add_option("rule", options->name, "A rule to explain, or a family to list, such as spf")
      ->option_text("[RULE]");
  add_value(*command, "--format", options->format, "F", "text (default), json or markdown")
      ->check(one_of({"text", "json", "markdown"}));
  command->footer(R"(Examples:
  mailready rules                     all of them, with their highest severity
  mailready rules spf                 one family
  mailready rules spf-esp-missing     what it means, and how to mend it)");
  return {command, [options] { return run(*options); }};
}

}  // namespace mailready::cli
