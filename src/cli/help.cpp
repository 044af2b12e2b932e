#include "cli/help.h"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "cli/terminal.h"
#include "report/page.h"

namespace mailready::cli {
namespace {

constexpr std::size_t name_columns = 27;
constexpr int widest_text = 100;

/// A name and what it means, beside it or, where the name is long, beneath it.
std::string entry(const std::string& name, const std::string& description) {
  std::ostringstream out;
  report::Page page(out, text_width(), false);
  const std::string margin = "  " + name;
  if (margin.size() + 2 <= name_columns) {
    page.paragraph(report::hanging(report::padded(margin, name_columns)), {{description}});
  } else {
    page.paragraph(report::hanging("  "), {{name}});
    page.paragraph(report::hanging(std::string(name_columns, ' ')), {{description}});
  }
  return out.str();
}

}  // namespace

int text_width() { return std::min(widest_text, columns(STDOUT_FILENO)); }

std::string usage(const CLI::App& app, const std::string& name) {
  std::string line = name + (app.get_subcommands({}).empty() ? "" : " COMMAND");
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional()) line += " " + option->get_option_text();
  return line + " [OPTION...]";
}

std::string option_names(const CLI::Option& option) {
  std::string names = join(CLI::detail::split(option.get_name(false, true), ','), ", ");
  names.resize(std::min(names.size(), names.find('{')));  // "--no-x{false}" tells what the flag stands for
  return names;
}

namespace {

std::string commands(const CLI::App& app) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands({}))
    text += entry(command->get_name(), command->get_description());
  return text.empty() ? "" : "\nCommands:\n" + text;
}

std::string arguments(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional()) text += entry(option->get_option_text(), option->get_description());
  return text.empty() ? "" : "\n" + text;
}

std::string options(const CLI::App& app, const std::string& group) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() || option->get_group() != group) continue;
    const std::string value = option->get_option_text();
    text += entry(option_names(*option) + (value.empty() ? "" : " " + value), option->get_description());
  }
  return text.empty() ? "" : "\n" + group + ":\n" + text;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const {
  std::string help =
      app->get_description() + "\n\nUsage: " + usage(*app, name) + "\n" + commands(*app) + arguments(*app);
  for (const std::string& group : app->get_groups()) help += options(*app, group);
  return help + "\n" + app->get_footer() + "\n";
}

}  // namespace mailready::cli
