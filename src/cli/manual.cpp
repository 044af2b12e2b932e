// `mailready manual`: prints the manual page, made of what --help is made of.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/output.h"

namespace mailready::cli {
namespace {

/// `text` as troff prints it: a dash is one to copy, and no line is a request.
std::string plain(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    line_begins = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

/// A name, its value, and beneath it what it means.
std::string entry(const std::string& name, const std::string& value, const std::string& meaning) {
  const std::string shown_value = value.empty() ? "" : fmt::format(" \\fI{}\\fR", plain(value));
  return fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", plain(name), shown_value, plain(meaning));
}

std::string arguments(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options())
    if (option->get_positional()) text += entry(option->get_option_text(), "", option->get_description());
  return text;
}

std::string options(const CLI::App& command, const std::string& group) {
  std::string text;
  for (const CLI::Option* option : command.get_options())
    if (!option->get_positional() && option->get_group() == group)
      text += entry(option_names(*option), option->get_option_text(), option->get_description());
  return text.empty() ? "" : fmt::format(".P\n{}:\n{}", plain(group), text);
}

/// Lines as they are.
std::string verbatim(const std::string& text) { return fmt::format(".P\n.EX\n{}\n.EE\n", plain(text)); }

std::string section(const CLI::App& command) {
  std::string text = fmt::format(".SS \"mailready {}\"\n{}.\n", command.get_name(), plain(command.get_description()));
  text += arguments(command);
  for (const std::string& group : command.get_groups()) text += options(command, group);
  return text + verbatim(command.get_footer());
}

/// How each command is called, a line each.
std::string synopsis(const CLI::App& program) {
  std::string text;
  for (const CLI::App* command : program.get_subcommands({}))
    text += ".br\n" + plain(usage(*command, program.get_name() + " " + command->get_name())) + "\n";
  return text;
}

std::string page(const CLI::App& program) {
  const std::string name = program.get_name();
  const std::string purpose = program.get_description().substr(name.size() + 2);  // "mailready: when ..."
  std::string text = fmt::format(".TH MAILREADY 1 \"\" \"mailready {}\" \"User Commands\"\n", version());
  text += fmt::format(".SH NAME\n{} \\- {}\n", name, plain(purpose));
  text += ".SH SYNOPSIS\n" + synopsis(program);
  text += ".SH EXAMPLES AND EXIT STATUS\n" + verbatim(program.get_footer());
  text += ".SH COMMANDS\n";
  for (const CLI::App* command : program.get_subcommands({})) text += section(*command);
  return text;
}

}  // namespace

Command add_manual(CLI::App& program) {
  CLI::App* command = program.add_subcommand("manual", "Print the manual page, which `man -l -` shows");
  command->footer(R"(Example:
  mailready manual | man -l -)");
  return {command, [&program] {
            write_standard_output(page(program));
            return exit_code::clean;
          }};
}

}  // namespace mailready::cli
